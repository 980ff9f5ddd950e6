"""The small versions of a stored picture: kept beside it, described in its row.

The first makes it visible; the others, or all of them where bytes came faster
than they could be drawn, follow behind.
"""

import base64
import logging
import uuid
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from generations import imaging
from generations.models import Output, OutputState, StoredImage
from generations.pipeline import files
from generations.storage import content_key

logger = logging.getLogger(__name__)

FIRST_SIZE = str(imaging.THUMBNAIL_SIZES[0])
SIZES = frozenset(map(str, imaging.THUMBNAIL_SIZES))


def first_of(path: Path, *, sha256: str, team_id: uuid.UUID) -> dict[str, Any]:
    """Make the first thumbnail of a picture; returns the fields of its row.

    Raises:
        NotAPicture: the pixels cannot be read.
        OSError: the store did not take it.
    """
    made = imaging.first_thumbnail(path)
    return {
        "thumbnails": {FIRST_SIZE: keep(made.thumbnail, sha256, team_id)},
        "placeholder": base64.b64encode(made.placeholder).decode(),
    }


def keep(
    thumbnail: imaging.Thumbnail, sha256: str, team_id: uuid.UUID
) -> dict[str, object]:
    """Keep one thumbnail beside its original and describe it for the row."""
    prefix = f"thumbnails/{team_id}"
    stem = content_key(sha256, thumbnail.extension, prefix=prefix)
    name, dot, extension = stem.rpartition(".")
    key = f"{name}-{thumbnail.size}{dot}{extension}"
    size_bytes = len(thumbnail.content)
    if not default_storage.exists(key):
        default_storage.save(key, ContentFile(thumbnail.content))
    else:  # another release may have made it, by another encoder
        size_bytes = default_storage.size(key)
    return {
        "key": key,
        "size_bytes": size_bytes,
        "media_type": thumbnail.media_type,
        "width_px": thumbnail.width_px,
        "height_px": thumbnail.height_px,
    }


def show(image_id: uuid.UUID) -> bool:
    """Make the first thumbnail of a stored picture; False if it is no picture."""
    image = StoredImage.objects.get(pk=image_id)
    if FIRST_SIZE in image.thumbnails:
        return True
    with files.local_copy(image.key) as path:
        return _show(image, path)


def finish(image_id: uuid.UUID) -> None:
    """Make the thumbnails a stored picture still lacks, the first one first."""
    image = StoredImage.objects.get(pk=image_id)
    missing = SIZES - set(image.thumbnails)
    if not missing:
        StoredImage.objects.filter(pk=image_id).update(has_all_sizes=True)
        return
    with files.local_copy(image.key) as path:
        if FIRST_SIZE in missing and not _show(image, path):
            return
        records = _larger(image, path)
    _write(image_id, {"thumbnails": records, "has_all_sizes": True})


def _show(image: StoredImage, path: Path) -> bool:
    """Make the first thumbnail of bytes kept unseen; False if they are bad."""
    try:
        fields = first_of(path, sha256=image.sha256, team_id=image.team_id)
    except imaging.NotAPicture as flaw:
        _unmask(image, flaw)
        return False
    _write(image.pk, fields)
    image.thumbnails |= fields["thumbnails"]
    return True


def _larger(image: StoredImage, path: Path) -> dict[str, Any]:
    try:
        made = imaging.other_thumbnails(path)
    except imaging.NotAPicture:
        # Its first thumbnail could be made; the page shows the original instead.
        logger.exception("larger thumbnails: %s", image.pk)
        missing = SIZES - set(image.thumbnails)
        return dict.fromkeys(missing, image.thumbnails[FIRST_SIZE])
    return {str(each.size): keep(each, image.sha256, image.team_id) for each in made}


def _unmask(image: StoredImage, flaw: imaging.NotAPicture) -> None:
    """Say visibly that kept bytes are no picture; they stay where they are."""
    logger.error("stored, but no picture: %s", image.pk)
    Output.objects.filter(image=image, state=OutputState.STORED).update(
        state=OutputState.LOST,
        error_code=type(flaw).__name__,
        error_message=str(flaw)[:500],
    )
    StoredImage.objects.filter(pk=image.pk).update(has_all_sizes=True)


def _write(image_id: uuid.UUID, fields: dict[str, Any]) -> None:
    """Add to a row what was made; another worker may have added its own."""
    with transaction.atomic():
        fresh = StoredImage.objects.select_for_update().get(pk=image_id)
        made = {**fresh.thumbnails, **fields["thumbnails"]}
        for name, value in (fields | {"thumbnails": made}).items():
            setattr(fresh, name, value)
        fresh.save(update_fields=fields)
