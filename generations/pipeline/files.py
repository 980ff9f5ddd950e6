"""Between the store, wherever it is, and local files that tools can open."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.storage import default_storage


@contextmanager
def local_copy(key: str) -> Iterator[Path]:
    """Give a path to the bytes of a key; a store elsewhere is copied for the time.

    Raises:
        OSError: the store has no such key, or cannot be read.
    """
    try:
        path = Path(default_storage.path(key))
    except NotImplementedError:
        with tempfile.NamedTemporaryFile(suffix=Path(key).suffix) as copy:
            with default_storage.open(key) as original:
                shutil.copyfileobj(original, copy)
            copy.flush()
            yield Path(copy.name)
        return
    yield path


def adopt(path: Path, key: str) -> None:
    """Make a local, fsynced file the content of a key; the path may be gone after.

    Raises:
        OSError: the store did not take it.
    """
    default_storage.adopt(path, key)  # type: ignore[attr-defined]  # both of ours can


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
