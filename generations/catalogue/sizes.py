"""Sizes: reading them, holding them against a rule, finding the nearest legal one.

Pure functions over `SizeRule`. Knows no image model by name and writes no words
for people: a problem is told as values.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import gcd, isqrt, log

from generations.catalogue.size_tables import ADAPTIVE_SIZES
from generations.catalogue.vocabulary import Pixels, SizeRule

ADAPTIVE = "adaptive"
"""The size that follows the reference."""

_PIXELS = re.compile(r"\s*([0-9]{1,6})\s*[xX×*]\s*([0-9]{1,6})\s*")
_TIER = re.compile(
    r"\s*([0-9]{1,2}(?:\.[0-9])?)[kK](?:[\s:]+([0-9]{1,5}:[0-9]{1,5}))?\s*"
)
_KNOWN_RATIOS = ("1:1", "4:3", "3:4", "3:2", "2:3", "16:9", "9:16", "21:9", "9:21")
#: The official 4K rows called 16:9 and 9:16 are 1.9 % off.
_RATIO_TOLERANCE = 0.03
#: Seedream has no stride rule; multiples of 16 are merely what its tables use.
_STRIDE_PX = 16


class SizeLimit(StrEnum):
    """What is wrong with a size."""

    TOO_FEW_PIXELS = "too_few_pixels"  #: width x height is below `min_pixels`
    TOO_MANY_PIXELS = "too_many_pixels"  #: width x height is above `max_pixels`
    TOO_WIDE = "too_wide"  #: width / height is above `max_ratio`
    TOO_TALL = "too_tall"  #: width / height is below `min_ratio`
    NOT_OFFERED = "not_offered"  #: a preset or ratio that is not in `tiers`
    ONLY_ADAPTIVE = "only_adaptive"  #: the size always follows the reference
    NOT_A_SIZE = "not_a_size"  #: cannot be read as a size


@dataclass(frozen=True, slots=True)
class SizeProblem:
    """Why a size is refused, what is allowed, and what would be nearest."""

    limit: SizeLimit
    min_pixels: int
    max_pixels: int
    min_ratio: float  #: width / height
    max_ratio: float
    tiers: tuple[str, ...]  #: presets on offer, () where only pixels are
    nearest: Pixels | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """A size that may be sent, and the shape to expect.

    `is_exact` is False where the model or the reference decides: then the width
    and height are only a guess for the placeholder.
    """

    wire: str  #: what is sent: "2K", "2048x2048" or "adaptive"
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
    limit = _broken_limit(rule, width_px, height_px)
    if limit is None:
        return None
    if limit in {SizeLimit.ONLY_ADAPTIVE, SizeLimit.NOT_A_SIZE}:
        return _problem(rule, limit)
    return _problem(rule, limit, nearest=nearest_legal(rule, width_px, height_px))


def nearest_legal(rule: SizeRule, width_px: int, height_px: int) -> Pixels:
    """Return the legal size nearest to the given one, keeping its ratio if it can.

    A legal size is returned as it is; otherwise both sides are multiples of 16
    where such a size exists.

    Raises:
        ValueError: a side is not positive, or the rule takes no pixels at all.
    """
    if rule.is_adaptive or width_px < 1 or height_px < 1:
        raise ValueError(f"No legal size is near {width_px}x{height_px}.")
    if _broken_limit(rule, width_px, height_px) is None:
        return width_px, height_px
    least, most = _ratios(rule)
    if width_px < height_px:
        height, width = _search(rule, height_px, width_px, 1 / most, 1 / least)
        return width, height
    return _search(rule, width_px, height_px, least, most)


def adaptive_size(width_px: int, height_px: int) -> Pixels:
    """Return the size SeedEdit 3.0 draws for a reference of that size."""
    wanted = Fraction(width_px, height_px)
    return min(ADAPTIVE_SIZES, key=lambda size: abs(Fraction(*size) - wanted))


def resolve(rule: SizeRule, size: str) -> Size | SizeProblem:
    """Return what a written size means under a rule, or why it is refused.

    Understands a preset ("2K"), a preset with a ratio ("2K 3:2", "2K:3:2"),
    pixels ("2048x2048") and "adaptive".
    """
    text = size.strip()
    if text.lower() == ADAPTIVE:
        if not rule.is_adaptive:
            return _problem(rule, SizeLimit.NOT_OFFERED, nearest=_default(rule))
        return Size(ADAPTIVE, 1024, 1024, is_exact=False)
    pixels = parse_pixels(text)
    tier = _TIER.fullmatch(text)
    if rule.is_adaptive and (pixels or tier):
        return _problem(rule, SizeLimit.ONLY_ADAPTIVE)
    if pixels:
        return check_pixels(rule, *pixels) or _exact(pixels)
    if tier:
        return _resolve_tier(rule, tier[1] + "K", tier[2])
    return _problem(rule, SizeLimit.NOT_A_SIZE, nearest=_default(rule))


def ratio_label(width_px: int, height_px: int) -> str:
    """Return the ratio as people name it: "16:9", or reduced "W:H" if unusual."""
    ratio = width_px / height_px
    nearest = min(_KNOWN_RATIOS, key=lambda label: abs(log(ratio / _value(label))))
    if abs(ratio / _value(nearest) - 1) <= _RATIO_TOLERANCE:
        return nearest
    divisor = gcd(width_px, height_px)
    return f"{width_px // divisor}:{height_px // divisor}"


def _resolve_tier(rule: SizeRule, name: str, ratio: str | None) -> Size | SizeProblem:
    """Return the meaning of a preset, alone or with a ratio."""
    tier = rule.tiers.get(name)
    if tier is None:
        return _problem(rule, SizeLimit.NOT_OFFERED, nearest=_near(rule, name, ratio))
    if ratio:
        if ratio in tier:
            return _exact(tier[ratio])
        return _problem(rule, SizeLimit.NOT_OFFERED, nearest=_near(rule, name, ratio))
    if not rule.has_presets:
        return _problem(rule, SizeLimit.NOT_OFFERED, nearest=tier["1:1"])
    return Size(name, *tier["1:1"], is_exact=False)


def _near(rule: SizeRule, name: str, ratio: str | None) -> Pixels | None:
    """Return a size on offer for a preset or a ratio that is not."""
    if not rule.tiers:
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


def _broken_limit(rule: SizeRule, width_px: int, height_px: int) -> SizeLimit | None:
    """Return the first limit these pixels break."""
    if rule.is_adaptive:
        return SizeLimit.ONLY_ADAPTIVE
    if width_px < 1 or height_px < 1:
        return SizeLimit.NOT_A_SIZE
    area = width_px * height_px
    if area < rule.min_pixels:
        return SizeLimit.TOO_FEW_PIXELS
    if area > rule.max_pixels:
        return SizeLimit.TOO_MANY_PIXELS
    least, most = _ratios(rule)
    ratio = Fraction(width_px, height_px)
    if ratio > most:
        return SizeLimit.TOO_WIDE
    return SizeLimit.TOO_TALL if ratio < least else None


def _search(
    rule: SizeRule, width_px: int, height_px: int, least: Fraction, most: Fraction
) -> Pixels:
    """Return the best legal size for a landscape wish, as (long, short)."""
    ratio = min(max(Fraction(width_px, height_px), least), most)
    area = min(max(width_px * height_px, rule.min_pixels), rule.max_pixels)

    def distance(size: Pixels) -> float:
        bent = abs(log(Fraction(*size) / ratio))
        return 4 * bent + abs(log(size[0] * size[1] / area))

    for stride in (_STRIDE_PX, 1):
        found = list(_candidates(rule, ratio, area, least, most, stride))
        if found:
            return min(found, key=distance)
    raise ValueError(f"No legal size is near {width_px}x{height_px}.")


def _candidates(
    rule: SizeRule,
    ratio: Fraction,
    area: int,
    least: Fraction,
    most: Fraction,
    stride: int,
) -> Iterator[Pixels]:
    """Yield legal sizes around a ratio and an area, all multiples of `stride`."""
    middle = isqrt(int(area / ratio)) // stride
    for steps in range(max(1, middle - 2), middle + 4):
        short = steps * stride
        low = max(least * short, Fraction(rule.min_pixels, short), Fraction(1))
        high = min(most * short, Fraction(rule.max_pixels, short))
        low_steps, high_steps = -(-low // stride), high // stride
        if low_steps <= high_steps:
            wanted = round(ratio * short / stride)
            yield min(max(wanted, low_steps), high_steps) * stride, short


def _ratios(rule: SizeRule) -> tuple[Fraction, Fraction]:
    """Return the ratio limits as exact fractions: 1/16, not its neighbour."""
    least = Fraction(rule.min_ratio).limit_denominator(1000)
    return least, Fraction(rule.max_ratio).limit_denominator(1000)


def _problem(
    rule: SizeRule, limit: SizeLimit, *, nearest: Pixels | None = None
) -> SizeProblem:
    """Return a problem that carries what the rule allows."""
    return SizeProblem(
        limit=limit,
        min_pixels=rule.min_pixels,
        max_pixels=rule.max_pixels,
        min_ratio=rule.min_ratio,
        max_ratio=rule.max_ratio,
        tiers=tuple(rule.tiers) if rule.has_presets else (),
        nearest=nearest,
    )


def _default(rule: SizeRule) -> Pixels | None:
    """Return the default size of a rule as pixels, None for "adaptive"."""
    return parse_pixels(rule.default)


def _exact(pixels: Pixels) -> Size:
    """Return a size given in pixels."""
    return Size(f"{pixels[0]}x{pixels[1]}", *pixels)


def _value(label: str) -> float:
    """Return width / height of a ratio label."""
    width, height = label.split(":")
    return int(width) / int(height)
