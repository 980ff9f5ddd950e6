"""Marks on pictures: a row of its own and a fact of the line, always together.

Favourites, tags and collections; knows nothing of steps or who may.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Model

from generations.lexicon import fact
from generations.models import Collection, Favourite, Listing, Placement, Tagging

#: Between two pictures of a collection, so that one fits between them without others.
GAP = 1 << 20
Changed = list[tuple[list[int] | None, list[int]]]


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of mark: its rows, the field that says which one, its fact."""

    rows: type[Model]
    field: str
    fact: str
    has_rank: bool = False

    def _of(self, key: int, places: Sequence[int]) -> Any:
        field = {f"{self.field}_id": key}
        return self.rows._default_manager.filter(listing__in=places, **field)

    def _swap(self, key: int, places: Sequence[int], *, adds: bool) -> None:
        token = fact(self.fact, key)
        words = ("", token) if adds else (token, "")
        Listing.objects.filter(place__in=places).swap_words(*words)

    def add(self, key: int, places: Sequence[int]) -> Changed:
        """Mark what is not marked yet, in this order; returns what was."""
        marked = set(self._of(key, places).values_list("listing_id", flat=True))
        new = [place for place in dict.fromkeys(places) if place not in marked]
        if not new:
            return []
        ranks = self._ranks_at_the_end(key, len(new)) if self.has_rank else None
        self.put_back(key, ranks, new)
        return [(None, new)]

    def remove(self, key: int, places: Sequence[int]) -> Changed:
        """Take the mark away where it is; returns from what, with its ranks."""
        names = ("listing_id", "rank") if self.has_rank else ("listing_id",)
        there = list(self._of(key, places).order_by("listing_id").values_list(*names))
        if not there:
            return []
        theirs = [row[0] for row in there]
        self._of(key, theirs).delete()
        self._swap(key, theirs, adds=False)
        return [([row[1] for row in there] if self.has_rank else None, theirs)]

    def put_back(
        self, key: int, ranks: Sequence[int] | None, places: Sequence[int]
    ) -> None:
        """Mark lines, at these ranks; what is marked already stays as it is.

        A collection that somebody deleted meanwhile takes nothing.
        """
        if self.has_rank and not _kept(key):
            return
        fields: list[dict[str, Any]] = [
            {"listing_id": place, f"{self.field}_id": key} for place in places
        ]
        for row, rank in zip(fields, ranks or (), strict=False):
            row["rank"] = rank
        self.rows._default_manager.bulk_create(
            [self.rows(**row) for row in fields], ignore_conflicts=True
        )
        self._swap(key, places, adds=True)

    def _ranks_at_the_end(self, key: int, count: int) -> list[int]:
        there = Placement.objects.filter(collection=key)
        last = there.aggregate(last=Max("rank"))["last"] or 0
        return [last + GAP * (number + 1) for number in range(count)]


def _kept(collection_id: int) -> bool:
    """Say whether a collection is still there; it stays until the transaction ends."""
    found = Collection.objects.select_for_update(no_key=True).filter(pk=collection_id)
    return found.first() is not None


FAVOURITE = Mark(Favourite, "person", "fav")
TAG = Mark(Tagging, "tag", "tag")
COLLECTION = Mark(Placement, "collection", "in", has_rank=True)
