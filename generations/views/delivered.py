"""What came against what was asked, where the difference matters to who pays.

Reads rows, changes none; `custody` shows every line, this names the few.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from generations.catalogue import parse_pixels
from generations.catalogue.vocabulary import Offer
from generations.figures import write_pixels
from generations.models import AttemptState, Output

#: Maker's name, version and variant in an id such as doubao-seedream-5-0-pro-260628.
_FAMILY = re.compile(
    r"(seedream|seededit|wan|gpt-image|qwen-image|dall-e)-?"
    r"([0-9](?:[-.][0-9](?![0-9]))?)?(?:-image)?(?:-(pro|flash|mini))?"
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came otherwise than asked."""

    mark: str  #: a word or two for the tile
    sentence: str  #: for the page of the picture


def differences_of(output: Output, offer: Offer | None) -> list[Difference]:
    """Return how a stored picture differs from what was asked."""
    found = [_size(output), _format(output), _image_model(output, offer)]
    return [difference for difference in found if difference]


def say_fewer(output: Output, *, absent: int) -> str:
    """Return how many of a set came if that is fewer than asked, "" otherwise.

    `absent` are the pictures of the same paid request that the answer left out.
    """
    asked = output.generation.images
    if not absent or output.attempt.state != AttemptState.ANSWERED:
        return ""
    counts = {"came": asked - absent, "asked": asked}
    if asked - absent == 1:
        said = _("%(came)d of %(asked)d came; this gateway may drop fields.")
        return said % counts
    return _("%(came)d of %(asked)d came.") % counts


def _size(output: Output) -> Difference | None:
    asked, image = parse_pixels(output.generation.size), output.image
    if asked is None or image is None or asked == (image.width_px, image.height_px):
        return None
    sentence = _("Exactly %(asked)s px were asked for; %(came)s px came.")
    came = write_pixels(image.width_px, image.height_px)
    words = {"asked": write_pixels(*asked), "came": came}
    return Difference(_("Other size"), sentence % words)


def _format(output: Output) -> Difference | None:
    asked, image = output.generation.parameters.get("output_format"), output.image
    if not asked or image is None or image.media_type == f"image/{asked}":
        return None
    came = image.media_type.removeprefix("image/").upper()
    sentence = _("%(asked)s was asked for; %(came)s came.")
    words = {"asked": str(asked).upper(), "came": came}
    return Difference(_("Other format"), sentence % words)


def _image_model(output: Output, offer: Offer | None) -> Difference | None:
    came = output.attempt.remote_model
    if offer is None or not is_other_family(offer.remote_model, came):
        return None
    sentence = _("%(asked)s was asked for; the gateway names %(came)s.")
    words = {"asked": offer.remote_model, "came": came}
    return Difference(_("Other image model"), sentence % words)


@lru_cache(maxsize=500)
def is_other_family(asked: str, came: str) -> bool:
    """Say whether two ids name different image models; never by a guess."""
    ours, theirs = _FAMILY.search(asked.lower()), _FAMILY.search(came.lower())
    if ours is None or theirs is None:
        return False
    one, other = ((m[2] or "").replace("-", ".") for m in (ours, theirs))
    is_other_version = not (one.startswith(other) or other.startswith(one))
    return ours[1] != theirs[1] or ours[3] != theirs[3] or is_other_version
