"""`@1`, `@2` in a prompt: which references it names, and how that is sent.

Pure text. The API knows a reference by its place only, so the sign becomes
`图1` in a Chinese prompt and `image 1` in any other.
Source: gateway documents of xmsmartlink and APIYI (their sample prompts), seen
2026-11-20.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: An @ with a number that is not part of an address such as me@1and1.com.
_MENTION = re.compile(
    r"(?<![A-Za-z0-9_@.])@([0-9]{1,2})(?![A-Za-z0-9_@]|\.[A-Za-z0-9])"
)
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN_WORD = re.compile(r"[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a prompt: plain text, or one mention."""

    text: str  #: as typed
    number: int = 0  #: the reference it names, 0 for plain text


def pieces_of(prompt: str) -> list[Piece]:
    """Return the prompt cut into plain text and mentions, in order."""
    found: list[Piece] = []
    end = 0
    for match in _MENTION.finditer(prompt):
        if match.start() > end:
            found.append(Piece(prompt[end : match.start()]))
        found.append(Piece(match[0], int(match[1])))
        end = match.end()
    if end < len(prompt):
        found.append(Piece(prompt[end:]))
    return found


def numbers_in(prompt: str) -> list[int]:
    """Return the numbers a prompt mentions, each once, in order."""
    return list(dict.fromkeys(int(match[1]) for match in _MENTION.finditer(prompt)))


def is_chinese(prompt: str) -> bool:
    """Say whether a prompt is Chinese: more Chinese characters than other words."""
    chinese = len(_CHINESE.findall(prompt))
    return chinese > len(_LATIN_WORD.findall(prompt))


def name_of(number: int, *, chinese: bool) -> str:
    """Return how a reference is named in what is sent."""
    return f"图{number}" if chinese else f"image {number}"


def as_sent(prompt: str, *, references: int) -> str:
    """Return the prompt as it leaves: mentions of real references by their names.

    A number without a reference stays as it was typed.
    """
    chinese = is_chinese(prompt)

    def spell(match: re.Match[str]) -> str:
        number = int(match[1])
        if not 1 <= number <= references:
            return match[0]
        return name_of(number, chinese=chinese)

    return _MENTION.sub(spell, prompt)


def renumber(prompt: str, places: Mapping[int, int]) -> str:
    """Return the prompt after references moved: `places` maps old to new numbers.

    A number that is not in the mapping stays; one that maps to 0 was removed and
    becomes `@?`, which the lint names.
    """

    def move(match: re.Match[str]) -> str:
        number = int(match[1])
        new = places.get(number, number)
        return f"@{new}" if new else "@?"

    return _MENTION.sub(move, prompt)


def places_after(old: Sequence[object], new: Sequence[object]) -> dict[int, int]:
    """Return where each numbered reference went, 0 for one that is gone."""
    places = {each: number for number, each in enumerate(new, start=1)}
    return {number: places.get(each, 0) for number, each in enumerate(old, start=1)}
