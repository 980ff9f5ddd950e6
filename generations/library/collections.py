"""Collections: their order by hand, their covers, and how one is dissolved.

Ranks have gaps, so that moving one picture changes one row. Knows no pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from generations.library.marks import COLLECTION, GAP
from generations.models import Collection, Listing, Placement, Shelf, Step

#: Fields that bring a dissolved collection back as it was.
FIELDS = ("name", "description", "query", "cover_id", "person_id", "created_at")


def shown(collection: Collection) -> QuerySet[Placement]:
    """Return the placements of pictures in the gallery, in their order."""
    there = Placement.objects.filter(
        collection=collection, listing__shelf=Shelf.GALLERY
    )
    return there.order_by("rank", "pk")


def move(collection: Collection, place: int, *, to: str) -> bool:
    """Move a picture: "first", "last", "left" or "right"; False where it cannot."""
    with transaction.atomic():
        order = _locked(collection)
        at = _index(order, place)
        if at is None:
            return False
        target = {"first": 0, "last": len(order) - 1, "left": at - 1, "right": at + 1}
        return _put(collection, order, at, target.get(to, -1))


def move_before(collection: Collection, place: int, anchor: int | None) -> bool:
    """Move a picture before another one, None for the end; False where it cannot."""
    with transaction.atomic():
        order = _locked(collection)
        at = _index(order, place)
        there = len(order) if anchor is None else _index(order, anchor)
        if at is None or there is None:
            return False
        return _put(collection, order, at, there - 1 if there > at else there)


def _locked(collection: Collection) -> list[Placement]:
    Collection.objects.select_for_update(of=("self",)).get(pk=collection.pk)
    return list(shown(collection))


def _index(order: Sequence[Placement], place: int) -> int | None:
    found = (at for at, row in enumerate(order) if row.listing_id == place)
    return next(found, None)


def _put(collection: Collection, order: list[Placement], at: int, target: int) -> bool:
    """Give one row a rank between its new neighbours; all new ones where none fits."""
    if not 0 <= target < len(order) or target == at:
        return False
    row = order.pop(at)
    order.insert(target, row)
    left = order[target - 1].rank if target else None
    right = order[target + 1].rank if target + 1 < len(order) else None
    if left is None:
        rank = (right or 0) - GAP
    elif right is None:
        rank = left + GAP
    elif right - left > 1:
        rank = (left + right) // 2
    else:
        _renumber(collection, order)
        return True
    Placement.objects.filter(pk=row.pk).update(rank=rank)
    return True


def _renumber(collection: Collection, order: Sequence[Placement]) -> None:
    """Rank all anew; those that are in the trash stand at the end."""
    here = {row.pk for row in order}
    others = Placement.objects.filter(collection=collection).order_by("rank", "pk")
    rows = [*order, *(row for row in others if row.pk not in here)]
    for number, row in enumerate(rows, start=1):
        row.rank = GAP * number
    Placement.objects.bulk_update(rows, ["rank"], batch_size=500)


def covers_of(collections: Sequence[Collection]) -> dict[int, Listing]:
    """Return the line that stands for each: its cover, else its first picture."""
    first = Placement.objects.filter(
        collection=OuterRef("pk"), listing__shelf=Shelf.GALLERY
    ).order_by("rank", "pk")
    rows = Collection.objects.filter(pk__in=[each.pk for each in collections])
    places = rows.annotate(first=Subquery(first.values("listing")[:1]))
    pairs = list(places.values_list("pk", "cover", "first"))
    wanted = {place for row in pairs for place in row[1:] if place is not None}
    lines = Listing.objects.filter(place__in=wanted, shelf=Shelf.GALLERY)
    known = {line.pk: line for line in lines.with_pictures()}
    found = ((pk, known.get(cover) or known.get(top)) for pk, cover, top in pairs)
    return {pk: line for pk, line in found if line is not None}


@dataclass(frozen=True, slots=True)
class Dissolving:
    """Takes a collection apart; the pictures stay. The step's value is what it was."""

    def do(self, step: Step, places: Sequence[int]) -> list[list[Any]]:
        """Take these pictures out, and drop the collection once it is empty."""
        key = _was(step)["id"]
        Collection.objects.select_for_update(no_key=True).filter(pk=key).first()
        groups = [[ranks, theirs] for ranks, theirs in COLLECTION.remove(key, places)]
        if not Placement.objects.filter(collection=key).exists():
            Collection.objects.filter(team=step.team_id, pk=key).delete()
        return groups or [[[], []]]

    def undo(self, step: Step, old: Any, places: Sequence[int]) -> None:
        """Make the collection again as it was, and put pictures back at their ranks."""
        was = _was(step)
        fields = {name: was[name] for name in FIELDS}
        if not Listing.objects.filter(pk=fields["cover_id"] or 0).exists():
            fields["cover_id"] = None
        Collection.objects.get_or_create(
            pk=was["id"], team_id=step.team_id, defaults=fields
        )
        COLLECTION.put_back(was["id"], old, places)


def _was(step: Step) -> dict[str, Any]:
    return dict(step.value or {})


def remember(collection: Collection) -> dict[str, Any]:
    """Return the value of the step that dissolves a collection."""
    kept = {name: getattr(collection, name) for name in FIELDS}
    kept["created_at"] = collection.created_at.isoformat()
    return {"id": collection.pk, **kept}
