"""Our own files under names that carry their content, each name worked out once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage
from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

#: What stands for the whole of another file, and how that stands in its place: names
#: of a module are its own.
_IMPORT = re.compile(r'^(?:@import|import) "\./([a-z-]+\.(?:css|js))";$', re.MULTILINE)
_FRAMES = {".css": "{}", ".js": "{{\n{}}}"}
#: A remark with the room around it, or the room before a line.
_IDLE = re.compile(r"(?s:\s*/\*.*?\*/)|^\s*//.*$|^\s+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A source of our sheets and modules, each in one piece, without remarks."""

    source: Storage

    def open(self, name: str) -> "File[bytes]":
        """Return a file as it is sent."""
        return ContentFile(_IDLE.sub("", self._whole(name)).strip().encode())

    def _whole(self, name: str) -> str:
        with self.source.open(name) as file:
            text = file.read().decode()
        path = PurePosixPath(name)
        frame = _FRAMES[path.suffix]
        return _IMPORT.sub(
            lambda it: frame.format(self._whole(f"{path.parent / it[1]}")), text
        )


def _is_ours(name: str) -> bool:
    """Say whether a file is a sheet or a module of ours."""
    path = PurePosixPath(name)
    return f"{path.parent}" in ("css", "js") and path.suffix in _FRAMES


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

    def post_process(
        self, paths: dict[str, tuple[Any, str]], **options: Any
    ) -> Iterator[Any]:
        """Name the files by what they carry, our own in one piece."""
        whole = {
            name: (Pieces(source), path) if _is_ours(name) else (source, path)
            for name, (source, path) in paths.items()
        }
        yield from super().post_process(whole, **options)

    def url(self, name: str, force: bool = False) -> str:
        """Return the address of a file."""
        if force:
            return str(super().url(name, force))
        known = self._addresses.get(name)
        if known is None:
            known = self._addresses[name] = str(super().url(name))
        return known
