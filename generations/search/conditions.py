"""What has to hold of a line: said of its tokens, of its columns, of its prompt.

Pure values. The index decides tokens, SQL decides columns, and a passage of the
prompt is looked for in the folded text of whatever its tokens find.
"""

import operator
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from generations.lexicon import CJK, fold

_OPERATORS = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
}
#: Marks that SQLite's index keeps inside a token (migration 0008).
_MARKS = frozenset(":.-_'")
_WORD = f"[^\\W_{CJK}]"


@dataclass(frozen=True, slots=True)
class Token:
    """A token stands in the words of the line, or one that begins so."""

    text: str
    is_prefix: bool = False

    @property
    def is_indexed(self) -> bool:
        """Say whether SQLite's index has it as one token, whatever its version.

        Its tables of letters are older than Python's; Unicode 3.2 is in both.
        """
        return all(
            mark in _MARKS or unicodedata.ucd_3_2_0.category(mark)[0] in "LN"
            for mark in self.text
        )


@dataclass(frozen=True, slots=True)
class Compare:
    """A column is above, below or at a value; unknown is none of it."""

    column: str  #: place, pixels, cost or comments
    sign: str  #: > >= < <= =
    value: int | Decimal
    #: the tokens of which a line has one where it holds; () = it has no tokens
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of folded text stands in the prompt, and with it these tokens."""

    run: str
    tokens: tuple[Token, ...]
    begins_word: bool = False
    ends_word: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no parts, always."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds; with no parts, never."""

    parts: tuple["Condition", ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


Condition = Token | Compare | Passage | All | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition can ask of a line."""

    place: int
    words: str
    prompt: str
    pixels: int
    cost: Decimal | None
    comments: int


def tokens_alone(condition: Condition) -> bool:
    """Say whether the index by itself decides a condition."""
    match condition:
        case Token():
            return condition.is_indexed
        case Not(part):
            return tokens_alone(part)
        case All(parts) | AnyOf(parts):
            return all(map(tokens_alone, parts))
    return False


def reads_prompt(condition: Condition) -> bool:
    """Say whether the prompt itself has to be looked at."""
    match condition:
        case Not(part):
            return reads_prompt(part)
        case All(parts) | AnyOf(parts):
            return any(map(reads_prompt, parts))
    return isinstance(condition, Passage)


def prompt_alone(condition: Condition) -> bool:
    """Say whether nothing but the prompt has to be looked at."""
    match condition:
        case Not(part):
            return prompt_alone(part)
        case All(parts) | AnyOf(parts):
            return all(map(prompt_alone, parts))
    return isinstance(condition, Passage)


def loosened(condition: Condition) -> Condition | None:
    """Return what the index can say of a condition: it, or something wider, or None."""
    if tokens_alone(condition):
        return condition
    match condition:
        case Compare(steps=steps) if steps:
            return AnyOf(tuple(map(Token, steps)))
        case Passage(tokens=tokens):
            return loosened(All(tokens)) if tokens else None
        case All(parts):
            said = [each for each in map(loosened, parts) if each is not None]
            return All(tuple(said)) if said else None
        case AnyOf(parts):
            wider = [each for each in map(loosened, parts) if each is not None]
            return AnyOf(tuple(wider)) if len(wider) == len(parts) else None
    return None


def holds(condition: Condition, line: Facts) -> bool:
    """Say whether a condition holds of a line."""
    match condition:
        case Token(text, is_prefix):
            return f" {text}{'' if is_prefix else ' '}" in line.words
        case Compare(column, sign, value):
            known = getattr(line, column)
            return known is not None and bool(_OPERATORS[sign](known, value))
        case Passage():
            return _pattern_of(condition).search(_folded(line.prompt)) is not None
        case Not(part):
            return not holds(part, line)
        case All(parts):
            return all(holds(part, line) for part in parts)
        case AnyOf(parts):
            return any(holds(part, line) for part in parts)


@lru_cache(maxsize=256)
def _pattern_of(passage: Passage) -> re.Pattern[str]:
    before = f"(?<!{_WORD})" if passage.begins_word else ""
    after = f"(?!{_WORD})" if passage.ends_word else ""
    return re.compile(before + re.escape(passage.run) + after)


@lru_cache(maxsize=4096)
def _folded(prompt: str) -> str:
    """Return a prompt as it is searched; the four of a click share it."""
    return flat(prompt)


def flat(text: str) -> str:
    """Return folded text with one space between its parts."""
    folded = text.casefold() if text.isascii() else fold(text)
    return " ".join(folded.split())
