"""The tiles of a page after a step: what changed, what left, who rose in its place.

Reads rows, changes none.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Count

from generations.library.shelves import tops_beside
from generations.models import Fold, Listing
from generations.search import Roll
from generations.views.drawing import Viewing
from generations.views.tiles import Tile, tiles_of


def tiles_after(
    viewing: Viewing,
    lines: Sequence[Listing],
    *,
    tops: Sequence[int] = (),
    unfolded: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what the page draws anew, for `_stepped.html`.

    `lines` come with their pictures. `tops`: those that stood for their stacks
    before; `unfolded`: generations whose stacks the page shows one by one.
    """
    roll = viewing.roll
    if roll is None:
        return {"changed": _tiles(viewing, lines, unfolded)}
    scope = replace(roll, text="").matching()
    known = {line.place for line in lines}
    here = set(scope.filter(place__in=known).values_list("place", flat=True))
    stay = [line for line in lines if line.place in here]
    left = [line for line in lines if line.place not in here]
    shown: dict[str, Any] = {"left": [line.output_id for line in left]}
    if roll.is_folded:
        now = set(tops_beside([line.place for line in lines]))
        demoted = Listing.objects.filter(place__in=set(tops) - now - known)
        shown["demoted"] = list(demoted.values_list("output_id", flat=True))
        rising = Listing.objects.filter(place__in=now - known).with_pictures()
        anchors = {line.generation_id: line.output_id for line in left}
        shown["rising"] = [
            (anchors[tile.output.generation_id], tile)
            for tile in _tiles(viewing, list(rising), unfolded)
            if tile.output.generation_id in anchors
        ]
        # The number on the tile that stands for the others has changed.
        stay += [line for line in rising if line.generation_id not in anchors]
    return shown | {"changed": _tiles(viewing, stay, unfolded)}


def _tiles(
    viewing: Viewing, lines: Sequence[Listing], unfolded: Sequence[str]
) -> list[Tile]:
    sizes = _stacks(viewing.roll, lines) if viewing.roll and lines else {}
    tiles = tiles_of((line.output for line in lines), liked_by=viewing.member.user_id)
    shown = []
    for tile, line in zip(tiles, lines, strict=True):
        key, is_top = line.generation_id, line.fold == Fold.TOP
        if str(key) in unfolded:
            shown.append(replace(tile, unfolded=str(key), leads=is_top))
        else:
            shown.append(replace(tile, stack=sizes.get(key, 0) if is_top else 0))
    return shown


def _stacks(roll: Roll, lines: Sequence[Listing]) -> dict[uuid.UUID, int]:
    """Return how many pictures of a generation its first one stands for."""
    if not roll.is_folded:
        return {}
    ids = {line.generation_id for line in lines if line.fold == Fold.TOP}
    beside = roll.matching().order_by().filter(generation__in=ids)
    counted = beside.values("generation").annotate(count=Count("pk"))
    found = counted.values_list("generation", "count")
    return {key: count for key, count in found if count > 1}
