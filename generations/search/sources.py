"""From where lines are read in their order: the table, a collection, or the index.

Builds statements; runs none.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection

from generations.models import Fold, Shelf, shelf_fact
from generations.search.conditions import (
    All,
    Compare,
    Condition,
    Token,
    loosened,
    reads_prompt,
    tokens_alone,
)
from generations.search.sql import Dialect, Postgres, Sql, Sqlite
from generations.search.vocabulary import spelled_out

_LINE = "generations_listing l"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Tables, what their rows have to fulfil, and the order of them."""

    tables: str
    clauses: tuple[Sql, ...]
    place: str = "l.place"
    keys: tuple[str, ...] = ("l.place",)
    is_rising: bool = False  #: least key first
    is_backwards: bool = False

    @property
    def columns(self) -> str:
        """Return the place and the keys, as columns `place`, `key0`, `key1`."""
        keys = (f"{key} AS key{number}" for number, key in enumerate(self.keys))
        return f"{self.place} AS place, {', '.join(keys)}"

    def order(self, keys: Iterable[str]) -> str:
        """Return the ORDER BY of columns that are its keys."""
        way = "ASC" if self._climbs else "DESC"
        return ", ".join(f"{key} {way}" for key in keys)

    def beyond(self, key: tuple[int, ...], *, is_backwards: bool) -> "Source":
        """Return it from just beyond a key on, () = from the end on."""
        turned = replace(self, is_backwards=is_backwards)
        if not key:
            return turned
        sign = ">" if turned._climbs else "<"
        if len(self.keys) == 1:
            clause = Sql(f"{self.keys[0]} {sign} %s", key)
        else:
            first, second = self.keys
            text = f"{first} {sign}= %s AND ({first} {sign} %s OR {second} {sign} %s)"
            clause = Sql(text, (key[0], key[0], key[1]))
        return replace(turned, clauses=(*self.clauses, clause))

    def back_from(self, key: tuple[int, ...]) -> "Source":
        """Return it backwards from a key on, whatever stands there included."""
        step = 1 if self.is_rising else -1
        return self.beyond((*key[:-1], key[-1] + step), is_backwards=True)

    def sorted(self, rows: "Iterable[tuple[Any, ...]]") -> "list[tuple[Any, ...]]":
        """Return rows of a place and its keys in its order."""
        return sorted(rows, key=lambda row: row[1:], reverse=not self._climbs)

    def select(
        self, columns: str, limit: int | None = None, *, is_ordered: bool = True
    ) -> Sql:
        """Return the statement; only one with a limit is ordered."""
        wanted = " AND ".join(each.text for each in self.clauses)
        values = [value for each in self.clauses for value in each.values]
        text = f"SELECT {columns} FROM {self.tables} WHERE {wanted}"
        if limit is None:
            return Sql(text, tuple(values))
        if is_ordered:
            text += f" ORDER BY {self.order(self.keys)}"
        return Sql(f"{text} LIMIT %s", (*values, limit))

    @property
    def _climbs(self) -> bool:
        return self.is_rising != self.is_backwards


def source_of(
    *,
    team_id: uuid.UUID,
    shelf: Shelf,
    maker_id: int | None,
    is_folded: bool,
    collection_id: int | None,
    conditions: tuple[Condition, ...],
    reads_line: bool,
) -> Source:
    """Return the source that reads least; passages are left to its reader.

    `reads_line`: columns of the line itself will be asked for.
    """
    sqlite = connection.vendor == "sqlite"
    dialect: Dialect = Sqlite() if sqlite else Postgres()
    said = tuple(each for each in map(loosened, conditions) if each is not None)
    on_shelf = Sql("l.team_id = %s AND l.shelf = %s", (team_id.hex, int(shelf)))
    checked = tuple(each for each in conditions if not reads_prompt(each))
    rows = tuple(map(dialect.row, checked))
    if collection_id is not None:
        return _placed(dialect, collection_id, (on_shelf, *rows))
    if any(_asks_comments(each) for each in conditions):
        return _commented(dialect, team_id, (on_shelf, *rows))
    if not said:
        columns = _columns(maker_id, is_folded=is_folded)
        return Source(tables=_LINE, clauses=(on_shelf, *columns, *rows))
    left = tuple(each for each in checked if not tokens_alone(each))
    shelf_token = Token(shelf_fact(team_id, shelf))
    if sqlite:
        asked = spelled_out(All(said))
        return _matched(asked, shelf_token, left, reads_line=reads_line)
    # The team and the shelf are said once, by their token: said again as columns,
    # PostgreSQL would believe in a fraction of the lines there are.
    match = dialect.match(All(said), shelf_token)
    return Source(tables=_LINE, clauses=(match, *map(dialect.row, left)))


def _matched(
    said: Condition,
    shelf: Token,
    left: tuple[Condition, ...],
    *,
    reads_line: bool,
) -> Source:
    """Return the lines that SQLite's index finds; itself yields them in order."""
    place = "w.rowid"
    dialect = Sqlite(place)
    rows = [dialect.row(each) for each in left]
    tables = "generations_listing_words w"
    if reads_line or any("l." in each.text for each in rows):
        tables += f" {dialect.JOIN} {_LINE} ON l.place = w.rowid"
    return Source(
        tables=tables,
        clauses=(dialect.match(said, shelf), *rows),
        place=place,
        keys=(place,),
    )


def _placed(dialect: Dialect, collection_id: int, clauses: tuple[Sql, ...]) -> Source:
    """Return the lines of a collection in the order somebody gave them."""
    placed = Sql("p.collection_id = %s", (collection_id,))
    return Source(
        tables=f"generations_placement p {dialect.JOIN} {_LINE}"
        " ON l.place = p.listing_id",
        clauses=(placed, *clauses),
        keys=("p.rank", "p.id"),
        is_rising=True,
    )


def _commented(
    dialect: Dialect, team_id: uuid.UUID, clauses: tuple[Sql, ...]
) -> Source:
    """Return the lines somebody wrote under: few, so they are where to begin."""
    said = "(SELECT DISTINCT listing_id FROM generations_comment WHERE team_id = %s) c"
    return Source(
        tables=f"{said} {dialect.JOIN} {_LINE} ON l.place = c.listing_id",
        # The mark of the table stands before all others.
        clauses=(Sql("TRUE", (team_id.hex,)), *clauses),
    )


def _asks_comments(condition: Condition) -> bool:
    return isinstance(condition, Compare) and condition.column == "comments"


def _columns(maker_id: int | None, *, is_folded: bool) -> list[Sql]:
    """Return what the ordered indexes of the table know of."""
    clauses = []
    if maker_id is not None:
        clauses.append(Sql("l.person_id = %s", (maker_id,)))
    if is_folded:
        clauses.append(Sql("l.fold = %s", (int(Fold.TOP),)))
    return clauses
