"""One output as its tile shows it: shape, words, addresses of its files.

Joins an output with its face and its offer; reads rows, changes none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from generations import accounts
from generations.catalogue.vocabulary import Offer
from generations.faces import Face, face_of
from generations.figures import ratio_class, write_money
from generations.models import Generation, Output, StoredImage
from generations.views.delivered import Difference, differences_of, say_fewer
from generations.views.thumbs import SIZES, thumb_srcset, thumb_url
from generations.views.waiting import turns_of

#: Characters of a prompt that stand for its picture.
LONGEST_ALT = 300
#: Height of a row of the gallery in CSS px, roughly: rows are stretched a little.
ROW_PX = 240


@dataclass(frozen=True, slots=True)
class Tile:
    """One output on a page."""

    output: Output
    face: Face

    @property
    def image(self) -> StoredImage | None:
        """Return the picture once it is ours."""
        return self.output.image if self.face.key == "stored" else None

    @property
    def ratio(self) -> str:
        """Return the class of the shape: what came, before that what was asked."""
        shape = self.image or self.output.generation
        return ratio_class(shape.width_px, shape.height_px)

    @property
    def alt(self) -> str:
        """Return the words that stand for the picture."""
        return Truncator(self.output.generation.prompt).chars(LONGEST_ALT)

    @property
    def is_demo(self) -> bool:
        """Say whether the simulator drew it."""
        return is_demo(self.output.generation)

    @property
    def differences(self) -> list[Difference]:
        """Return what came otherwise than asked, once the picture is ours."""
        if self.image is None:
            return []
        return differences_of(self.output, offer_of(self.output.generation))

    @property
    def source(self) -> str:
        """Return the address of the smallest thumbnail."""
        return thumb_url(self.image, SIZES[0]) if self.image else ""

    @property
    def sources(self) -> str:
        """Return the thumbnails there are, as a `srcset`."""
        return thumb_srcset(self.image) if self.image else ""

    @property
    def shown_px(self) -> int:
        """Return about how wide the tile is drawn, in CSS px."""
        shape = self.image or self.output.generation
        return max(1, round(ROW_PX * shape.width_px / max(shape.height_px, 1)))

    @property
    def more(self) -> str:
        """Return the second line: why it waits, what it may have cost."""
        generation = self.output.generation
        if self.face.key == "absent" and self.output.attempt.images_billed == 1:
            fewer = say_fewer(self.output, absent=generation.images - 1)
            return fewer or str(self.face.more)
        if self.face.key != "unknown":
            return str(self.face.more)
        if generation.estimate == 0:
            return _("may have been billed; in the demo nothing is")
        if generation.estimate is None:
            return _("may have been billed, price unknown")
        price = write_money(generation.estimate, generation.currency)
        return _("may have been billed, up to %(price)s") % {"price": price}

    @property
    def since(self) -> datetime | None:
        """Return from when its seconds count, None when none are shown."""
        if self.face.key == "generating":
            return self.output.attempt.sent_at
        if self.face.key.startswith("waiting") and not self.face.more:
            return self.output.generation.created_at
        return None

    @property
    def elapsed_s(self) -> int:
        """Return the seconds since then."""
        if self.since is None:
            return 0
        return max(0, round((timezone.now() - self.since).total_seconds()))

    @property
    def usual_s(self) -> tuple[int, int] | None:
        """Return how many seconds its image model usually takes, least and most."""
        offer = offer_of(self.output.generation)
        if offer is None or self.face.key != "generating" or self.is_demo:
            return None
        return offer.image_model.usual_seconds


def tile_of(output: Output) -> Tile:
    """Return an output as its tile shows it."""
    [tile] = tiles_of([output])
    return tile


def tiles_of(outputs: Iterable[Output]) -> list[Tile]:
    """Return outputs as their tiles show them; the queue is asked once for all."""
    shown = list(outputs)
    turns = turns_of(shown)
    return [Tile(each, face_of(each, turns.get(each.attempt_id))) for each in shown]


def is_demo(generation: Generation) -> bool:
    """Say whether the simulator drew the pictures of a generation."""
    return generation.offer_key.rpartition("@")[2] == "simulator"


def offer_of(generation: Generation) -> Offer | None:
    """Return the offer a wish went to, None when the catalogue has lost it."""
    try:
        return accounts.known_offer(generation.offer_key)
    except ValueError:  # a broken custom address; the page says so elsewhere
        return None
