"""Everything that can be known to fail before money is spent."""

from django.conf import settings
from django.core.files.storage import default_storage

from generations import accounts
from generations.catalogue.vocabulary import Offer
from generations.models import Attempt, WaitReason
from generations.pipeline import spool
from generations.pipeline.together import Together

#: Room kept free for each picture that may come.
BYTES_PER_IMAGE = 50_000_000


def reason_to_wait(attempt: Attempt, offer: Offer | None) -> WaitReason | None:
    """Return why this attempt cannot be sent now, or None when it can."""
    if offer is None or (
        offer.gateway.key_variable and not accounts.key_of(offer.gateway)
    ):
        return WaitReason.NO_KEY
    if not _spool_takes(None):
        return WaitReason.SPOOL_BROKEN
    needed = (
        settings.STUDIO_MIN_FREE_BYTES + attempt.generation.images * BYTES_PER_IMAGE
    )
    if not _store_takes(None):
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


def _is_store_writable() -> bool:
    """Say whether a file reaches the store; one that cannot tell is believed to."""
    is_writable = getattr(default_storage, "is_writable", None)
    return is_writable is None or bool(is_writable())


# A hundred that leave at once write one file and not a hundred. Nobody is told of a
# time before they asked.
_spool_takes = Together[None, bool](lambda asked: [spool.is_writable()] * len(asked))
_store_takes = Together[None, bool](lambda asked: [_is_store_writable()] * len(asked))
