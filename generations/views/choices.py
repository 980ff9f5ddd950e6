"""The tags and collections a team has, for lists to choose from: one query a page."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Model, Value
from django.db.models.functions import Cast

from generations.models import Collection, Tag
from teams.models import Team

#: Most of both together that a page offers; more are found by typing.
MOST = 400
#: Collections in the list at the side.
MOST_LISTED = 12


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
    collections = _rows("collection", Collection, team, "query")
    rows = collections.union(_rows("tag", Tag, team, Value("")), all=True)
    found = Choices()
    for kind, pk, name, query in rows.order_by("kind", "name")[:MOST]:
        kept = found.collections if kind == "collection" else found.tags
        kept.append(Choice(pk, name, bool(query)))
    for each in (found.collections, found.tags):
        each.sort(key=lambda choice: choice.name.casefold())
    return found


def _rows(kind: str, model: type[Model], team: Team, query: Any) -> Any:
    rows = model._default_manager.filter(team=team).order_by()
    text = Cast(query, CharField())
    kinds = Value(kind, output_field=CharField())
    return rows.annotate(kind=kinds, text=text).values_list(
        "kind", "pk", "name", "text"
    )
