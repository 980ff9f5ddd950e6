"""A bucket with the promise of the durable folder: whole files, never overwritten.

Owns how bytes reach S3; knows nothing of pictures or rows. Imported only where
STUDIO_STORAGE asks for it, as is boto3.
"""

import base64
import errno
import hashlib
import logging
import mimetypes
import secrets
import shutil
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.core.files.base import ContentFile

from generations.storage.belief import Belief
from generations.storage.names import checksum_in
from generations.storage.s3_bucket import ReachedBucket
from generations.storage.s3_failures import failing_as_os_error

logger = logging.getLogger(__name__)

#: Beginning of the names by which we find out whether the bucket takes files.
PROBE_PREFIX = "probes/"
#: Seconds for which "yes" and "no" to that question are believed.
WRITABLE_FOR_S, BROKEN_FOR_S = 10.0, 3.0
#: An open file up to this size stays in memory, a larger one goes to a local file.
MEMORY_BYTES = 1_048_576


class DurableS3Storage(ReachedBucket):
    """A bucket whose objects are whole, verified by S3, and never overwritten.

    Names are content-addressed: saving a name that exists with the same size is
    a success and keeps what is there; another size raises `FileExistsError`.
    Every failure is an `OSError`.
    """

    def __init__(self, **options: Any) -> None:
        """Take what a reach takes: django-storages' options and `public_url`."""
        super().__init__(**options)
        self._takes_files = Belief(
            self._take_a_file, yes_for_s=WRITABLE_FOR_S, no_for_s=BROKEN_FOR_S
        )

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """Return the name as it is: it says what is in the file."""
        return name

    def exists(self, name: str) -> bool:
        """Say whether the bucket has this name.

        Raises:
            OSError: it cannot be asked.
        """
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def size(self, name: str) -> int:
        """Return the bytes of a file.

        Raises:
            OSError: it is not there, or cannot be asked for.
        """
        return int(self._head(name)["ContentLength"])

    def delete(self, name: str) -> None:
        """Remove a file; one that is not there is a success.

        Raises:
            OSError: the bucket did not do it.
        """
        with failing_as_os_error(name):
            self._client.delete_object(**self._object(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Return the folders and the files right below a path.

        Raises:
            OSError: the bucket does not list them.
        """
        with failing_as_os_error(path):
            found: tuple[list[str], list[str]] = super().listdir(path)
        return found

    def sizes_in(self, folder: str) -> dict[str, int]:
        """Return the bytes of each file right in a folder, by full names, at once.

        Raises:
            OSError: the bucket does not list them.
        """
        sizes: dict[str, int] = {}
        with failing_as_os_error(folder):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket_name, Prefix=f"{folder}/", Delimiter="/"
            )
            for page in pages:
                sizes |= {
                    each["Key"]: each["Size"] for each in page.get("Contents", ())
                }
        return sizes

    def get_modified_time(self, name: str) -> datetime:
        """Return when a file was written, aware.

        Raises:
            OSError: it is not there, or cannot be asked for.
        """
        return cast(datetime, self._head(name)["LastModified"])

    def is_writable(self) -> bool:
        """Say whether the bucket takes a file; asked of it every few seconds only."""
        return bool(self._takes_files)

    def adopt(self, path: Path, name: str) -> str:
        """Make a local file the content of `name` and return `name`.

        `path` is gone afterwards.

        Raises:
            OSError: as a save does; `path` is then still there.
        """
        with path.open("rb") as file:
            sha256 = (
                checksum_in(name) or hashlib.file_digest(file, "sha256").hexdigest()
            )
            self._put(name, file, size_bytes=path.stat().st_size, sha256=sha256)
        path.unlink()
        return name

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        """Fetch a file whole, its checksum compared, before its first byte is read."""
        if mode != "rb":
            raise ValueError("Files of the store are read as bytes, never changed.")
        with ExitStack() as unless_whole:
            copy = unless_whole.enter_context(
                tempfile.SpooledTemporaryFile(MEMORY_BYTES)
            )
            with failing_as_os_error(name):
                found = self._client.get_object(**self._object(name))
                shutil.copyfileobj(found["Body"], copy, MEMORY_BYTES)
            copy.seek(0)
            unless_whole.pop_all()
        return File(cast(BinaryIO, copy), name)

    def _save(self, name: str, content: "File[bytes]") -> str:
        digest = hashlib.sha256()
        with tempfile.SpooledTemporaryFile(MEMORY_BYTES) as copy:
            for chunk in content.chunks():
                digest.update(chunk)
                copy.write(chunk)
            size_bytes = copy.tell()
            sha256 = checksum_in(name) or digest.hexdigest()
            body = cast(BinaryIO, copy)
            self._put(name, body, size_bytes=size_bytes, sha256=sha256)
        return name

    def _put(self, name: str, body: BinaryIO, *, size_bytes: int, sha256: str) -> None:
        """Write an object unless it is there; S3 compares what arrives to `sha256`."""
        body.seek(0)
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        is_verified = False
        try:
            with failing_as_os_error(name):
                answer = self._client.put_object(
                    **self._object(name),
                    Body=body,
                    ContentLength=size_bytes,
                    ContentType=media_type,
                    ChecksumAlgorithm="SHA256",
                    ChecksumSHA256=checksum,
                    IfNoneMatch="*",
                )
            is_verified = answer.get("ChecksumSHA256") == checksum
        except FileExistsError:
            logger.debug("the bucket has it already: %s", name)
        if not is_verified:
            self._look_at(name, size_bytes)

    def _look_at(self, name: str, size_bytes: int) -> None:
        """Believe the bucket that it has a file only when its size is right.

        Raises:
            OSError: the file is not there, or another one is.
        """
        try:
            found_bytes = self.size(name)
        except FileNotFoundError:
            raise OSError(
                errno.EIO, "S3: not there after it was written", name
            ) from None
        if found_bytes != size_bytes:
            raise FileExistsError(errno.EEXIST, "S3: another size is there", name)

    def _take_a_file(self) -> bool:
        probe = f"{PROBE_PREFIX}{secrets.token_hex(16)}"
        try:
            with failing_as_os_error(probe):  # without it, "not there" is "forbidden"
                self._client.head_bucket(Bucket=self.bucket_name)
            self._save(probe, ContentFile(b"probe"))
        except OSError as problem:
            logger.warning("the bucket does not take files: %s", problem.strerror)
            return False
        try:
            self.delete(probe)
        except OSError:  # who may not delete lets a rule of the bucket do it
            logger.info("a probe stays in the bucket: %s", probe)
        return True

    def _head(self, name: str) -> Any:
        with failing_as_os_error(name):
            return self._client.head_object(**self._object(name))
