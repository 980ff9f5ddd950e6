"""What lies in the store, a folder at a time: names and sizes, never the bytes."""

from collections.abc import Iterator
from datetime import datetime

from django.core.files.storage import default_storage

#: Folder of the store with what had no row; never served, never looked through.
QUARANTINE = "quarantine"
#: Folders in which each file belongs to a row.
KINDS = ("originals", "thumbnails")


def sizes_in(folder: str) -> dict[str, int]:
    """Return the sizes in bytes of the files right in a folder, by their full names.

    A store that can list names with sizes says so by a method of this name; any
    other is asked for each size.

    Raises:
        OSError: the store cannot be read.
    """
    quick = getattr(default_storage, "sizes_in", None)
    if quick is not None:
        found: dict[str, int] = quick(folder)
        return found
    names = _listed(folder)[1]
    return {f"{folder}/{n}": default_storage.size(f"{folder}/{n}") for n in names if n}


def folders_in(folder: str) -> list[str]:
    """Return the full names of the folders in a folder, in order."""
    return [f"{folder}/{name}" for name in sorted(_listed(folder)[0]) if name]


def names_at_the_top() -> list[str]:
    """Return the files that lie in no folder."""
    return _listed("")[1]


def shelves() -> Iterator[str]:
    """Yield every innermost folder that may hold pictures, `originals/<team>/ab`."""
    for kind in KINDS:
        for team in folders_in(kind):
            yield from folders_in(team)


def changed_at(name: str) -> datetime | None:
    """Return when a file was written, None when it is gone."""
    try:
        return default_storage.get_modified_time(name)
    except FileNotFoundError:
        return None


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
