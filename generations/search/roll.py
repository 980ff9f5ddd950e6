"""A roll: the pictures a person looks at, in their order.

Joins a scope of the library, a search and a collection; reads rows, changes none.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from generations.models import Collection, Fold, Listing, Shelf
from generations.models.listing import ListingQuerySet
from generations.search.language import Query, read
from teams.models import Member, Team, User

#: Tiles of one page.
PAGE = 60


class Scope(models.TextChoices):
    """Which part of the library is looked at."""

    TEAM = "team", _("Team")
    MINE = "mine", _("Mine")
    FAVOURITES = "favourites", _("Favourites")
    COLLECTION = "collection", _("Collection")
    TRASH = "trash", _("Trash")


@dataclass(frozen=True, slots=True)
class Page:
    """Lines in their order, and the cursors of the pages around them."""

    lines: list[Listing]
    older: str = ""  #: of the next page, "" where this is the last
    newer: str | None = None  #: of the page before, "" = the first; None = this is it


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of a search as a person sees it, and the roll without it."""

    text: str  #: as typed
    label: str
    roll: "Roll"


@dataclass(frozen=True, kw_only=True)
class Roll:
    """The pictures meant by a scope, a search and a collection."""

    team: Team
    person: User
    scope: Scope
    text: str = ""
    collection: Collection | None = None
    is_unfolded: bool = False

    @cached_property
    def query(self) -> Query:
        """Return the search as read."""
        return read(self.text)

    @cached_property
    def terms(self) -> list[Chip]:
        """Return the parts of the search, each with the roll that lacks it."""
        return [
            Chip(
                text=self.query.text[clause.start : clause.end],
                label=self.query.text[clause.start : clause.end],
                roll=replace(self, text=self.query.without(clause)),
            )
            for clause in self.query.clauses
        ]

    @cached_property
    def hints(self) -> list[str]:
        """Return what could not be understood, in words."""
        return []

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is searched for."""
        return not self.query.clauses

    @property
    def is_folded(self) -> bool:
        """Say whether each generation is shown as one tile."""
        is_plain = self.scope in (Scope.TEAM, Scope.MINE) and self.is_empty
        return is_plain and not self.is_unfolded

    def page(self, cursor: str = "", limit: int = PAGE) -> Page:
        """Return the pictures from a cursor on; a wrong cursor is the first page."""
        found = self.matching()
        if self.is_folded:
            found = found.filter(fold=Fold.TOP)
        if cursor.isascii() and cursor.isdigit() and len(cursor) < 20:
            found = found.filter(place__lt=int(cursor))
        lines = list(found.with_pictures()[: limit + 1])
        older = str(lines[limit - 1].place) if len(lines) > limit else ""
        return Page(lines[:limit], older=older)

    def neighbours(self, line: Listing) -> tuple[object, object]:
        """Return the ids of the outputs before and after a line, newer and older."""
        found = self.matching().values_list("output_id", flat=True)
        newer = found.filter(place__gt=line.place).order_by("place").first()
        older = found.filter(place__lt=line.place).first()
        return newer, older

    def matching(self) -> ListingQuerySet:
        """Return everything meant, newest first."""
        shelf = Shelf.TRASH if self.scope == Scope.TRASH else Shelf.GALLERY
        found = Listing.objects.filter(team=self.team, shelf=shelf)
        if self.scope == Scope.MINE:
            found = found.filter(person=self.person)
        if self.scope == Scope.FAVOURITES:
            found = found.filter(favourites__person=self.person)
        if self.scope == Scope.COLLECTION:
            found = found.filter(placements__collection=self.collection)
        return found.newest_first()

    def count(self, most: int = 1000) -> int:
        """Return how many there are; `most` + 1 means more than that."""
        return self.matching()[: most + 1].count()

    def newer_than(self, place: int, limit: int) -> int:
        """Return how many are newer than a place, at most `limit`."""
        found = self.matching().filter(place__gt=place)
        if self.is_folded:
            found = found.filter(fold=Fold.TOP)
        return found[:limit].count()

    def parameters(self) -> dict[str, str]:
        """Return how the roll stands in an address."""
        named = {"in": self.scope.value if self.scope != Scope.TEAM else ""}
        named |= {"q": self.query.text, "stack": "off" if self.is_unfolded else ""}
        if self.collection is not None:
            named["collection"] = str(self.collection.pk)
        return {name: value for name, value in named.items() if value}


def read_roll(
    member: Member, parameters: Mapping[str, str], *, scope: Scope | None = None
) -> Roll:
    """Return the roll an address names; what it cannot name falls back to all.

    Raises:
        Http404: the collection is not of this team.
    """
    if scope is None:
        named = parameters.get("in", "")
        scope = Scope(named) if named in Scope.values else Scope.TEAM
    collection = None
    if scope == Scope.COLLECTION:
        collection = _collection_of(member.team, parameters.get("collection", ""))
    return Roll(
        team=member.team,
        person=member.user,
        scope=scope,
        text=parameters.get("q", ""),
        collection=collection,
        is_unfolded=parameters.get("stack", "") == "off",
    )


def _collection_of(team: Team, key: str) -> Collection:
    """Return a team's collection by the number in an address.

    Raises:
        Http404: there is none, or it is another team's.
    """
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        raise Http404
    found = Collection.objects.filter(team=team, pk=key).first()
    if found is None:
        raise Http404
    return found
