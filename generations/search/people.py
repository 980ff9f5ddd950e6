"""How values that name rows become conditions: people, tags, collections.

Reads rows of one team only.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from generations.lexicon import fact, fold
from generations.models import Collection, Flag, Tag
from generations.search.conditions import Condition, Not, Token
from generations.search.values import NotUnderstood, plain
from generations.search.words import one_of
from teams.models import Member, Team, User


@dataclass(slots=True)
class Reader:
    """Who searches, where; gathers hints of what is not there."""

    team: Team
    person: User
    hints: list[str]

    def by(self, value: str) -> Condition:
        """Read who made it: me, nobody, or the beginning of a name or an address."""
        wanted = fold(value)
        if wanted in ("me", "我"):
            return Token(fact("by", self.person.pk))
        if wanted == "nobody":
            return Token(fact("by", "nobody"))
        found = [
            fact("by", member.user_id)
            for member in Member.objects.in_team(self.team)
            if _is_called(member.user, wanted)
        ]
        return self._known(found, _("Nobody in the team is called “%s”."), value)

    def tag(self, value: str) -> Condition:
        """Read a tag by its name, else by the beginning of names."""
        key = fold(" ".join(value.split()))
        tags = Tag.objects.filter(team=self.team)
        found = list(tags.filter(key=key)) or list(tags.filter(key__startswith=key))
        tokens = [fact("tag", tag.pk) for tag in found]
        return self._known(tokens, _("There is no tag “%s”."), value)

    def collection(self, value: str) -> Condition:
        """Read a collection that is kept by hand, by the beginning of its name."""
        wanted = fold(" ".join(value.split()))
        kept = Collection.objects.filter(team=self.team).only("pk", "name", "query")
        names = {each.pk: fold(each.name) for each in kept if not each.query}
        exact = [pk for pk, name in names.items() if name == wanted]
        found = exact or [pk for pk, n in names.items() if n.startswith(wanted)]
        tokens = [fact("in", pk) for pk in found]
        if wanted in (fold(each.name) for each in kept if each.query):
            hint = _("“%s” is a search itself: open it, and search in it.")
        else:
            hint = _("There is no collection “%s”.")
        return self._known(tokens, hint, value)

    def state(self, value: str) -> Condition:
        """Read what a picture is: favourite, picked, rejected, rated, unrated."""
        known: dict[str, Condition] = {
            "favourite": Token(fact("fav", self.person.pk)),
            "picked": Token(fact("flag", Flag.PICK)),
            "rejected": Token(fact("flag", Flag.REJECT)),
            "rated": Not(Token(fact("rating", 0))),
            "unrated": Token(fact("rating", 0)),
        }
        same = {"favorite": "favourite", "fav": "favourite", "pick": "picked"}
        same |= {"reject": "rejected", "liked": "favourite", "mine": "mine"}
        named = fold(plain(value))
        wanted = same.get(named, named)
        if wanted == "mine":
            return Token(fact("by", self.person.pk))
        if wanted not in known:
            raise NotUnderstood
        return known[wanted]

    def _known(self, tokens: list[str], hint: str, value: str) -> Condition:
        if not tokens:
            self.hints.append(hint % value)
        return one_of(tokens)


def _is_called(user: User, wanted: str) -> bool:
    names = fold(user.name)
    return any(
        name.startswith(wanted)
        for name in (names, *names.split(), fold(user.email))
        if name
    )
