"""Everything that can be known to fail before money is spent."""

from django.conf import settings
from django.core.files.storage import default_storage

from generations import accounts
from generations.catalogue.vocabulary import Offer
from generations.models import Attempt, WaitReason
from generations.pipeline import spool

#: Room kept free for each picture that may come.
BYTES_PER_IMAGE = 50_000_000


def reason_to_wait(attempt: Attempt, offer: Offer | None) -> WaitReason | None:
    """Return why this attempt cannot be sent now, or None when it can."""
    if offer is None or (
        offer.gateway.key_variable and not accounts.key_of(offer.gateway)
    ):
        return WaitReason.NO_KEY
    if not spool.is_writable():
        return WaitReason.SPOOL_BROKEN
    needed = (
        settings.STUDIO_MIN_FREE_BYTES + attempt.generation.images * BYTES_PER_IMAGE
    )
    is_writable = getattr(default_storage, "is_writable", None)
    if is_writable is not None and not is_writable():
        return WaitReason.STORE_BROKEN
    free_bytes = getattr(default_storage, "free_bytes", None)
    if free_bytes is not None and free_bytes() < needed:
        return WaitReason.STORE_FULL
    references = attempt.generation.references.all()
    try:
        if any(not default_storage.exists(each.image.key) for each in references):
            return WaitReason.REFERENCE_MISSING
    except OSError:  # a store elsewhere that went away since it was asked
        return WaitReason.STORE_BROKEN
    return None
