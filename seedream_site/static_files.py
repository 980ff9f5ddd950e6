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

#: What stands for the whole of another file, or for names of it.
_SHEET = re.compile(r'^@import "\./([a-z-]+\.css)";$', re.MULTILINE)
_MODULE = re.compile(r'^import (?:\{[^}]*\} from )?"\./([a-z-]+\.js)";$', re.MULTILINE)
#: What a module gives to others.
_GIVEN = re.compile(r"^export (?=(?:const|function) (\w+))", re.MULTILINE)
#: A remark with the room around it, or the room before a line.
_IDLE = re.compile(r"(?s:\s*/\*.*?\*/)|^\s*//.*$|^\s+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Pieces:
    """A source of our sheets and modules, each in one piece, without remarks.

    A module that several pieces name is in each of them, so it may only answer.
    """

    source: Storage

    def open(self, name: str) -> "File[bytes]":
        """Return a file as it is sent."""
        whole = self._sheet(name) if name.endswith(".css") else self._module(name, [])
        return ContentFile(whole.strip().encode())

    def _read(self, name: str) -> str:
        with self.source.open(name) as file:
            return str(file.read(), "utf-8")

    def _sheet(self, name: str) -> str:
        folder = PurePosixPath(name).parent
        whole = _SHEET.sub(
            lambda it: self._sheet(f"{folder / it[1]}"), self._read(name)
        )
        return _IDLE.sub("", whole)

    def _module(self, name: str, known: list[str]) -> str:
        """Return a module after those it names, but for those that are there."""
        known.append(name)
        text = self._read(name)
        before = ""
        for each in _MODULE.findall(text):
            path = f"{PurePosixPath(name).parent / each}"
            if path not in known:
                before += self._module(path, known)
        body = _IDLE.sub("", _GIVEN.sub("", _MODULE.sub("", text))).strip()
        given = ", ".join(_GIVEN.findall(text))
        if not body:
            return before
        if not given:
            return f"{before}{{\n{body}\n}}\n"
        frame = (
            f"const {{ {given} }} = (() => {{\n{body}\nreturn {{ {given} }};\n}})();\n"
        )
        return before + frame


def _is_ours(name: str) -> bool:
    """Say whether a file is a sheet or a module of ours."""
    path = PurePosixPath(name)
    return f"{path.parent}" in ("css", "js") and path.suffix in (".css", ".js")


class RememberedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Remembers addresses: a page names some fifty files, and they never change."""

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
