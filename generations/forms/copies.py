"""What the copies of references that are sent differ in, in words for the tray.

Guesses from the rows alone; the copies themselves are made in `pipeline.references`.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from generations.catalogue.vocabulary import Offer, ReferenceRule, ReferenceTransport
from generations.catalogue_words import gateway_label
from generations.figures import write_bytes
from generations.imaging import Note
from generations.models import StoredImage
from generations.pipeline.references import body_room

#: Media types that may hold transparency, which a JPEG cannot.
_MAYBE_CLEAR = frozenset({"image/webp", "image/gif", "image/tiff", "image/avif"})


def notes_of(
    image: StoredImage, known: Sequence[str], offer: Offer | None
) -> list[str]:
    """Return what the copy of one picture differs in; `known` was seen on upload."""
    words = {
        Note.ROTATED.value: _("turned upright"),
        Note.FIRST_FRAME.value: _("first frame only"),
    }
    notes = [words.get(note, note) for note in known]
    rule = offer.capabilities.reference if offer else None
    if rule is None:
        return notes
    if image.media_type.removeprefix("image/") not in rule.formats:
        is_plain = image.media_type not in _MAYBE_CLEAR or "png" not in rule.formats
        notes.append(_("sent as JPEG") if is_plain else _("sent as JPEG or PNG"))
    if _is_beyond(image, rule):
        notes.append(_("sent smaller"))
    return notes


def say_smaller(images: Sequence[StoredImage], offer: Offer) -> str:
    """Return why all copies are made smaller, "" when they fit into one request."""
    rule = offer.capabilities.reference
    if (
        rule is None
        or offer.gateway.reference_transport is ReferenceTransport.PUBLIC_URL
    ):
        return ""
    together = sum(min(image.size_bytes, rule.max_bytes) for image in images) * 4 // 3
    if together <= body_room(offer):
        return ""
    return _(
        "Together too much for one request to %(gateway)s, which may have %(most)s:"
        " smaller copies are sent, the uploads stay as they are."
    ) % {
        "gateway": gateway_label(offer.gateway),
        "most": write_bytes(offer.gateway.max_body_bytes),
    }


def _is_beyond(image: StoredImage, rule: ReferenceRule) -> bool:
    pixels = image.width_px * image.height_px
    return image.size_bytes > rule.max_bytes or pixels > rule.max_pixels
