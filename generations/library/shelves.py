"""Between the gallery, the trash and gone for good; stacks close up behind.

Only what is over may leave the gallery: money that is on its way, or of unknown
outcome, is never hidden.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now

from generations.models import (
    AttemptState,
    Collection,
    Fold,
    Listing,
    OutputState,
    Shelf,
    Step,
    Verdict,
    shelf_fact,
)

_OVER = (
    OutputState.STORED,
    OutputState.REFUSED,
    OutputState.ABSENT,
    OutputState.LOST,
)
_UNBILLED = (
    AttemptState.CANCELLED,
    AttemptState.REFUSED,
    AttemptState.UNDELIVERED,
)
#: Nothing comes of it any more by itself, and its money is settled.
FINISHED = (
    Q(output__state__in=_OVER)
    | Q(
        output__state=OutputState.PROMISED,
        output__attempt__state__in=_UNBILLED,
    )
    | Q(
        Q(output__attempt__state=AttemptState.UNKNOWN),
        ~Q(output__attempt__verdict=Verdict.NONE),
        output__state=OutputState.PROMISED,
    )
)


@dataclass(frozen=True, slots=True)
class Shelving:
    """Moves lines between the gallery and the trash."""

    target: Shelf

    @property
    def source(self) -> Shelf:
        """Return the shelf they are taken from."""
        return Shelf.TRASH if self.target == Shelf.GALLERY else Shelf.GALLERY

    def do(self, step: Step, places: Sequence[int]) -> list[list[Any]]:
        """Move those that stand where they are taken from, and may go."""
        found = _on(step, places, self.source)
        if self.target == Shelf.TRASH:
            found = found.filter(FINISHED)
        rows = list(found.values_list("place", "trashed_at", "trashed_by"))
        had = defaultdict(list)
        for place, at, by in rows:
            had[at and at.isoformat(), by].append(place)
        moved = [row[0] for row in rows]
        if self.target == Shelf.TRASH:
            stamp = {"trashed_at": Now(), "trashed_by": step.person_id}
        else:
            stamp = {"trashed_at": None, "trashed_by": None}
        move(step.team_id, moved, self.source, self.target, **stamp)
        return [[list(old), theirs] for old, theirs in had.items()]

    def undo(self, step: Step, old: Any, places: Sequence[int]) -> None:
        """Move them back, with what was said of them there."""
        at, by = old
        stamp = {
            "trashed_at": at and datetime.fromisoformat(at),
            "trashed_by": by,
        }
        move(step.team_id, places, self.target, self.source, **stamp)


@dataclass(frozen=True, slots=True)
class Purging:
    """Takes lines out of the trash for good; their bytes follow (`purge`)."""

    def do(self, step: Step, places: Sequence[int]) -> list[list[Any]]:
        """Move those in the trash where nobody sees them; there is no way back."""
        found = _on(step, places, Shelf.TRASH).filter(FINISHED)
        gone = list(found.values_list("place", flat=True))
        move(step.team_id, gone, Shelf.TRASH, Shelf.PURGED)
        Collection.objects.filter(cover__in=gone).update(cover=None)
        return []

    def undo(self, step: Step, old: Any, places: Sequence[int]) -> None:
        """Do nothing: what was deleted for good has no way back."""


def _on(step: Step, places: Sequence[int], shelf: Shelf) -> Any:
    found = Listing.objects.select_for_update(of=("self",)).order_by("place")
    return found.filter(team=step.team_id, place__in=places, shelf=shelf)


def move(
    team_id: uuid.UUID,
    places: Sequence[int],
    source: Shelf,
    target: Shelf,
    **columns: Any,
) -> int:
    """Put lines of a team from one shelf on another; returns how many."""
    lines = Listing.objects.filter(
        team=team_id, place__in=places, shelf=source
    ).order_by()
    stacks = set(lines.values_list("generation_id", flat=True))
    if target != Shelf.GALLERY:
        columns |= {"fold": Fold.BEHIND}
    moved = lines.swap_words(
        shelf_fact(team_id, source),
        shelf_fact(team_id, target),
        shelf=target,
        **columns,
    )
    Listing.objects.fold_anew(stacks)
    return moved


def tops_beside(places: Sequence[int]) -> list[int]:
    """Return who stands in the gallery for the stacks of these lines."""
    beside = Listing.objects.filter(place__in=list(places)).order_by()
    here = Listing.objects.filter(shelf=Shelf.GALLERY, fold=Fold.TOP)
    here = here.filter(generation__in=beside.values("generation"))
    return list(here.values_list("place", flat=True))
