"""The search for the legal size nearest to a wish.

Pure arithmetic over `SizeRule`; what is legal stands in `size_limits`.
"""

from collections.abc import Iterator
from fractions import Fraction
from math import isqrt, lcm, log

from generations.catalogue.size_limits import (
    broken_limit,
    listed_pixels,
    ratio_limits,
)
from generations.catalogue.vocabulary import Pixels, SizeRule

#: Seedream has no stride rule; multiples of 16 are merely what its tables use.
_STRIDE_PX = 16


def nearest_legal(rule: SizeRule, width_px: int, height_px: int) -> Pixels:
    """Return the legal size nearest to the given one, keeping its ratio if it can.

    A legal size is returned as it is; otherwise both sides are multiples of 16
    where such a size exists.

    Raises:
        ValueError: a side is not positive, or the rule takes no pixels at all.
    """
    takes_none = rule.is_adaptive or not rule.has_pixels
    if takes_none or width_px < 1 or height_px < 1:
        raise ValueError(f"No legal size is near {width_px}x{height_px}.")
    if broken_limit(rule, width_px, height_px) is None:
        return width_px, height_px
    if rule.is_listed_only:
        ratio, area = Fraction(width_px, height_px), width_px * height_px
        return min(listed_pixels(rule), key=lambda size: _distance(size, ratio, area))
    least, most = ratio_limits(rule)
    if width_px < height_px:
        height, width = _search(rule, height_px, width_px, 1 / most, 1 / least)
        return width, height
    return _search(rule, width_px, height_px, least, most)


def _distance(size: Pixels, ratio: Fraction, area: int) -> float:
    """Return how far a size is from a wish; the shape counts more than the area."""
    bent = abs(log(Fraction(*size) / ratio))
    return 4 * bent + abs(log(size[0] * size[1] / area))


def _search(
    rule: SizeRule, width_px: int, height_px: int, least: Fraction, most: Fraction
) -> Pixels:
    """Return the best legal size for a landscape wish, as (long, short)."""
    ratio = min(max(Fraction(width_px, height_px), least), most)
    area = min(max(width_px * height_px, rule.min_pixels), rule.max_pixels)
    if rule.max_side_px:
        area = min(area, int(rule.max_side_px**2 / ratio))
    for stride in (lcm(_STRIDE_PX, rule.multiple_of), rule.multiple_of):
        found = list(_candidates(rule, ratio, area, least, most, stride))
        if found:
            return min(found, key=lambda size: _distance(size, ratio, area))
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
        if rule.max_side_px:
            high = min(high, Fraction(rule.max_side_px))
        low_steps, high_steps = -(-low // stride), high // stride
        if low_steps <= high_steps:
            wanted = round(ratio * short / stride)
            yield min(max(wanted, low_steps), high_steps) * stride, short
