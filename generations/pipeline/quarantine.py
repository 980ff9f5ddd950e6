"""Paid bytes that cannot be shown, kept as they came for an admin and for support.

Owns the folder; downloads nothing, and never says what the bytes are: whoever
hands one out does so as a plain attachment.
"""

import os
import shutil
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from generations.models import Output

#: Most bytes of one file that are kept; a picture may have 60 MB.
MAX_BYTES = 1_000_000_000
_SUFFIX = ".bin"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file kept aside; `output` is the row that says why, None if deleted."""

    output_id: uuid.UUID
    size_bytes: int
    kept_at: datetime  #: aware, UTC
    output: Output | None


def has_room() -> bool:
    """Say whether the largest file may be kept and the disk still has its reserve."""
    free_bytes = shutil.disk_usage(settings.STUDIO_DATA_DIR).free
    return bool(free_bytes >= MAX_BYTES + settings.STUDIO_MIN_FREE_BYTES)


def keep(output: Output, path: Path) -> None:
    """Move an fsynced local file of the data folder aside; what was kept is replaced.

    Raises:
        OSError: the disk did not take it; `path` is then still there.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    path.replace(folder / f"{output.pk}{_SUFFIX}")
    if hasattr(os, "O_DIRECTORY"):  # elsewhere folders cannot be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def path_of(output_id: uuid.UUID) -> Path | None:
    """Return where the bytes of an output lie, None when none were kept."""
    path = _folder() / f"{output_id}{_SUFFIX}"
    return path if path.is_file() else None


def entries() -> list[Entry]:
    """Return everything kept aside on this machine, the newest first."""
    found = []
    for path in _folder().glob(f"*{_SUFFIX}"):
        try:
            found.append((uuid.UUID(path.stem), path.stat()))
        except (ValueError, FileNotFoundError):
            continue  # not ours, or just gone
    outputs = Output.objects.select_related("attempt", "generation", "team").in_bulk(
        [output_id for output_id, _ in found]
    )
    listed = [
        Entry(
            output_id=output_id,
            size_bytes=status.st_size,
            kept_at=datetime.fromtimestamp(status.st_mtime, UTC),
            output=outputs.get(output_id),
        )
        for output_id, status in found
    ]
    return sorted(listed, key=lambda entry: entry.kept_at, reverse=True)


def _folder() -> Path:
    return Path(settings.STUDIO_DATA_DIR, "quarantine")
