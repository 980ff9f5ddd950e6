"""Files that are there, whole, once we say so: written, fsynced, then named.

Owns how bytes reach the disk; knows nothing of pictures, rows or downloads.
"""

import contextlib
import errno
import os
import secrets
import shutil
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import FileSystemStorage

#: Beginning of every name that is still being written; older than an hour, it
#: was left by a process that died and may be removed.
TEMPORARY_PREFIX = ".tmp-"

#: What a file system answers that has no hard links.
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


class DurableFileSystemStorage(FileSystemStorage):
    """A folder whose files survive a crash and are never overwritten.

    Names are content-addressed: saving a name that exists with the same size is
    a success and keeps the file that is there. Another size raises
    `FileExistsError`, since one of the two is not what its name says.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return the name as it is: it says what is in the file."""
        return name

    def sizes_in(self, folder: str) -> dict[str, int]:
        """Return the bytes of each file right in a folder, by full names, at once."""
        try:
            with os.scandir(self.path(folder)) as entries:
                files = [entry for entry in entries if entry.is_file()]
        except FileNotFoundError:
            return {}
        sizes = {}
        for entry in files:
            with contextlib.suppress(FileNotFoundError):  # one just being written
                sizes[f"{folder}/{entry.name}"] = entry.stat().st_size
        return sizes

    def free_bytes(self) -> int:
        """Return how many bytes may still be written."""
        folder = Path(self.location)
        while not folder.exists():
            folder = folder.parent
        return shutil.disk_usage(folder).free

    def is_writable(self) -> bool:
        """Say whether a file can be written and fsynced here right now."""
        folder = Path(self.location)
        probe = folder / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}"
        try:
            self._make_folders(folder)
            with probe.open("xb") as file:
                file.write(b"\0" * 4096)
                _flush_to_disk(file)
            probe.unlink()
        except OSError:  # that is the answer
            with contextlib.suppress(OSError):
                probe.unlink(missing_ok=True)
            return False
        return True

    def adopt(self, path: Path, name: str) -> str:
        """Make an fsynced local file the content of `name` and return `name`.

        On the same file system the bytes stay where they are; otherwise they are
        copied. `path` is gone afterwards.

        Raises:
            OSError: as a save does; `path` is then still there.
        """
        final = Path(self.path(name))
        self._make_folders(final.parent)
        self._set_mode(path)
        try:
            _publish(path, final)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            with path.open("rb") as file:
                self._save(name, File(file))
            path.unlink()
        return name

    def _save(self, name: str, content: "File[bytes]") -> str:
        final = Path(self.path(name))
        self._make_folders(final.parent)
        temporary = final.with_name(f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}")
        try:
            with temporary.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                self._set_mode(temporary)
                _flush_to_disk(file)
            _publish(temporary, final)
        finally:
            temporary.unlink(missing_ok=True)
        return name

    def _set_mode(self, path: Path) -> None:
        if self.file_permissions_mode is not None:
            path.chmod(self.file_permissions_mode)

    def _make_folders(self, folder: Path) -> None:
        """Make missing folders so that their names survive a crash, too."""
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for new in reversed(missing):
            new.mkdir(exist_ok=True)  # another process may make it as well
            if self.directory_permissions_mode is not None:
                new.chmod(self.directory_permissions_mode)
            _flush_names(new.parent)


def _publish(written: Path, final: Path) -> None:
    """Give an fsynced file its final name without overwriting; durable on return."""
    try:
        try:
            os.link(written, final)
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            _move(written, final)
    except FileExistsError:
        if final.stat().st_size != written.stat().st_size:
            raise
    _flush_names(final.parent)
    written.unlink(missing_ok=True)


def _move(written: Path, final: Path) -> None:
    """Rename where hard links are unknown.

    Between the look and the rename another process may write the same name; then
    the same content replaces the same content.
    """
    if final.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(final))
    written.rename(final)


def _flush_to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _flush_names(folder: Path) -> None:
    """Fsync a folder, which makes the names in it durable."""
    if os.name == "nt":  # folders cannot be opened there; NTFS journals names
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
