"""Pictures to take along: one zip, written while it is read, as they came.

Names, bytes and a `metadata.jsonl`; memory stays flat, whatever the size. A file the
store has lost is named in the list and does not break the rest. Knows no pages.
"""

import json
import logging
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any, cast

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.text import slugify

from generations.models import Listing, OutputState, StoredImage, Tag

logger = logging.getLogger(__name__)

#: Most pictures, and most bytes, of one zip.
MOST = 500
MOST_BYTES = 4_000_000_000
CHUNK_BYTES = 1 << 18
LONGEST_SLUG = 48
EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}
#: Earliest moment a zip can name.
_FIRST_YEAR = 1980


class _Outlet:
    """What a zip is written to: hands over what came since it was asked last."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._place = 0

    def write(self, content: bytes) -> int:
        """Take bytes."""
        self._parts.append(bytes(content))
        self._place += len(content)
        return len(content)

    def tell(self) -> int:
        """Return how many bytes came."""
        return self._place

    def flush(self) -> None:
        """Do nothing: there is nothing behind this."""

    def taken(self) -> bytes:
        """Return what came since the last time."""
        found = b"".join(self._parts)
        self._parts.clear()
        return found


def stored(lines: Sequence[Listing]) -> list[Listing]:
    """Return the lines whose pictures are here, in their order."""
    return [line for line in lines if _image(line) is not None]


def size_bytes(lines: Sequence[Listing]) -> int:
    """Return the bytes of all their originals."""
    return sum(image.size_bytes for line in lines if (image := _image(line)))


def stream(lines: Sequence[Listing]) -> Iterator[bytes]:
    """Yield a zip of the originals and what is known of each.

    The lines come with their outputs, images, attempts and generations.
    """
    outlet = _Outlet()
    names, notes = names_of(lines), []
    tags = _tags_of(lines)
    with zipfile.ZipFile(cast(IO[bytes], outlet), "w", zipfile.ZIP_STORED) as made:
        for line, name in zip(lines, names, strict=True):
            told = describe(line, name, tags.get(line.pk, []))
            try:
                yield from _added(made, outlet, line, name)
            except FileNotFoundError:
                logger.error("not in the zip, the store has lost %s", line.output_id)
                told |= {"file": None, "missing": True}
            notes.append(json.dumps(told, ensure_ascii=False, default=str))
        with made.open(_entry("metadata.jsonl", timezone.now()), "w") as file:
            file.write(("\n".join(notes) + "\n").encode())
        yield outlet.taken()
    yield outlet.taken()


def names_of(lines: Sequence[Listing]) -> list[str]:
    """Return a name for each original: date, words, extension; no two alike."""
    seen: Counter[str] = Counter()
    names = []
    for line in lines:
        image = _image(line)
        words = slugify(line.output.generation.prompt[:200], allow_unicode=True)
        words = re.sub(r"[^\w-]", "", words)[:LONGEST_SLUG].strip("-_")
        day = timezone.localtime(line.output.listed_at)
        stem = f"{day:%Y-%m-%d}-{words or str(line.output_id)[:8]}"
        seen[stem] += 1
        number = f"-{seen[stem]}" if seen[stem] > 1 else ""
        names.append(
            f"{stem}{number}.{EXTENSIONS.get(image.media_type if image else '', 'bin')}"
        )
    return _unlike(names)


def _unlike(names: list[str]) -> list[str]:
    """Set apart what is alike all the same, for a prompt may end with a number."""
    taken: set[str] = set()
    for at, name in enumerate(names):
        stem, dot, extension = name.rpartition(".")
        number = 2
        while names[at].casefold() in taken:
            names[at] = f"{stem}_{number}{dot}{extension}"
            number += 1
        taken.add(names[at].casefold())
    return names


def describe(line: Listing, name: str, tags: Sequence[str]) -> dict[str, Any]:
    """Return what is known of a picture, for its line of the list."""
    output, image = line.output, cast(StoredImage, line.output.image)
    wish, attempt = output.generation, output.attempt
    image_model, _at, gateway = wish.offer_key.rpartition("@")
    return {
        "file": name,
        "id": str(output.pk),
        "prompt": wish.prompt,
        "mode": wish.mode,
        "model": image_model,
        "gateway": gateway,
        "remote_model": attempt.remote_model,
        "parameters": wish.parameters,
        "size": wish.size,
        "width_px": image.width_px,
        "height_px": image.height_px,
        "media_type": image.media_type,
        "size_bytes": image.size_bytes,
        "sha256": image.sha256,
        "cost": None if line.cost is None else str(line.cost.normalize()),
        "currency": wish.currency,
        "request_id": attempt.request_id,
        "person": wish.person.get_full_name() if wish.person else None,
        "asked_at": wish.created_at.isoformat(),
        "stored_at": output.stored_at and output.stored_at.isoformat(),
        "rating": line.rating,
        "flag": line.flag or None,
        "colour": line.colour or None,
        "tags": list(tags),
    }


def _image(line: Listing) -> StoredImage | None:
    """Return the picture of a line, None where there are no bytes."""
    image = line.output.image
    is_here = line.output.state == OutputState.STORED and image is not None
    return image if is_here and image and image.purged_at is None else None


def _added(
    made: zipfile.ZipFile, outlet: _Outlet, line: Listing, name: str
) -> Iterator[bytes]:
    """Write one original into the zip, yielding the bytes as they come.

    Raises:
        FileNotFoundError: the store has lost it; nothing was written.
    """
    image = cast(StoredImage, line.output.image)
    entry = _entry(name, line.output.listed_at)
    with (
        default_storage.open(image.key) as original,
        made.open(entry, "w", force_zip64=True) as file,
    ):
        while chunk := original.read(CHUNK_BYTES):
            file.write(chunk)
            yield outlet.taken()


def _entry(name: str, moment: datetime) -> zipfile.ZipInfo:
    """Return how a file stands in a zip; times there are local, without a zone."""
    here = timezone.localtime(moment)
    entry = zipfile.ZipInfo(name, (max(here.year, _FIRST_YEAR), *here.timetuple()[1:6]))
    entry.external_attr = 0o644 << 16
    return entry


def _tags_of(lines: Sequence[Listing]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    places = [line.pk for line in lines]
    rows = Tag.objects.filter(listings__in=places).values_list("listings", "name")
    for place, name in rows:
        found.setdefault(place, []).append(name)
    return found
