"""Our own files under names that carry their content, each name worked out once."""

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)


class RememberedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Remembers addresses: a page names some fifty files, and they never change."""

    #: What a module of ours imports is the very one a page names, not a second one.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "js/*.js",
            (
                (
                    r"""(?P<matched>from\s+["'](?P<url>\./[a-z-]+\.js)["'])""",
                    'from "%(url)s"',
                ),
            ),
        ),
    )

    def __init__(self, *args: object, **options: object) -> None:
        """Begin with no address remembered."""
        super().__init__(*args, **options)
        self._addresses: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a file."""
        if force:
            return str(super().url(name, force))
        known = self._addresses.get(name)
        if known is None:
            known = self._addresses[name] = str(super().url(name))
        return known
