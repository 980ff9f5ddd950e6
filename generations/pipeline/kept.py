"""The row of bytes that are kept: written once, and again after they were deleted.

Knows neither downloads nor what a picture is for.
"""

import logging

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from generations.models import StoredImage

logger = logging.getLogger(__name__)


def saved(image: StoredImage) -> StoredImage:
    """Write a new row, or return the one that another worker was faster with.

    Inside a transaction with what uses it: until then, bytes that nothing uses may
    be deleted for good.

    Raises:
        OSError: they were deleted after they had been kept; they are to come again.
    """
    if image._state.adding:
        try:
            with transaction.atomic():
                image.save(force_insert=True)
        except IntegrityError:
            logger.debug("kept before: %s", image.sha256)
        else:
            return image
    with transaction.atomic():
        there = StoredImage.objects.select_for_update()
        found = there.get(team_id=image.team_id, sha256=image.sha256)
        return found if found.purged_at is None else _revived(found, image)


def _revived(found: StoredImage, image: StoredImage) -> StoredImage:
    """Say that deleted bytes are here again, under the lock of their row.

    Raises:
        FileNotFoundError: the deleting took them along.
    """
    names = [image.key, *(each["key"] for each in image.thumbnails.values())]
    for name in names:
        if not default_storage.exists(name):
            raise FileNotFoundError(name)
    found.purged_at, found.key, found.has_all_sizes = None, image.key, False
    found.thumbnails = image.thumbnails
    found.placeholder = image.placeholder or found.placeholder
    found.save(
        update_fields=["purged_at", "key", "has_all_sizes", "thumbnails", "placeholder"]
    )
    return found
