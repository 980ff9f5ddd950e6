"""`@name` in a comment: whom of some people it calls, and where in the text.

Pure text and names; knows no rows. `mentions` does the same for references.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from generations.lexicon import fold, is_cjk

#: An @ that does not stand inside an address such as me@example.com.
_SIGN = re.compile(r"(?<![A-Za-z0-9_.@+-])@")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be called."""

    id: int
    name: str  #: as others see it
    email: str

    @property
    def handles(self) -> list[str]:
        """Return what may stand behind the @, any of it."""
        local = self.email.partition("@")[0]
        return [each for each in (self.name, self.name.replace(" ", ""), local) if each]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a comment: plain text, or one call."""

    text: str  #: as typed
    called: tuple[int, ...] = ()  #: ids of whom it calls, none for plain text


def pieces_of(text: str, people: Iterable[Person]) -> list[Piece]:
    """Return the text cut into plain stretches and calls, in order.

    The longest name that fits is meant; people of one name are all called.
    """
    known: dict[str, list[int]] = {}
    for person in people:
        for handle in dict.fromkeys(map(fold, person.handles)):
            known.setdefault(handle, []).append(person.id)
    lengths = sorted({len(handle) for handle in known}, reverse=True)
    found: list[Piece] = []
    end = 0
    for sign in _SIGN.finditer(text) if known else ():
        stop = _end_of_name(text, sign.end(), known, lengths)
        if stop is None or sign.start() < end:
            continue
        if sign.start() > end:
            found.append(Piece(text[end : sign.start()]))
        name = fold(text[sign.end() : stop])
        found.append(Piece(text[sign.start() : stop], tuple(known[name])))
        end = stop
    if end < len(text):
        found.append(Piece(text[end:]))
    return found


def called_in(text: str, people: Iterable[Person]) -> list[int]:
    """Return the ids of whom a text calls, each once, in order."""
    called = (each for piece in pieces_of(text, people) for each in piece.called)
    return list(dict.fromkeys(called))


def _end_of_name(
    text: str, start: int, known: dict[str, list[int]], lengths: list[int]
) -> int | None:
    """Return where the longest known name ends that begins here, None without one."""
    for length in lengths:
        stop = start + length
        is_name = stop <= len(text) and fold(text[start:stop]) in known
        if is_name and not _goes_on(text[stop - 1], text[stop : stop + 1]):
            return stop
    return None


def _goes_on(last: str, following: str) -> bool:
    """Say whether a word goes on: `@Al` is not called by `@Alice`.

    Chinese has no space behind a name.
    """
    if not following or is_cjk(last) or is_cjk(following):
        return False
    return following.isalnum() or following == "_"
