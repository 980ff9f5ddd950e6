"""What a team makes of a picture, as its page shows it: read from the picture's line.

Stars, flag and colour are columns, the rest are facts in `words`; `choices` names
the tags and collections of the team. `library` changes them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from generations.lexicon import fact
from generations.models import Collection, Colour, Flag, Listing, Tag
from generations.views.choices import Choice as Option
from generations.views.glance import glance_of
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
    known = glance_of(member).choices
    return (
        *_split("tag", known.tags, facts, Tag),
        *_split("in", known.by_hand, facts, Collection),
    )


def _split(
    kind: str, known: Sequence[Option], facts: frozenset[str], rows: type[Model]
) -> tuple[list[Named], list[Named]]:
    """Return those a picture has and the others; rare ones are looked up."""
    here: list[Named] = []
    others: list[Named] = []
    for each in known:
        place = here if fact(kind, each.pk) in facts else others
        place.append((each.pk, each.name))
    ids = {int(each[len(kind) + 1 :]) for each in facts if each.startswith(f"{kind}:")}
    rest = ids - {key for key, _name in here}
    if rest:
        here += rows._default_manager.filter(pk__in=rest).values_list("pk", "name")
    return here, others
