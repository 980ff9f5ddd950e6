"""The tags and collections a team has, for lists to choose from.

Reads no rows: `glance` asks for them with all else that every page shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

#: Most of both together that a page offers; more are found by typing.
MOST = 400
#: Collections in the list at the side.
MOST_LISTED = 12
#: Kind, number, name, and 1 for a collection that is a search; of one team, twice.
CHOICES = f"""
    SELECT 'collection' AS kind, id, name, CASE query WHEN '' THEN 0 ELSE 1 END AS told
    FROM generations_collection WHERE team_id = %s
    UNION ALL
    SELECT 'tag', id, name, 0 FROM generations_tag WHERE team_id = %s
    ORDER BY kind, name LIMIT {MOST}
"""


@dataclass(frozen=True, slots=True)
class Choice:
    """One collection or tag: its number and its name."""

    pk: int
    name: str
    is_smart: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """What a team sorts its pictures by, by name."""

    collections: tuple[Choice, ...] = ()
    tags: tuple[Choice, ...] = ()

    @property
    def by_hand(self) -> tuple[Choice, ...]:
        """Return the collections that pictures can be put into."""
        return tuple(each for each in self.collections if not each.is_smart)

    @property
    def listed(self) -> tuple[Choice, ...]:
        """Return the first collections, for the side of every page."""
        return self.collections[:MOST_LISTED]

    @property
    def has_more(self) -> bool:
        """Say whether there are more than are listed."""
        return len(self.collections) > MOST_LISTED


def choices_in(rows: Iterable[tuple[Any, ...]]) -> Choices:
    """Return what rows of `CHOICES` tell, by name; rows of other kinds are left."""
    kinds: dict[str, list[Choice]] = {"collection": [], "tag": []}
    for kind, pk, name, told in rows:
        if kind in kinds:
            kinds[kind].append(Choice(pk, name, bool(told)))
    for each in kinds.values():
        each.sort(key=lambda choice: choice.name.casefold())
    return Choices(tuple(kinds["collection"]), tuple(kinds["tag"]))
