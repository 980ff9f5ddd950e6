"""Sizes: reading what is written, and what it means under a rule.

Pure functions over `SizeRule`. Knows no image model by name and writes no words
for people: a problem is told as values.
"""

import re
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, log

from generations.catalogue.size_limits import (
    SizeLimit,
    SizeProblem,
    broken_limit,
    problem_of,
)
from generations.catalogue.size_search import nearest_legal
from generations.catalogue.size_tables import ADAPTIVE_SIZES
from generations.catalogue.vocabulary import Pixels, SizeRule

ADAPTIVE = "adaptive"
"""The size that follows the reference."""
AUTO = "auto"
"""The size that the image model chooses."""

_PIXELS = re.compile(r"\s*([0-9]{1,6})\s*[xX×*]\s*([0-9]{1,6})\s*")
_TIER = re.compile(
    r"\s*([0-9]{1,2}(?:\.[0-9])?)[kK](?:[\s:]+([0-9]{1,5}:[0-9]{1,5}))?\s*"
)
_KNOWN_RATIOS = ("1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16", "21:9", "9:21")
#: The official 4K rows called 16:9 and 9:16 are 1.9 % off.
_RATIO_TOLERANCE = 0.03
_WITHOUT_NEAREST = {
    SizeLimit.ONLY_ADAPTIVE,
    SizeLimit.ONLY_PRESETS,
    SizeLimit.NOT_A_SIZE,
}


@dataclass(frozen=True, slots=True)
class Size:
    """A size that may be sent, and the shape to expect.

    `is_exact` is False where the model or the reference decides: then the width
    and height are only a guess for the placeholder.
    """

    wire: str  #: what is sent: "2K", "2048x2048", "auto" or "adaptive"
    width_px: int
    height_px: int
    is_exact: bool = True

    @property
    def pixels(self) -> int:
        """Width x height."""
        return self.width_px * self.height_px


def parse_pixels(text: str) -> Pixels | None:
    """Read "2048x2048" (also with × or *) as (width, height), else None."""
    match = _PIXELS.fullmatch(text)
    if not match:
        return None
    width_px, height_px = int(match[1]), int(match[2])
    return (width_px, height_px) if width_px and height_px else None


def check_pixels(rule: SizeRule, width_px: int, height_px: int) -> SizeProblem | None:
    """Return what is wrong with these pixels, None when they are legal."""
    limit = broken_limit(rule, width_px, height_px)
    if limit is None:
        return None
    if limit in _WITHOUT_NEAREST:
        return problem_of(rule, limit)
    return problem_of(rule, limit, nearest=nearest_legal(rule, width_px, height_px))


def adaptive_size(width_px: int, height_px: int) -> Pixels:
    """Return the size SeedEdit 3.0 draws for a reference of that size."""
    wanted = Fraction(width_px, height_px)
    return min(ADAPTIVE_SIZES, key=lambda size: abs(Fraction(*size) - wanted))


def resolve(rule: SizeRule, size: str) -> Size | SizeProblem:
    """Return what a written size means under a rule, or why it is refused.

    Understands a preset ("2K"), a preset with a ratio ("2K 3:2", "2K:3:2"),
    pixels ("2048x2048"), "auto" and "adaptive".
    """
    text = size.strip()
    if text.lower() == AUTO:
        return _resolve_auto(rule)
    if text.lower() == ADAPTIVE:
        if not rule.is_adaptive:
            return problem_of(rule, SizeLimit.NOT_OFFERED, nearest=_default(rule))
        return Size(ADAPTIVE, 1024, 1024, is_exact=False)
    pixels = parse_pixels(text)
    tier = _TIER.fullmatch(text)
    if rule.is_adaptive and (pixels or tier):
        return problem_of(rule, SizeLimit.ONLY_ADAPTIVE)
    if pixels:
        return check_pixels(rule, *pixels) or _exact(pixels)
    if tier:
        return _resolve_tier(rule, tier[1] + "K", tier[2])
    return problem_of(rule, SizeLimit.NOT_A_SIZE, nearest=_default(rule))


def ratio_label(width_px: int, height_px: int) -> str:
    """Return the ratio as people name it: "16:9", or reduced "W:H" if unusual."""
    ratio = width_px / height_px
    nearest = min(_KNOWN_RATIOS, key=lambda label: abs(log(ratio / _value(label))))
    if abs(ratio / _value(nearest) - 1) <= _RATIO_TOLERANCE:
        return nearest
    divisor = gcd(width_px, height_px)
    return f"{width_px // divisor}:{height_px // divisor}"


def _resolve_auto(rule: SizeRule) -> Size | SizeProblem:
    """Return the meaning of "auto", the default being its likely shape."""
    pixels = _default(rule)
    if rule.has_auto:
        return Size(AUTO, *(pixels or (1024, 1024)), is_exact=False)
    limit = SizeLimit.ONLY_ADAPTIVE if rule.is_adaptive else SizeLimit.NOT_OFFERED
    return problem_of(rule, limit, nearest=pixels)


def _resolve_tier(rule: SizeRule, name: str, ratio: str | None) -> Size | SizeProblem:
    """Return the meaning of a preset, alone or with a ratio."""
    tier = rule.tiers.get(name)
    if tier is None:
        return problem_of(rule, SizeLimit.NOT_OFFERED, nearest=_near(rule, name, ratio))
    if ratio:
        if not rule.has_pixels:
            return problem_of(rule, SizeLimit.ONLY_PRESETS)
        if ratio in tier:
            return _exact(tier[ratio])
        return problem_of(rule, SizeLimit.NOT_OFFERED, nearest=_near(rule, name, ratio))
    if not rule.has_presets:
        return problem_of(rule, SizeLimit.NOT_OFFERED, nearest=tier["1:1"])
    return Size(name, *tier["1:1"], is_exact=False)


def _near(rule: SizeRule, name: str, ratio: str | None) -> Pixels | None:
    """Return a size on offer for a preset or a ratio that is not."""
    if not rule.tiers or not rule.has_pixels:
        return None
    wanted = float(name[:-1])
    tier = min(rule.tiers, key=lambda other: abs(float(other[:-1]) - wanted))
    sizes = rule.tiers[tier]
    if not ratio or not all(int(part) for part in ratio.split(":")):
        return sizes["1:1"]
    if ratio in sizes:
        return sizes[ratio]
    label = min(sizes, key=lambda other: abs(log(_value(other) / _value(ratio))))
    return sizes[label]


def _default(rule: SizeRule) -> Pixels | None:
    """Return the default size of a rule as pixels, None for a preset or "adaptive"."""
    return parse_pixels(rule.default) if rule.has_pixels else None


def _exact(pixels: Pixels) -> Size:
    """Return a size given in pixels."""
    return Size(f"{pixels[0]}x{pixels[1]}", *pixels)


def _value(label: str) -> float:
    """Return width / height of a ratio label."""
    width, height = label.split(":")
    return int(width) / int(height)
