"""What a picture is found by, as plain text: words, pieces of CJK, and facts.

Pure functions of text and numbers; both databases index what comes out of here.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from decimal import Decimal

from generations.figures import nearest_ratio

#: Characters that stand in words without spaces between them: each one, and each
#: pair of neighbours, is a token. Han with its extensions, kana and Hangul.
CJK = (
    "\u1100-\u11ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u3130-\u318f"
    "\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
#: A run of CJK, or a word of letters and figures of any other script.
_PIECE = re.compile(rf"(?P<cjk>[{CJK}]+)|[^\W_{CJK}]+")
#: Accents of Latin, Greek and Cyrillic letters; not the voicing marks of kana.
_ACCENT = re.compile("[\u0300-\u036f]")
#: Upper ends of the steps in which the price of a picture is kept.
COST_STEPS = tuple(
    Decimal(cents) / 100
    for cents in (0, 1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 70, 100, 200, 500, 1000)
)
MEGAPIXEL = 1_000_000
#: Megapixels from which on pictures are no longer told apart.
MOST_MEGAPIXELS = 64
#: Characters a word is cut to: nobody writes longer ones to search for.
LONGEST_WORD = 48


def fold(text: str) -> str:
    """Return text as it is compared: no case, no accents, no odd widths."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", _ACCENT.sub("", plain))


def pieces_of(text: str) -> list[str]:
    """Return the words and the runs of CJK of a text, folded, in order."""
    return [found[0] for found in _PIECE.finditer(fold(text))]


def is_cjk(piece: str) -> bool:
    """Say whether a piece is a run of CJK."""
    return bool(_PIECE.fullmatch(piece) and re.match(rf"[{CJK}]", piece))


def pairs_of(run: str) -> list[str]:
    """Return what a run of CJK is looked up by: its pairs, or its one character."""
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def words_of(text: str) -> list[str]:
    """Return the tokens a text is found by, each once, in order."""
    found: dict[str, None] = {}
    for piece in pieces_of(text):
        if is_cjk(piece):
            found.update(dict.fromkeys(piece))
            found.update(dict.fromkeys(pairs_of(piece)))
        else:
            found[piece[:LONGEST_WORD]] = None
    return list(found)


def fact(name: str, value: object) -> str:
    """Return the token of a fact, such as `model:seedream-4.5`; no word has a colon."""
    return f"{name}:{value}"


def ratio_of(width_px: int, height_px: int) -> str:
    """Return the nearest shape, such as `16x9`."""
    width, height = nearest_ratio(width_px, height_px)
    return f"{width}x{height}"


def megapixels_of(pixels: int) -> int:
    """Return the whole megapixels of a picture, up to the most told apart."""
    return min(pixels // MEGAPIXEL, MOST_MEGAPIXELS)


def cost_step_of(cost: Decimal | None) -> str:
    """Return the number of the step a price falls into, "none" when unknown."""
    return "none" if cost is None else str(bisect_right(COST_STEPS, cost))


def join(tokens: Iterable[str]) -> str:
    """Return tokens as one text, with a space before and after each."""
    return f" {' '.join(tokens)} "
