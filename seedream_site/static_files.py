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

_IMPORT = re.compile(r'^@import "\./([a-z-]+\.css)";$', re.MULTILINE)
#: A remark with the room around it, or the room before a line.
_IDLE = re.compile(r"\s*/\*.*?\*/|^\s+", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sheets:
    """A source of style sheets, each with what it imports in it, without remarks."""

    source: Storage

    def open(self, name: str) -> "File[bytes]":
        """Return a sheet as it is sent."""
        return ContentFile(_IDLE.sub("", self._whole(name)).strip().encode())

    def _whole(self, name: str) -> str:
        with self.source.open(name) as file:
            text = file.read().decode()
        folder = PurePosixPath(name).parent
        return _IMPORT.sub(lambda it: self._whole(f"{folder / it[1]}"), text)


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
        """Name the files by what they carry, our style sheets in one piece."""
        whole = {
            name: (Sheets(source), path) if name.startswith("css/") else (source, path)
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
