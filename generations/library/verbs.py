"""Every verb of a step as data: what it changes, who may, and the way back.

Each changes a fact and its column for many lines at once, and says what was there
before as groups [old value, [place, ...]]. Knows neither steps nor pages.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from generations.library.collections import Dissolving
from generations.library.marks import COLLECTION, FAVOURITE, TAG, Mark
from generations.library.shelves import FINISHED, Purging, Shelving
from generations.models import Colour, Flag, Listing, Shelf, Step
from teams.roles import Action

Groups = list[list[Any]]
#: Most tags one step puts on or takes away.
MOST_TAGS = 20


class Unfit(ValueError):
    """What was asked for makes no sense; says so in a person's words."""


@dataclass(frozen=True, slots=True)
class Judging:
    """One of several values that each line has: stars, a flag, a colour."""

    column: str
    allowed: tuple[Any, ...]

    def token(self, value: Any) -> str:
        """Return the fact of a value."""
        return f"{self.column}:{'none' if value == '' else value}"

    def do(self, step: Step, places: Sequence[int]) -> Groups:
        """Give the lines the value of the step; those that have it are left alone."""
        had = defaultdict(list)
        for place, old in _lines(step, places).values_list("place", self.column):
            if old != step.value:
                had[old].append(place)
        for old, theirs in had.items():
            self._swap(step, theirs, old, step.value)
        return [[old, theirs] for old, theirs in had.items()]

    def undo(self, step: Step, old: Any, places: Sequence[int]) -> None:
        """Give back the old value where nobody has set another one meanwhile."""
        self._swap(step, places, step.value, old)

    def _swap(self, step: Step, places: Sequence[int], old: Any, new: Any) -> None:
        _lines(step, places).filter(**{self.column: old}).swap_words(
            self.token(old), self.token(new), **{self.column: new}
        )


@dataclass(frozen=True, slots=True)
class Marking:
    """Puts a mark on lines, or takes it away; the value of the step is which ones."""

    mark: Mark
    adds: bool

    def do(self, step: Step, places: Sequence[int]) -> Groups:
        """Add or take away each mark where it is missing or there."""
        locked = set(_lines(step, places).values_list("place", flat=True))
        here = [place for place in places if place in locked]
        groups: Groups = []
        for key in step.value or ():
            if self.adds:
                changed = self.mark.add(key, here)
            else:
                changed = self.mark.remove(key, here)
            groups += [[[key, ranks], theirs] for ranks, theirs in changed]
        return groups

    def undo(self, step: Step, old: Any, places: Sequence[int]) -> None:
        """Take away what was added, put back what was taken, at its rank."""
        key, ranks = old
        if self.adds:
            self.mark.remove(key, places)
        else:
            self.mark.put_back(key, ranks, places)


Change = Judging | Marking | Shelving | Purging | Dissolving
#: Every line that people see.
SEEN = Q(shelf__in=(Shelf.GALLERY, Shelf.TRASH))


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing to do with pictures."""

    name: str
    change: Change
    action: Action = Action.ARRANGE
    #: the lines it may be done to
    scope: Q = SEEN
    #: what it is done to only once; such a step asks first and has no way back
    is_final: bool = False
    #: whether the form of the gallery may ask for it
    is_offered: bool = True

    def read(self, values: Sequence[str]) -> Any:
        """Return the value of a judgement from what a form sent; None for none.

        Raises:
            Unfit: there is no such value.
        """
        if not isinstance(self.change, Judging):
            return None
        wanted = values[-1] if values else None
        for value in self.change.allowed:
            if wanted in (str(value), "none" if value == "" else str(value)):
                return value
        raise Unfit(_("There is no such value."))


_VERBS = (
    Verb("rate", Judging("rating", tuple(range(6)))),
    Verb("flag", Judging("flag", tuple(Flag.values))),
    Verb("colour", Judging("colour", tuple(Colour.values))),
    Verb("favourite", Marking(FAVOURITE, adds=True), Action.REMARK),
    Verb("unfavourite", Marking(FAVOURITE, adds=False), Action.REMARK),
    Verb("tag", Marking(TAG, adds=True)),
    Verb("untag", Marking(TAG, adds=False)),
    Verb("collect", Marking(COLLECTION, adds=True)),
    Verb("uncollect", Marking(COLLECTION, adds=False)),
    Verb("trash", Shelving(Shelf.TRASH), scope=Q(shelf=Shelf.GALLERY) & FINISHED),
    Verb("restore", Shelving(Shelf.GALLERY), scope=Q(shelf=Shelf.TRASH)),
    Verb(
        "purge",
        Purging(),
        Action.PURGE,
        scope=Q(shelf=Shelf.TRASH) & FINISHED,
        is_final=True,
    ),
    Verb("dissolve", Dissolving(), is_offered=False),
)
VERBS = {verb.name: verb for verb in _VERBS}


def _lines(step: Step, places: Sequence[int]) -> Any:
    """Return the lines of a step in one order for everybody, locked."""
    found = Listing.objects.select_for_update(of=("self",))
    return found.filter(team=step.team_id, place__in=places).order_by("place")
