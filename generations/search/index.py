"""Places of the library by shelf, conditions and collection, in their order.

One statement each, whose cost follows from what it returns and not from what there
is; only where a prompt must be read itself, lines are walked until enough are found.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL

from generations.models import Fold, Shelf
from generations.models.listing import ListingQuerySet
from generations.search.conditions import (
    All,
    Condition,
    Facts,
    holds,
    prompt_alone,
    reads_prompt,
)
from generations.search.sources import Source, source_of
from generations.search.sql import Sql
from teams.models import Team, User

#: Lines read at once while walking; each time so many times more, up to the last.
FIRST_WALK, LONGER, LONGEST_WALK = 100, 6, 9000
#: Where something stands: its place, or its rank and number in a collection.
Key = tuple[int, ...]
Placed = tuple[int, Key]
_FACTS = "l.words, g.prompt, l.pixels, l.cost, l.comments"
_PROMPT_ALONE = "'', g.prompt, 0, NULL, 0"
_READ = "l.generation_id, l.words, l.pixels, l.cost, l.comments"


@dataclass(frozen=True, kw_only=True)
class Lines:
    """The lines of a shelf of a team for which every condition holds.

    `maker`: only this person's. `is_folded`: only the tops of stacks.
    `collection_id`: those placed in it, in its order; otherwise newest first.
    """

    team: Team
    shelf: Shelf = Shelf.GALLERY
    maker: User | None = None
    is_folded: bool = False
    collection_id: int | None = None
    conditions: tuple[Condition, ...] = ()

    def find(
        self, limit: int, *, beyond: Key = (), is_backwards: bool = False
    ) -> list[tuple[int, Key]]:
        """Return places with their keys, from just beyond a key on, in order."""
        return list(islice(self._walk(limit, beyond, is_backwards), limit))

    def around(self, limit: int, key: Key) -> tuple[list[Placed], list[Placed]]:
        """Return so many beyond a key, and so many before those, nearest first."""
        if self._is_walked:
            after = self.find(limit, beyond=key)
            if not after:
                return after, []
            return after, self.find(limit, beyond=after[0][1], is_backwards=True)
        sides = (
            self._source.beyond(key, is_backwards=False),
            self._source.back_from(key),
        )
        asked = [side.select(side.columns, limit) for side in sides]
        text = (
            f"SELECT 0 AS side, older.* FROM ({asked[0].text}) older"
            f" UNION ALL SELECT 1, newer.* FROM ({asked[1].text}) newer"
        )
        rows = _rows(Sql(text, asked[0].values + asked[1].values))
        after, before = (
            list(map(_placed, side.sorted(row[1:] for row in rows if row[0] == number)))
            for number, side in enumerate(sides)
        )
        return after, before

    def count(self, most: int, *, newer_than: Key = ()) -> int:
        """Return how many there are, or are newer than a key, at most `most`."""
        asked = self.counting(most, newer_than=newer_than)
        if asked is None:
            is_backwards = bool(newer_than)
            return len(self.find(most, beyond=newer_than, is_backwards=is_backwards))
        return int(_rows(asked)[0][0])

    def counting(self, most: int, *, newer_than: Key = ()) -> Sql | None:
        """Return the statement of `count`, None where prompts must be read."""
        if self._is_walked:
            return None
        source = self._source
        if newer_than:
            source = source.beyond(newer_than, is_backwards=True)
        found = source.select("1", limit=most, is_ordered=False)
        return Sql(f"SELECT count(*) FROM ({found.text}) AS found", found.values)

    def narrow(self, lines: ListingQuerySet) -> ListingQuerySet:
        """Return those of some lines that are among these."""
        if self.conditions or self.collection_id is not None:
            return lines.filter(place__in=self._subquery())
        # Said of the lines themselves: SQLite would gather all places of a team.
        lines = lines.filter(team=self.team, shelf=self.shelf)
        if self.maker is not None:
            lines = lines.filter(person=self.maker)
        return lines.filter(fold=Fold.TOP) if self.is_folded else lines

    def _subquery(self) -> RawSQL:
        """Return all places as an expression for `place__in`."""
        if not self._is_walked:
            source = self._source
            found = source.select(source.place)
            return RawSQL(found.text, found.values)
        places = json.dumps([place for place, _key in self._walk(LONGEST_WALK)])
        if connection.vendor == "sqlite":
            return RawSQL("SELECT value FROM json_each(%s)", (places,))
        listed = "SELECT value::bigint FROM jsonb_array_elements_text(%s::jsonb)"
        return RawSQL(listed, (places,))

    def _walk(
        self, limit: int, beyond: Key = (), is_backwards: bool = False
    ) -> Iterator[tuple[int, Key]]:
        """Yield places with their keys; `limit`: how many are about to be taken."""
        source = self._source
        if not self._is_walked:
            asked = source.beyond(beyond, is_backwards=is_backwards)
            yield from map(_placed, _rows(asked.select(source.columns, limit)))
            return
        wanted = All(tuple(filter(reads_prompt, self.conditions)))
        facts = _PROMPT_ALONE if prompt_alone(wanted) else _FACTS
        size = max(limit, FIRST_WALK)
        while True:
            asked = source.beyond(beyond, is_backwards=is_backwards)
            rows = _rows(_with_prompts(asked, facts, size))
            for row in rows:
                if holds(wanted, _facts_of(row)):
                    yield _placed(row[5:])
            if len(rows) < size:
                return
            beyond, size = tuple(rows[-1][6:]), min(LONGER * size, LONGEST_WALK)

    @property
    def _is_walked(self) -> bool:
        return any(map(reads_prompt, self.conditions))

    @cached_property
    def _source(self) -> Source:
        return source_of(
            team_id=self.team.pk,
            shelf=self.shelf,
            maker_id=self.maker.pk if self.maker else None,
            is_folded=self.is_folded,
            collection_id=self.collection_id,
            conditions=self.conditions,
            reads_line=self._is_walked,
        )


def _with_prompts(asked: Source, facts: str, limit: int) -> Sql:
    """Return the statement of so many lines with their prompts.

    The prompts are joined to the lines that are left, not to all that were found.
    """
    found = asked.select(f"{asked.columns}, {_READ}", limit)
    keys = [f"l.key{number}" for number, _key in enumerate(asked.keys)]
    text = (
        f"SELECT {facts}, l.place, {', '.join(keys)} FROM ({found.text}) l"
        " JOIN generations_generation g ON g.id = l.generation_id"
        f" ORDER BY {asked.order(keys)}"
    )
    return Sql(text, found.values)


def _placed(row: tuple[Any, ...]) -> tuple[int, Key]:
    return row[0], tuple(row[1:])


def _facts_of(row: tuple[Any, ...]) -> Facts:
    words, prompt, pixels, cost, comments, place = row[:6]
    amount = None if cost is None else Decimal(str(cost))
    return Facts(place, words, prompt, pixels, amount, comments)


def _rows(asked: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(asked.text, asked.values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
