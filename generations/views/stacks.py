"""A stack: the pictures of one generation, unfolded in place or all on a page."""

import uuid
from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from generations.models.tile_fields import NOT_ON_TILES
from generations.views.drawing import Viewing
from generations.views.tiles import Tile, tiles_of

#: Pictures of a stack that are shown.
MOST = 200


def read_stack(text: str) -> uuid.UUID | None:
    """Return the generation an address names, None for none."""
    try:
        return uuid.UUID(text)
    except ValueError:  # nothing, "off", or not ours
        return None


def show_stack(
    request: HttpRequest, viewing: Viewing, generation_id: uuid.UUID
) -> HttpResponse:
    """Answer with the tiles of a stack, or with its one tile where `fold` asks.

    Raises:
        Http404: nothing of it is in this roll.
    """
    tiles = tiles_in_stack(viewing, generation_id)
    context = {"viewing": viewing, "tiles": tiles}
    if request.GET.get("fold"):
        first = replace(tiles[0], stack=len(tiles), unfolded="", leads=False)
        context |= {"first": first, "others": tiles[1:]}
        return render(request, "generations/_folded.html", context)
    return render(request, "generations/_unfolded.html", context)


def tiles_in_stack(viewing: Viewing, generation_id: uuid.UUID) -> list[Tile]:
    """Return the pictures of a generation as tiles that can be folded again.

    Raises:
        Http404: none of it is in this roll.
    """
    roll = viewing.roll
    found = roll.matching().filter(generation_id=generation_id) if roll else None
    lines = (
        list(found.with_pictures().defer(*NOT_ON_TILES)[:MOST])
        if found is not None
        else []
    )
    if not lines:
        raise Http404
    tiles = tiles_of((line.output for line in lines), liked_by=viewing.member.user_id)
    name = str(generation_id)
    return [
        replace(tile, unfolded=name, leads=number == 0)
        for number, tile in enumerate(tiles)
    ]
