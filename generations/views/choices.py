"""The tags and collections a team has, for lists to choose from: one query a page."""

from dataclasses import dataclass, field

from django.db import connection

from teams.models import Team

#: Most of both together that a page offers; more are found by typing.
MOST = 400
#: Collections in the list at the side.
MOST_LISTED = 12
#: In plain SQL: every page asks, and the ORM is slow in writing a union.
_CHOICES = f"""
    SELECT 'collection' AS kind, id, name, query <> '' AS is_smart
    FROM generations_collection WHERE team_id = %s
    UNION ALL
    SELECT 'tag', id, name, FALSE FROM generations_tag WHERE team_id = %s
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

    collections: list[Choice] = field(default_factory=list)
    tags: list[Choice] = field(default_factory=list)

    @property
    def by_hand(self) -> list[Choice]:
        """Return the collections that pictures can be put into."""
        return [each for each in self.collections if not each.is_smart]

    @property
    def listed(self) -> tuple[Choice, ...]:
        """Return the first collections, for the side of every page."""
        return tuple(self.collections[:MOST_LISTED])

    @property
    def has_more(self) -> bool:
        """Say whether there are more than are listed."""
        return len(self.collections) > MOST_LISTED


def choices_of(team: Team) -> Choices:
    """Return the collections and tags of a team: one query for each team fetched."""
    found: Choices | None = getattr(team, "_choices", None)
    if found is None:
        found = _read(team)
        team._choices = found  # type: ignore[attr-defined]  # kept for this request
    return found


def _read(team: Team) -> Choices:
    found = Choices()
    with connection.cursor() as cursor:
        cursor.execute(_CHOICES, [team.pk.hex, team.pk.hex])
        for kind, pk, name, is_smart in cursor.fetchall():
            kept = found.collections if kind == "collection" else found.tags
            kept.append(Choice(pk, name, bool(is_smart)))
    for each in (found.collections, found.tags):
        each.sort(key=lambda choice: choice.name.casefold())
    return found
