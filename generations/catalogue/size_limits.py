"""The limits of sizes: which one a size breaks, and what is allowed instead.

Pure functions over `SizeRule`; finding a better size stands in `size_search`.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from generations.catalogue.vocabulary import Pixels, SizeRule


class SizeLimit(StrEnum):
    """What is wrong with a size."""

    TOO_FEW_PIXELS = "too_few_pixels"  #: width x height is below `min_pixels`
    TOO_MANY_PIXELS = "too_many_pixels"  #: width x height is above `max_pixels`
    TOO_WIDE = "too_wide"  #: width / height is above `max_ratio`
    TOO_TALL = "too_tall"  #: width / height is below `min_ratio`
    SIDE_TOO_LONG = "side_too_long"  #: a side is above `max_side_px`
    NOT_A_MULTIPLE = "not_a_multiple"  #: a side is not divisible by `multiple_of`
    NOT_LISTED = "not_listed"  #: only the listed pixels are taken
    NOT_OFFERED = "not_offered"  #: a preset or ratio that is not in `tiers`
    ONLY_PRESETS = "only_presets"  #: presets are taken, pixels are not
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
    multiple_of: int = 1
    max_side_px: int = 0  #: 0 = no limit of its own
    listed: tuple[Pixels, ...] = ()  #: the only legal pixels, () where a range is


def broken_limit(rule: SizeRule, width_px: int, height_px: int) -> SizeLimit | None:
    """Return the first limit these pixels break, None when they are legal."""
    if rule.is_adaptive:
        return SizeLimit.ONLY_ADAPTIVE
    if not rule.has_pixels:
        return SizeLimit.ONLY_PRESETS
    if width_px < 1 or height_px < 1:
        return SizeLimit.NOT_A_SIZE
    if rule.is_listed_only:
        is_listed = (width_px, height_px) in listed_pixels(rule)
        return None if is_listed else SizeLimit.NOT_LISTED
    return _outside(rule, width_px, height_px)


def listed_pixels(rule: SizeRule) -> tuple[Pixels, ...]:
    """Return the pixels of all tiers, the smallest tier first."""
    return tuple(pixels for tier in rule.tiers.values() for pixels in tier.values())


def ratio_limits(rule: SizeRule) -> tuple[Fraction, Fraction]:
    """Return the ratio limits as exact fractions: 1/16, not its neighbour."""
    least = Fraction(rule.min_ratio).limit_denominator(1000)
    return least, Fraction(rule.max_ratio).limit_denominator(1000)


def problem_of(
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
        multiple_of=rule.multiple_of,
        max_side_px=rule.max_side_px,
        listed=listed_pixels(rule) if rule.is_listed_only else (),
    )


def _outside(rule: SizeRule, width_px: int, height_px: int) -> SizeLimit | None:
    """Return the first end of a range these pixels lie beyond."""
    area = width_px * height_px
    if area < rule.min_pixels:
        return SizeLimit.TOO_FEW_PIXELS
    if area > rule.max_pixels:
        return SizeLimit.TOO_MANY_PIXELS
    if rule.max_side_px and max(width_px, height_px) > rule.max_side_px:
        return SizeLimit.SIDE_TOO_LONG
    least, most = ratio_limits(rule)
    ratio = Fraction(width_px, height_px)
    if ratio > most:
        return SizeLimit.TOO_WIDE
    if ratio < least:
        return SizeLimit.TOO_TALL
    if width_px % rule.multiple_of or height_px % rule.multiple_of:
        return SizeLimit.NOT_A_MULTIPLE
    return None
