"""Collections: their order by hand, their covers, and how one is dissolved.

Ranks have gaps, so that moving one picture changes one row. Knows no pages.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

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
        row, others = _locked(collection, place)
        if row is None:
            return False
        match to:
            case "first":
                return _put(row, None, others.first())
            case "last":
                return _put(row, others.last(), None)
            case "left" if there := _before(others, row).last():
                return _put(row, _before(others, there).last(), there)
            case "right" if there := _behind(others, row).first():
                return _put(row, there, _behind(others, there).first())
        return False


def move_to(collection: Collection, place: int, number: int) -> bool:
    """Move a picture to a number in the order, 1 the first; beyond the end is last."""
    with transaction.atomic():
        row, others = _locked(collection, place)
        if row is None or number < 1:
            return False
        right = others[number - 1 : number].first() if number > 1 else others.first()
        left = _before(others, right).last() if right else others.last()
        return _put(row, left, right)


def move_before(collection: Collection, place: int, anchor: int | None) -> bool:
    """Move a picture before another one, None for the end; False where it cannot."""
    with transaction.atomic():
        row, others = _locked(collection, place)
        if anchor is None:
            return row is not None and _put(row, others.last(), None)
        right = others.filter(listing=anchor).first()
        if row is None or right is None:
            return False
        return _put(row, _before(others, right).last(), right)


def _locked(
    collection: Collection, place: int
) -> tuple[Placement | None, QuerySet[Placement]]:
    """Return the placement of a picture, and the others, under the lock."""
    Collection.objects.select_for_update(of=("self",)).get(pk=collection.pk)
    order = shown(collection)
    return order.filter(listing=place).first(), order.exclude(listing=place)


def _before(rows: QuerySet[Placement], row: Placement) -> QuerySet[Placement]:
    return rows.filter(Q(rank__lt=row.rank) | Q(rank=row.rank, pk__lt=row.pk))


def _behind(rows: QuerySet[Placement], row: Placement) -> QuerySet[Placement]:
    return rows.filter(Q(rank__gt=row.rank) | Q(rank=row.rank, pk__gt=row.pk))


def _put(row: Placement, left: Placement | None, right: Placement | None) -> bool:
    """Give a row a rank between its new neighbours; all new ones where none fits."""
    if left is None and right is None:
        return False
    if left and right and right.rank - left.rank < 2:
        _renumber(row.collection_id)
        left.refresh_from_db()
        right.refresh_from_db()
    if left is None:
        rank = (right.rank if right else 0) - GAP
    else:
        rank = (left.rank + right.rank) // 2 if right else left.rank + GAP
    Placement.objects.filter(pk=row.pk).update(rank=rank)
    return True


def _renumber(collection_id: int) -> None:
    """Rank all anew as they stand, with gaps."""
    rows = Placement.objects.filter(collection=collection_id).order_by("rank", "pk")
    ranked = list(rows.only("pk", "rank"))
    for number, row in enumerate(ranked, start=1):
        row.rank = GAP * number
    Placement.objects.bulk_update(ranked, ["rank"], batch_size=500)


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
