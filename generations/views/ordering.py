"""The order of a collection, one page of its pictures at a time, each with its number.

Draws; `library.collections` moves.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from generations.library import collections as kept
from generations.models import Collection, Listing
from generations.views.tiles import Tile, tiles_of

#: Pictures on one page of the order.
ON_A_PAGE = 200
#: Digits of a number that are read.
LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Place:
    """One picture in the order: its number, from 1 on, its tile and its line."""

    number: int
    tile: Tile
    line: Listing


def read_number(text: str) -> int | None:
    """Return a number that somebody typed, None for anything else."""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None


def order_of(request: HttpRequest, collection: Collection) -> dict[str, Any]:
    """Return one page (`page`, from 1 on) of the order, for its template."""
    rows = kept.shown(collection).values_list("listing", flat=True)
    count = rows.count()
    last = max(1, -(-count // ON_A_PAGE))
    page = min(max(1, read_number(request.GET.get("page", "")) or 1), last)
    start = ON_A_PAGE * (page - 1)
    places = list(rows[start : start + ON_A_PAGE + 1])
    found = Listing.objects.filter(place__in=places).with_pictures()
    known = {line.pk: line for line in found}
    lines = [known[place] for place in places if place in known]
    shown, beyond = lines[:ON_A_PAGE], lines[ON_A_PAGE:]
    tiles = tiles_of(line.output for line in shown)
    pairs = zip(tiles, shown, strict=True)
    query = f"?page={page}" if page > 1 else ""
    edit = reverse("generations:collection-edit", args=[collection.pk])
    return {
        "places": [Place(at, *pair) for at, pair in enumerate(pairs, start=start + 1)],
        "count": count,
        "first": start + 1,
        "last": start + len(shown),
        "page_query": query,
        "before": f"{edit}?page={page - 1}#order" if page > 1 else "",
        "after": f"{edit}?page={page + 1}#order" if page < last else "",
        "beyond": beyond[0].output_id if beyond else "",
    }
