"""What a team makes of a picture, as its page shows it: read from the picture's line.

Stars, flag and colour are columns, the rest are facts in `words`; one query names
the tags and collections of the team. `library` changes them.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Value

from generations.lexicon import fact
from generations.models import Collection, Colour, Flag, Listing, Tag
from teams.access import may
from teams.models import Member
from teams.roles import Action

Named = tuple[int, str]  #: the id and the name of a tag or a collection


@dataclass(frozen=True, slots=True)
class Choice:
    """One value a person can give; pressing the one that is set takes it away."""

    value: str
    word: Any
    is_set: bool
    key: str = ""  #: the key that presses it


@dataclass(frozen=True, slots=True)
class Judgement:
    """What stands on the line of a picture, and what could."""

    rating: int
    stars: list[Choice]
    flags: list[Choice]
    colours: list[Choice]
    is_favourite: bool
    tags: list[Named]
    other_tags: list[Named]
    collections: list[Named]
    other_collections: list[Named]
    may_arrange: bool
    may_remark: bool


def judgement_of(line: Listing, member: Member) -> Judgement:
    """Return what the team, and this person, make of a picture."""
    facts = frozenset(line.words.split())
    tags, other_tags, collections, others = _named(member, facts)
    return Judgement(
        rating=line.rating,
        stars=[_star(number, line.rating) for number in range(1, 6)],
        flags=[
            Choice(Flag.PICK.value, Flag.PICK.label, line.flag == Flag.PICK, "p"),
            Choice("none", Flag.NONE.label, line.flag == Flag.NONE, "n"),
            Choice(Flag.REJECT.value, Flag.REJECT.label, line.flag == Flag.REJECT, "r"),
        ],
        colours=[
            Choice(each.value or "none", each.label, line.colour == each.value)
            for each in Colour
        ],
        is_favourite=fact("fav", member.user_id) in facts,
        tags=tags,
        other_tags=other_tags,
        collections=collections,
        other_collections=others,
        may_arrange=may(member, Action.ARRANGE),
        may_remark=may(member, Action.REMARK),
    )


def _star(number: int, rating: int) -> Choice:
    value = 0 if number == rating else number
    return Choice(str(value), number, number <= rating, str(number))


def _named(member: Member, facts: frozenset[str]) -> tuple[list[Named], ...]:
    """Return the tags of the picture and the others, then the same of collections."""
    team = member.team
    tags = Tag.objects.filter(team=team).order_by()
    collections = Collection.objects.filter(team=team, query="").order_by()
    both = _as("tag", tags).union(_as("in", collections), all=True)
    found: dict[tuple[str, bool], list[Named]] = {}
    for kind, key, name in sorted(both, key=lambda row: row[2].casefold()):
        found.setdefault((kind, fact(kind, key) in facts), []).append((key, name))
    order = (("tag", True), ("tag", False), ("in", True), ("in", False))
    return tuple(found.get(place, []) for place in order)


def _as(kind: str, rows: Any) -> Any:
    return rows.values_list(Value(kind, output_field=CharField()), "pk", "name")
