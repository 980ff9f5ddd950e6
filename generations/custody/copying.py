"""Files into a folder, whole or not at all, with their checksums."""

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar

CHUNK_BYTES = 1 << 20
#: Files on their way at once: each waits for a disk or a bucket most of the time.
THREADS = 8
#: Files planned ahead.
AHEAD = 200
#: Beginning of names of files that are being written; a later export removes them.
UNFINISHED = ".part-"


Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def at_once(
    work: Callable[[Asked], Answer], entries: Iterable[Asked]
) -> Iterator[Answer]:
    """Do the same with many files, several at a time; yield what it gave, in order.

    `work` asks no database: its threads have no connection that anybody closes.
    """
    left = iter(entries)
    with ThreadPoolExecutor(THREADS) as pool:
        while batch := list(islice(left, AHEAD)):
            yield from pool.map(work, batch)


@dataclass(frozen=True, slots=True)
class Copied:
    """One file of an export: its name in the studio, its path in the folder."""

    name: str
    path: str
    size_bytes: int
    sha256: str
    is_new: bool = False  #: it was not in the folder before

    def as_dict(self) -> dict[str, Any]:
        """Return it as one JSON object, for the list of an export."""
        listed = asdict(self)
        del listed["is_new"]
        return listed


class Altered(OSError):
    """A file is not what its name or its list says."""


def copy_into(source: IO[bytes], target: Path, *, sha256: str = "") -> Copied:
    """Copy an open file to a path below a folder; durable when `sha256` is given.

    Raises:
        Altered: the bytes have another checksum than `sha256`; nothing was written.
        OSError: the folder did not take it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    digest = hashlib.sha256()
    try:
        with unfinished.open("xb") as file:
            while chunk := source.read(CHUNK_BYTES):
                digest.update(chunk)
                file.write(chunk)
            size_bytes = file.tell()
            if sha256:
                file.flush()
                os.fsync(file.fileno())
        if sha256 and digest.hexdigest() != sha256:
            raise Altered(f"another checksum than its name says: {target.name}")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return Copied("", str(target), size_bytes, digest.hexdigest())


def sha256_of(path: Path) -> str:
    """Return the checksum of a local file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_durably(path: Path, text: str) -> None:
    """Put a text in place of a file, so that a crash leaves the old or the new one."""
    unfinished = path.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    try:
        with unfinished.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
