"""A search that is kept for a team: the roll it was made in, in words for everybody.

Pure but for the roll that says what was not understood.
"""

from generations.lexicon import fold
from generations.search.language import Term, read
from generations.search.roll import Roll, Scope
from generations.search.terms import BY_NAME
from teams.models import Member, User

_ME = {("by", "me"), ("by", "我"), ("is", "mine"), ("is", "我的")}


def search_of(roll: Roll) -> str:
    """Return a search that finds what a roll shows, "" for the trash: none does.

    Favourites are those of whoever looks.
    """
    text = " ".join(chip.text for chip in roll.terms)
    match roll.scope:
        case Scope.TRASH:
            return ""
        case Scope.MINE:
            return f"by:me {text}"
        case Scope.FAVOURITES:
            return f"is:favourite {text}"
    if roll.collection is None:
        return roll.query.text
    if roll.collection.query:
        query = read(roll.collection.query)
        end = '"' if query.is_unbalanced else ""
        return f"{query.text}{end} {text}"
    name = roll.collection.name.partition('"')[0].strip()
    return f'in:"{name}" {text}' if name else ""


def for_everybody(text: str, person: User) -> str:
    """Return a search whose "me" is named, for others read it, too."""
    said = read(text).text
    for clause in reversed(read(text).clauses):
        if any(map(_is_me, clause.terms)):
            terms = " OR ".join(_named(term, person) for term in clause.terms)
            said = f"{said[: clause.start]}{terms}{said[clause.end :]}"
    return said


def not_understood(text: str, member: Member) -> list[str]:
    """Return the hints of a search before it is kept, in words."""
    return Roll(team=member.team, person=member.user, scope=Scope.TEAM, text=text).hints


def _is_me(term: Term) -> bool:
    known = BY_NAME.get(term.name)
    return known is not None and (known.name, fold(term.value)) in _ME


def _named(term: Term, person: User) -> str:
    return f"{'-' * term.is_negated}by:{person.email}" if _is_me(term) else term.text
