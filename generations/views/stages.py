"""The large picture of a page: its addresses, and what lies beside it in the roll.

Reads rows, changes none.
"""

import uuid
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from generations.catalogue.vocabulary import Mode
from generations.figures import write_bytes, write_list, write_pixels
from generations.models import (
    Generation,
    Listing,
    Output,
    OutputState,
    Reference,
    StoredImage,
)
from generations.search.roll import Roll
from generations.views.thumbs import SIZES, thumb_srcset, thumb_url

#: Kinds of originals that may be seen through.
_WITH_ALPHA = ("image/png", "image/webp", "image/gif", "image/avif")


@dataclass(frozen=True, slots=True)
class Stage:
    """A picture to be looked at closely."""

    image: StoredImage

    @property
    def source(self) -> str:
        """Return the address of the largest thumbnail."""
        return thumb_url(self.image, SIZES[-1])

    @property
    def sources(self) -> str:
        """Return the thumbnails there are, as a `srcset`."""
        return thumb_srcset(self.image)

    @property
    def original(self) -> str:
        """Return the address of the bytes as they came."""
        return reverse("generations:original", args=[self.image.pk])

    @property
    def check_px(self) -> int:
        """Return the side of a check behind it, in pixels of the picture."""
        return max(1, max(self.image.width_px, self.image.height_px) // 64)

    @property
    def thumbnails(self) -> list[tuple[str, str]]:
        """Return each thumbnail: its address, and in words what it is."""
        found = []
        for size in SIZES:
            if record := self.image.thumbnails.get(str(size)):
                shape = write_pixels(record["width_px"], record["height_px"])
                kind = record["media_type"].rpartition("/")[2].upper()
                weight = record.get("size_bytes")
                words = [shape, kind, *([write_bytes(weight)] if weight else [])]
                found.append((thumb_url(self.image, size), write_list(words)))
        return found

    @property
    def is_see_through(self) -> bool:
        """Say whether there may be holes in it: its largest thumbnail tells.

        That is a JPEG unless transparency had to be kept (`imaging.thumbnails`).
        """
        largest = self.image.thumbnails.get(str(SIZES[-1]))
        if self.image.media_type not in _WITH_ALPHA:
            return False
        return largest is None or largest["media_type"] != "image/jpeg"


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A reference of a recipe, and the way to its own page."""

    position: int
    is_gone: bool
    source: str
    href: str  #: of the page of the picture, else of an upload; "" when it is gone


@dataclass(frozen=True, slots=True)
class Turn:
    """The way to a neighbour, and its picture, to be fetched ahead."""

    href: str
    source: str = ""
    sources: str = ""


def ingredients_of(generation: Generation) -> list[Ingredient]:
    """Return what went in, in order; text to image takes nothing in."""
    if generation.mode == Mode.TEXT_TO_IMAGE:
        return []
    pages = Output.objects.filter(
        team=generation.team_id, image=OuterRef("image"), state=OutputState.STORED
    ).order_by("listed_at")
    found = generation.references.select_related("image")
    return [
        _ingredient(each, getattr(each, "page", None))
        for each in found.annotate(page=Subquery(pages.values("pk")[:1]))
    ]


def _ingredient(reference: Reference, page: uuid.UUID | None) -> Ingredient:
    image, href = reference.image, ""
    is_gone = image.purged_at is not None
    if page is not None:
        href = reverse("generations:picture", args=[page])
    elif not is_gone:
        href = thumb_url(image, SIZES[-1])
    source = "" if is_gone else thumb_url(image, SIZES[0])
    return Ingredient(reference.position, is_gone, source, href)


def turns_from(line: Listing | None, roll: Roll) -> dict[str, Turn]:
    """Return the ways to the pictures before and after one, "newer" and "older".

    One that left the roll meanwhile still knows its place between the others.
    """
    if line is None:
        return {}
    beside = dict(zip(("newer", "older"), roll.beside(line), strict=True))
    query = urlencode(roll.parameters())
    return {name: _turn(there, query) for name, there in beside.items() if there}


def _turn(line: Listing, query: str) -> Turn:
    href = reverse("generations:picture", args=[line.output_id])
    href += f"?{query}" if query else ""
    image = line.output.image
    if image is None or not image.thumbnails:
        return Turn(href)
    return Turn(href, thumb_url(image, SIZES[-1]), thumb_srcset(image))
