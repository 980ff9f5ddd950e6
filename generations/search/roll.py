"""A roll: the pictures a person looks at, in their order.

Joins a scope of the library, a search and a collection; reads rows, changes none.
"""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from generations.lexicon import fact
from generations.models import Collection, Listing, Placement, Shelf
from generations.models.listing import ListingQuerySet
from generations.search.conditions import Condition, Token
from generations.search.index import Key, Lines
from generations.search.language import Query, read
from generations.search.lines import read_lines
from generations.search.people import Reader
from generations.search.sql import Sql
from generations.search.terms import conditions_of, label_of
from teams.models import Member, Team, User

#: Tiles of one page.
PAGE = 60
_CURSOR = re.compile(r"-?\d{1,19}(?:\.\d{1,19})?", re.ASCII)


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
                label=label_of(clause),
                roll=replace(self, text=self.query.without(clause)),
            )
            for clause in self.query.clauses
        ]

    @property
    def hints(self) -> list[str]:
        """Return what could not be understood, in words."""
        return self._meaning[1]

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is searched for."""
        return not self.query.clauses

    @property
    def is_folded(self) -> bool:
        """Say whether each generation is shown as one tile."""
        is_plain = self.scope in (Scope.TEAM, Scope.MINE) and self.is_empty
        return is_plain and not self.is_unfolded

    @property
    def is_by_hand(self) -> bool:
        """Say whether people gave the pictures their order."""
        return self.collection is not None and not self.collection.query

    def page(self, cursor: str = "", limit: int = PAGE) -> Page:
        """Return the pictures from a cursor on; a wrong cursor is the first page."""
        key = _key_of(cursor, parts=2 if self.is_by_hand else 1)
        newer = None
        if key:
            found, before = self._shown.around(limit + 1, key)
            if found and before:
                newer = _cursor_of(before[limit][1]) if len(before) > limit else ""
        else:
            found = self._shown.find(limit + 1)
        older = _cursor_of(found[limit - 1][1]) if len(found) > limit else ""
        places = [place for place, _key in found[:limit]]
        return Page(read_lines(places, is_folded=self.is_folded), older, newer)

    def neighbours(self, line: Listing) -> tuple[uuid.UUID | None, uuid.UUID | None]:
        """Return the ids of the outputs before and after a line, newer and older."""
        newer, older = self.beside(line)
        return (
            newer.output_id if newer else None,
            older.output_id if older else None,
        )

    def beside(self, line: Listing) -> tuple[Listing | None, Listing | None]:
        """Return the lines before and after one with their images, newer and older.

        Stacks are open here: from picture to picture one sees each of them.
        """
        key: Key = (line.place,)
        if self.is_by_hand:
            placed = Placement.objects.filter(
                collection=self.collection, listing=line.place
            )
            key = placed.values_list("rank", "id").first() or ()
            if not key:
                return None, None
        newer = self._all.find(1, beyond=key, is_backwards=True)
        older = self._all.find(1, beyond=key)
        places = [each[0][0] if each else 0 for each in (newer, older)]
        found = Listing.objects.filter(place__in=places)
        lines = {each.place: each for each in found.select_related("output__image")}
        return lines.get(places[0]), lines.get(places[1])

    def matching(self) -> ListingQuerySet:
        """Return everything meant, newest first."""
        return self._all.narrow(Listing.objects.all()).newest_first()

    def count(self, most: int = 1000) -> int:
        """Return how many pictures there are; `most` + 1 means more than that."""
        return self._all.count(most + 1)

    def newer_than(self, place: int, limit: int) -> int:
        """Return how many tiles stand before a place by now, at most `limit`."""
        if self.is_by_hand:
            return 0
        return self._shown.count(limit, newer_than=(place,))

    def counting_newer(self, place: int, limit: int) -> Sql | None:
        """Return the statement of `newer_than`, None where one does not say it."""
        if self.is_by_hand:
            return None
        return self._shown.counting(limit, newer_than=(place,))

    def parameters(self) -> dict[str, str]:
        """Return how the roll stands in an address."""
        named = {"in": self.scope.value if self.scope != Scope.TEAM else ""}
        named |= {"q": self.query.text, "stack": "off" if self.is_unfolded else ""}
        if self.collection is not None:
            named["collection"] = str(self.collection.pk)
        return {name: value for name, value in named.items() if value}

    @cached_property
    def _meaning(self) -> tuple[tuple[Condition, ...], list[str]]:
        """Return what has to hold of a line, and what was not understood."""
        reader = Reader(self.team, self.person, [])
        found = conditions_of(self.query, reader)
        if self.collection is not None and self.collection.query:
            silent = replace(reader, hints=[])
            found += conditions_of(read(self.collection.query), silent)
        if self.scope == Scope.FAVOURITES:
            found.append(Token(fact("fav", self.person.pk)))
        return tuple(found), reader.hints

    @cached_property
    def _shown(self) -> Lines:
        return self._lines(is_folded=True) if self.is_folded else self._all

    @cached_property
    def _all(self) -> Lines:
        return self._lines(is_folded=False)

    def _lines(self, *, is_folded: bool) -> Lines:
        conditions = self._meaning[0]
        is_mine = self.scope == Scope.MINE
        if is_mine and not is_folded:
            conditions += (Token(fact("by", self.person.pk)),)
        by_hand = self.collection if self.is_by_hand else None
        return Lines(
            team=self.team,
            shelf=Shelf.TRASH if self.scope == Scope.TRASH else Shelf.GALLERY,
            maker=self.person if is_mine and is_folded else None,
            is_folded=is_folded,
            collection_id=by_hand.pk if by_hand else None,
            conditions=conditions,
        )


def _cursor_of(key: Key) -> str:
    return ".".join(map(str, key))


def _key_of(cursor: str, *, parts: int) -> Key:
    """Return the key a cursor names; whatever it is not is the first page."""
    if not _CURSOR.fullmatch(cursor):
        return ()
    key = tuple(map(int, cursor.split(".")))
    is_stored = all(abs(part) < 2**63 - 1 for part in key)
    return key if len(key) == parts and is_stored else ()


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
