"""The search language: text as typed -> words and operators, each with its place.

Pure: knows what a term looks like, not what any operator means (`terms`).
"""

import re
from dataclasses import dataclass

#: Characters of a search that are read.
LONGEST = 1000
#: Terms of a search that are looked for.
MOST_TERMS = 24
#: What people type with other keyboards, one for one.
_SAME = str.maketrans("：“”„«»「」『』－＂　", ':"""""""""-" ')
#: Taken for a space: what is no character for a person.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u2028\u2029\ufeff\ud800-\udfff]")
_TERM = re.compile(
    r"""
    (?P<minus>-?)
    (?:(?P<name>[^\W\d_]{1,20}):(?=\S))?
    (?:"(?P<quoted>[^"]*)(?P<end>"?)|(?P<plain>[^\s"]+))
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for; `name` is "" for words, else an operator as typed."""

    text: str  #: as typed, with its minus and quotes
    name: str
    value: str
    is_negated: bool = False
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """Terms of which one has to hold, and where they stand in the text."""

    terms: tuple[Term, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Query:
    """What a text asks for: every clause has to hold.

    The flags say what was wrong with the text itself.
    """

    text: str = ""
    clauses: tuple[Clause, ...] = ()
    is_cut: bool = False  #: the text, or the number of its terms, is too long
    is_unbalanced: bool = False  #: a quote was never closed
    has_loose_or: bool = False  #: an OR with nothing on one side

    def without(self, clause: Clause) -> str:
        """Return the text with one clause taken out."""
        rest = f"{self.text[: clause.start]} {self.text[clause.end :]}"
        return " ".join(rest.split())


def read(text: str) -> Query:
    """Read a search; whatever it is, something comes out."""
    clean = _CONTROL.sub(" ", text[: 2 * LONGEST]).strip()
    shown = clean[:LONGEST]
    clauses: list[Clause] = []
    joins = has_loose_or = is_unbalanced = False
    terms = 0
    for found in _TERM.finditer(shown.translate(_SAME)):
        if found["plain"] == "OR" and not (found["name"] or found["minus"]):
            has_loose_or = has_loose_or or joins or not clauses
            joins = bool(clauses)
            continue
        term = _term_of(found, shown[found.start() : found.end()])
        if term is None:
            continue
        is_unbalanced = is_unbalanced or (term.is_quoted and not found["end"])
        terms += 1
        if terms > MOST_TERMS:
            break
        clause = Clause((term,), found.start(), found.end())
        clauses.append(_joined(clauses.pop(), clause) if joins else clause)
        joins = False
    return Query(
        text=shown,
        clauses=tuple(clauses),
        is_cut=terms > MOST_TERMS or len(text.strip()) > LONGEST,
        is_unbalanced=is_unbalanced,
        has_loose_or=has_loose_or or joins,
    )


def _term_of(found: "re.Match[str]", text: str) -> Term | None:
    is_quoted = found["plain"] is None
    value = found["quoted"] if is_quoted else found["plain"]
    if not (value.strip() or found["name"]):
        return None
    return Term(
        text=text,
        name=(found["name"] or "").lower(),
        value=value.strip(),
        is_negated=bool(found["minus"]),
        is_quoted=is_quoted,
    )


def _joined(first: Clause, second: Clause) -> Clause:
    return Clause(first.terms + second.terms, first.start, second.end)
