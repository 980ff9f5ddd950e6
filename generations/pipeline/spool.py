"""Answers on local disk before the database has them: append, fsync, replay.

One file of JSON lines per attempt. Pictures that came as bytes lie beside it,
each fsynced before the line that names it. Knows no rows.
"""

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from generations.clients.contract import Event, Picture, Receipt, Refusal


@dataclass(frozen=True, slots=True)
class SpooledPicture:
    """A picture of the answer; `file` is its name in the spool, or ""."""

    index: int
    url: str = ""
    file: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Broken:
    """The answer ended before it was complete, or could not be read."""

    error_kind: str  #: class name in `clients.errors`; `kind` is that of a line
    code: str
    message: str
    status: int | None
    request_id: str


Entry = SpooledPicture | Refusal | Receipt | Broken
_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (SpooledPicture, Refusal, Receipt, Broken)
}


def folder() -> Path:
    """Return the spool folder, making it when missing."""
    path = Path(settings.STUDIO_SPOOL_DIR)
    path.mkdir(parents=True, exist_ok=True)
    return path


def is_writable() -> bool:
    """Say whether a line can be written and reach the disk."""
    try:
        probe = folder() / f".probe-{os.getpid()}-{uuid.uuid4().hex}"
        _write(probe, b"probe", mode="xb")
        probe.unlink()
    except OSError:
        return False
    return True


def keep(attempt_id: uuid.UUID, event: Event | Broken) -> Entry:
    """Bring one event of the answer to disk and return it as kept.

    Raises:
        OSError: the disk did not take it.
    """
    entry: Entry = (
        event if not isinstance(event, Picture) else _keep_picture(attempt_id, event)
    )
    line = {"kind": type(entry).__name__, **asdict(entry)}
    text = f"\n{json.dumps(line, default=datetime.isoformat)}\n"
    _write(folder() / f"{attempt_id}.ndjson", text.encode(), mode="ab")
    return entry


def _keep_picture(attempt_id: uuid.UUID, picture: Picture) -> SpooledPicture:
    name = ""
    if picture.content:
        name = f"{attempt_id}.{picture.index}.bin"
        _write(folder() / name, picture.content, mode="wb")
    return picture_entry(picture, file=name)


def picture_entry(picture: Picture, *, file: str = "") -> SpooledPicture:
    """Return a picture as it is kept, its bytes left out."""
    return SpooledPicture(
        index=picture.index,
        url=picture.url,
        file=file,
        expires_at=picture.expires_at,
    )


def keep_body(attempt_id: uuid.UUID, body: bytes) -> None:
    """Keep an answer that could not be read, for support."""
    if body:
        _write(folder() / f"{attempt_id}.unread", body, mode="wb")


def read(attempt_id: uuid.UUID) -> Iterator[Entry]:
    """Yield what was kept of an answer; a half-written line is left out."""
    path = folder() / f"{attempt_id}.ndjson"
    if not path.exists():
        return
    for line in filter(None, path.read_bytes().splitlines()):
        try:
            fields = json.loads(line)
            kind = _KINDS[fields.pop("kind")]
            if fields.get("expires_at"):
                fields["expires_at"] = datetime.fromisoformat(fields["expires_at"])
            yield kind(**fields)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # a full disk broke it off; what follows is whole again


def waiting() -> list[uuid.UUID]:
    """Return the attempts whose kept answers the database may not have yet."""
    found = []
    for path in folder().glob("*.ndjson"):
        try:
            found.append(uuid.UUID(path.stem))
        except ValueError:
            continue
    return found


def pictures() -> list[str]:
    """Return the names of the pictures whose bytes lie here, oldest first."""
    found = []
    for path in folder().glob("*.bin"):
        with suppress(FileNotFoundError):  # just stored by somebody else
            found.append((path.stat().st_mtime, path.name))
    return [name for _changed_at, name in sorted(found)]


def forget(attempt_id: uuid.UUID, *, size_bytes: int | None = None) -> None:
    """Drop the lines of an answer that the database has; bytes stay.

    `size_bytes`: only if nothing was added since they were so many.
    """
    if size_bytes in (None, lines_bytes(attempt_id)):
        (folder() / f"{attempt_id}.ndjson").unlink(missing_ok=True)


def lines_bytes(attempt_id: uuid.UUID) -> int:
    """Return how many bytes the lines of an answer have, 0 when there are none."""
    try:
        return (folder() / f"{attempt_id}.ndjson").stat().st_size
    except FileNotFoundError:
        return 0


def picture_path(name: str) -> Path:
    """Return where the bytes of a spooled picture lie."""
    return folder() / Path(name).name


def _write(path: Path, content: bytes, *, mode: str) -> None:
    is_new = not path.exists()
    with path.open(mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if is_new and hasattr(os, "O_DIRECTORY"):
        descriptor = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
