"""Deletes for good what lay in the trash long enough: the rows say so, then files go.

Bytes go only when no picture, reference or form of the team uses them any more; the
row of an image stays, for the books and for what came of it. Whoever ends between
the two leaves files that no row names, which `verify` lists.
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from generations.failpoints import failpoint
from generations.library import steps
from generations.library.shelves import FINISHED, move
from generations.models import (
    Collection,
    Draft,
    Listing,
    Output,
    Reference,
    Shelf,
    StoredImage,
)

logger = logging.getLogger(__name__)

#: Lines or images looked at in one read.
ROUND = 500


def empty_old(make_way: Callable[[], None] = lambda: None) -> int:
    """Delete for good what has been in the trash for its days; returns how many."""
    limit = timezone.now() - timedelta(days=settings.STUDIO_TRASH_DAYS)
    old = Listing.objects.filter(FINISHED, shelf=Shelf.TRASH, trashed_at__lt=limit)
    count = 0
    while found := list(old.order_by("trashed_at").values("team", "place")[:ROUND]):
        for team_id in {row["team"] for row in found}:
            places = [row["place"] for row in found if row["team"] == team_id]
            count += delete_lines(team_id, places)
        make_way()
    return count


def delete_lines(team_id: uuid.UUID, places: list[int]) -> int:
    """Take lines out of the trash where nobody sees them; returns how many."""
    with transaction.atomic():
        Collection.objects.filter(cover__in=places).update(cover=None)
        return move(team_id, places, Shelf.TRASH, Shelf.PURGED)


def free_bytes(make_way: Callable[[], None] = lambda: None) -> int:
    """Delete the files of images that nothing uses any more; returns of how many."""
    count = 0
    for image_id in list(_candidates()):
        make_way()
        count += purge_image(image_id)
    return count


def purge_image(image_id: uuid.UUID) -> bool:
    """Delete the files of one image if nothing uses it; False when something does."""
    names = _mark(image_id)
    if names is None:
        return False
    failpoint("purged")
    with transaction.atomic():
        # Whoever keeps the same bytes again waits here, and then finds them gone.
        fresh = StoredImage.objects.select_for_update().get(pk=image_id)
        if fresh.purged_at is not None:
            for name in names:
                _delete(name)
    logger.info("purged: %s", image_id)
    return True


def _mark(image_id: uuid.UUID) -> list[str] | None:
    """Say in the row that the bytes are gone; returns the files, None if in use."""
    with transaction.atomic():
        image = StoredImage.objects.select_for_update().get(pk=image_id)
        if image.purged_at is not None or _is_used(image):
            return None
        names = [image.key, *(each["key"] for each in image.thumbnails.values())]
        image.purged_at = timezone.now()
        image.thumbnails = {}
        image.has_all_sizes = True  # none is to be made
        image.save(update_fields=["purged_at", "thumbnails", "has_all_sizes"])
    return list(dict.fromkeys(names))


def _delete(name: str) -> None:
    try:
        default_storage.delete(name)
    except OSError as trouble:  # no row names it: `verify` lists it as an orphan
        logger.warning("not deleted: %s: %s", name, trouble)


def _candidates() -> Iterator[uuid.UUID]:
    """Yield images of lines that are gone for good and whose bytes are still here."""
    gone = Listing.objects.filter(shelf=Shelf.PURGED, output__image=OuterRef("pk"))
    here = StoredImage.objects.filter(Exists(gone), purged_at=None)
    yield from here.values_list("pk", flat=True)


def _is_used(image: StoredImage) -> bool:
    """Say whether a picture, a reference or a form still shows these bytes."""
    outputs = Output.objects.filter(image=image).exclude(listing__shelf=Shelf.PURGED)
    if outputs.exists():
        return True
    return _is_reference(image) or _is_in_a_tray(image)


def _is_reference(image: StoredImage) -> bool:
    """Say whether a wish with a living picture was made of it."""
    uses = Reference.objects.filter(image=image)
    living: QuerySet[Listing] = Listing.objects.filter(
        generation=OuterRef("generation")
    ).exclude(shelf=Shelf.PURGED)
    return uses.filter(Exists(living)).exists()


def _is_in_a_tray(image: StoredImage) -> bool:
    key = str(image.pk)
    trays = Draft.objects.filter(team=image.team_id).values_list("tray", flat=True)
    return any(key == str(entry.get("image")) for tray in trays for entry in tray)


def tidy(make_way: Callable[[], None] = lambda: None) -> tuple[int, int]:
    """Do all of it for one night; returns how many pictures and how many files."""
    steps.forget_old()
    return empty_old(make_way), free_bytes(make_way)
