"""What a form asks for, read strictly: which pictures, and with which value.

Makes the tag or the collection that is named for the first time. Knows no pages.
"""

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generations.lexicon import fold
from generations.library.steps import MOST
from generations.library.verbs import MOST_TAGS, Marking, Unfit, Verb
from generations.models import Collection, Listing, Shelf, Tag
from generations.search import Roll
from teams.models import Member

#: What stands between two tags typed into one line.
_COMMAS = re.compile(r"[,;，、；\n]")
#: What nobody sees, or what turns the words behind a name round.
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
LONGEST_KEY = 3 * Tag.LONGEST


class Foreign(LookupError):
    """A picture or a collection was named that this team does not have."""


def named_places(member: Member, values: Sequence[str]) -> list[int]:
    """Return the places of outputs named by their ids, in that order.

    Raises:
        Foreign: one of them is not this team's, or gone.
    """
    try:
        ids = [uuid.UUID(text) for value in values for text in value.split(",") if text]
    except ValueError:
        raise Foreign from None
    ids = list(dict.fromkeys(ids))
    found: dict[uuid.UUID, int] = {}
    lines = Listing.objects.filter(team=member.team).exclude(shelf=Shelf.PURGED)
    for start in range(0, len(ids), 500):
        some = lines.filter(output__in=ids[start : start + 500])
        found.update(some.values_list("output_id", "place"))
    if len(found) != len(ids):
        raise Foreign
    return [found[each] for each in ids]


def all_places(roll: Roll, verb: Verb) -> list[int]:
    """Return the places of everything a roll means that the verb can be done to.

    Raises:
        Unfit: those are too many for one step.
    """
    found = roll.matching().filter(verb.scope).values_list("place", flat=True)
    # Put in order here: a database asked for it walks through all lines in order.
    places = sorted(found.order_by()[: MOST + 1], reverse=True)
    if len(places) > MOST:
        raise Unfit(
            _("At most %(count)s pictures at once: narrow the search.")
            % {"count": f"{MOST:,}"}
        )
    return places


def any_left(places: Sequence[int]) -> bool:
    """Say whether one of these lines is not yet deleted for good."""
    for start in range(0, len(places), 500):
        some = Listing.objects.filter(place__in=places[start : start + 500])
        if some.exclude(shelf=Shelf.PURGED).exists():
            return True
    return False


def value_of(
    member: Member, verb: Verb, values: Sequence[str], *, name: str = ""
) -> Any:
    """Return the value of a step: a judgement's, or the list of marks.

    `name` names a new collection.

    Raises:
        Unfit: there is no such value; says what is wrong.
        Foreign: the collection is not this team's.
    """
    if not isinstance(verb.change, Marking):
        return verb.read(values)
    match verb.change.mark.fact:
        case "fav":
            return [member.user_id]
        case "tag":
            return _tags(member, values, makes=verb.change.adds)
    return [_collection(member, values, name if verb.change.adds else "").pk]


def checked_name(text: str, *, longest: int) -> str:
    """Return a name as it is kept: one line, not empty, not too long.

    Raises:
        Unfit: it is none; says why.
    """
    shown = " ".join(_UNSEEN.sub("", text).split())
    if not shown:
        raise Unfit(_("Give it a name."))
    if len(shown) > longest or len(fold(shown)) > 3 * longest:
        words = ngettext(
            "A name has at most %(count)d character.",
            "A name has at most %(count)d characters.",
            longest,
        )
        raise Unfit(words % {"count": longest})
    return shown


def _tags(member: Member, values: Sequence[str], *, makes: bool) -> list[int]:
    names = [text for value in values for text in _COMMAS.split(value) if text.strip()]
    if not names:
        raise Unfit(_("Name a tag."))
    if len(names) > MOST_TAGS:
        raise Unfit(_("At most %(count)d tags at once.") % {"count": MOST_TAGS})
    shown = [checked_name(each, longest=Tag.LONGEST) for each in names]
    if makes:
        tags = [Tag.objects.named(member.team, each).pk for each in shown]
        return list(dict.fromkeys(tags))
    keys = [fold(each) for each in shown]
    found = Tag.objects.filter(team=member.team, key__in=keys)
    return list(found.values_list("pk", flat=True))


def _collection(member: Member, values: Sequence[str], name: str) -> Collection:
    """Return the collection chosen, or a new one; a name counts more than a choice."""
    key = values[-1] if values else ""
    if name.strip():
        shown = checked_name(name, longest=Collection.LONGEST_NAME)
        there = Collection.objects.filter(team=member.team, name=shown, query="")
        return there.first() or there.create(
            team=member.team, name=shown, person=member.user
        )
    if not key:
        raise Unfit(_("Choose a collection, or name a new one."))
    return collection_of(member, key, by_hand=True)


def collection_of(member: Member, key: str, *, by_hand: bool = False) -> Collection:
    """Return a team's collection by its number.

    Raises:
        Foreign: there is none of that number.
        Unfit: it is a search, and pictures cannot be put `by_hand`.
    """
    is_number = key.isascii() and key.isdigit() and len(key) < 19
    known = Collection.objects.filter(team=member.team)
    found = known.filter(pk=int(key)).first() if is_number else None
    if found is None:
        raise Foreign
    if by_hand and found.query:
        raise Unfit(_("This collection is a search: it fills by itself."))
    return found
