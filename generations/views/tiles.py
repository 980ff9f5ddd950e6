"""One output as its tile shows it: shape, words, addresses of its files.

Joins an output with its face and its offer; reads rows, changes none.
"""

import unicodedata
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from markupsafe import Markup

from generations import accounts
from generations.catalogue.vocabulary import Offer
from generations.faces import Face, Turn, face_of
from generations.figures import ratio_class, write_money
from generations.models import Generation, Listing, Output, StoredImage
from generations.pace import Pace, pace_of
from generations.views.delivered import Difference, differences_of, say_fewer
from generations.views.thumbs import SIZES, thumb_srcset, thumb_url
from generations.views.waiting import turns_of

#: Characters of a prompt that stand for its picture.
LONGEST_ALT = 300
#: Characters of it that are said with a control of its tile.
LONGEST_NAME = 60
#: Height of a row of the gallery in CSS px, roughly: rows are stretched a little.
ROW_PX = 240
_NO_TURN = Turn()


@dataclass(frozen=True)
class Tile:
    """One output on a page; in a gallery with its line in the library."""

    output: Output
    face: Face
    stack: int = 0  #: pictures it stands for; 0 for itself alone
    unfolded: str = ""  #: generation whose stack it is shown from
    leads: bool = False  #: it is the first of an unfolded stack
    before: str = ""  #: cursor of the page that it begins
    liked_by: int | None = None  #: who looks at it
    turn: Turn = _NO_TURN  #: what its request waits for
    #: offers looked up for the tiles beside it, and for it, by their keys
    offers: dict[str, Offer | None] = field(default_factory=dict)

    @cached_property
    def generation(self) -> Generation:
        """Return the wish it belongs to."""
        return self.output.generation

    @cached_property
    def image(self) -> StoredImage | None:
        """Return the picture once it is ours."""
        return self.output.image if self.face.key == "stored" else None

    @property
    def key(self) -> Markup:
        """Return the id of the output, as it stands in addresses and in the page."""
        return Markup(self.output.pk)  # figures and letters: nothing to escape

    @cached_property
    def line(self) -> Listing | None:
        """Return its line in the library, None where that was not fetched."""
        return self.output._state.fields_cache.get("listing")

    @property
    def content(self) -> tuple[Any, ...] | None:
        """Return what stands for all its tile shows, None where that is not known."""
        edition = getattr(self.line, "edition", None)
        if edition is None or self.image is None:
            return None
        place = (self.stack, self.unfolded, self.leads, self.before)
        return (edition, self.is_liked, *place)

    @property
    def ratio(self) -> str:
        """Return the class of the shape: what came, before that what was asked."""
        shape = self.image or self.generation
        return _ratio_class(shape.width_px, shape.height_px)

    @property
    def style(self) -> str:
        """Return its classes: shape, state, the judgement of the team."""
        parts, line = [self.ratio, self.face.style], self.line
        if line is not None:
            parts += [f"is-{each}" for each in (line.colour, line.flag) if each]
        return " ".join(filter(None, parts))

    @property
    def has_marks(self) -> bool:
        """Say whether anybody judged it or wrote about it."""
        line = self.line
        if line is None:
            return False
        return bool(line.rating or line.flag or line.colour or line.comments)

    @property
    def is_liked(self) -> bool:
        """Say whether it is a favourite of who looks at it."""
        return self.line is not None and f" fav:{self.liked_by} " in self.line.words

    @cached_property
    def alt(self) -> str:
        """Return the words that stand for the picture."""
        return shorten(self.generation.prompt, LONGEST_ALT)

    @property
    def name(self) -> str:
        """Return a few words to tell it from others."""
        return shorten(self.generation.prompt, LONGEST_NAME)

    @cached_property
    def is_demo(self) -> bool:
        """Say whether the simulator drew it."""
        return is_demo(self.generation)

    @cached_property
    def differences(self) -> list[Difference]:
        """Return what came otherwise than asked, once the picture is ours."""
        if self.image is None:
            return []
        key = self.generation.offer_key
        if key not in self.offers:
            self.offers[key] = offer_of(self.generation)
        return differences_of(self.output, self.offers[key])

    @property
    def source(self) -> str:
        """Return the address of the smallest thumbnail."""
        smallest, _space, _rest = self.sources.partition(" ")
        return smallest or (thumb_url(self.image, SIZES[0]) if self.image else "")

    @cached_property
    def sources(self) -> str:
        """Return the thumbnails there are, as a `srcset`."""
        return thumb_srcset(self.image) if self.image else ""

    @property
    def shown_px(self) -> int:
        """Return about how wide the tile is drawn, in CSS px."""
        shape = self.image or self.generation
        return max(1, round(ROW_PX * shape.width_px / max(shape.height_px, 1)))

    @property
    def more(self) -> str:
        """Return the second line: why it waits, what it may have cost."""
        generation = self.generation
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
            return self.generation.created_at
        return None

    @property
    def elapsed_s(self) -> int:
        """Return the seconds since then."""
        if self.since is None:
            return 0
        return max(0, round((timezone.now() - self.since).total_seconds()))

    @property
    def usual(self) -> Pace | None:
        """Return how long its offer usually takes, while that is waited for."""
        if self.face.key != "generating":
            return None
        return pace_of(self.generation.offer_key)


def tile_of(output: Output) -> Tile:
    """Return an output as its tile shows it."""
    [tile] = tiles_of([output])
    return tile


def tiles_of(
    outputs: Iterable[Output],
    *,
    stacks: Mapping[uuid.UUID, int] = MappingProxyType({}),
    before: Mapping[int, str] = MappingProxyType({}),
    liked_by: int | None = None,
) -> list[Tile]:
    """Return outputs as their tiles show them; the queue is asked once for all.

    `stacks`: for how many pictures the one of a generation stands; `before`: the
    cursors of pages, by the number of the tile that begins one.
    """
    shown = list(outputs)
    turns = turns_of(shown)
    offers: dict[str, Offer | None] = {}
    return [
        Tile(
            each,
            face_of(each, turns.get(each.attempt_id)),
            turn=turns.get(each.attempt_id, _NO_TURN),
            stack=stacks.get(each.generation_id, 0),
            before=before.get(number, ""),
            liked_by=liked_by,
            offers=offers,
        )
        for number, each in enumerate(shown)
    ]


def shorten(text: str, most: int) -> str:
    """Return a text of at most so many characters."""
    return text if len(text) <= most else _cut(text, most)


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text; a letter keeps the accents behind it."""
    end = most - 1
    while end and unicodedata.combining(text[end]):
        end -= 1
    return f"{text[:end].rstrip()}…"


@lru_cache(maxsize=2_000)
def _ratio_class(width_px: int, height_px: int) -> str:
    return ratio_class(width_px, height_px)


def is_demo(generation: Generation) -> bool:
    """Say whether the simulator drew the pictures of a generation."""
    return generation.offer_key.rpartition("@")[2] == "simulator"


def offer_of(generation: Generation) -> Offer | None:
    """Return the offer a wish went to, None when the catalogue has lost it."""
    try:
        return accounts.known_offer(generation.offer_key)
    except ValueError:  # a broken custom address; the page says so elsewhere
        return None
