"""Figures as people read them: money, bytes, pixels and the nearest ratio.

Pure functions over plain values; knows neither rows nor templates.
"""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from math import log

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

SIGNS = {"USD": "$", "CNY": "¥", "EUR": "€"}
#: Shapes a tile can have, as (width, height); grid.css has a class for each.
RATIOS = (
    (1, 4),
    (1, 3),
    (9, 21),
    (1, 2),
    (9, 16),
    (2, 3),
    (3, 4),
    (4, 5),
    (1, 1),
    (5, 4),
    (4, 3),
    (3, 2),
    (16, 9),
    (2, 1),
    (21, 9),
    (3, 1),
    (4, 1),
)


def write_money(amount: Decimal | None, currency: str) -> str:
    """Return "$0.040", "$12.50", "free" for zero, "price unknown" for None."""
    if amount is None:
        return _("price unknown")
    if amount == 0:
        return _("free")
    step = Decimal("0.01") if amount >= 1 else Decimal("0.001")
    figure = amount.quantize(step, rounding=ROUND_HALF_UP)
    sign = SIGNS.get(currency)
    return f"{sign}{figure}" if sign else f"{figure} {currency}"


def write_amount(amount: Decimal, currency: str) -> str:
    """Return "$0.040", "$12.50", and "$0.00" for zero: an amount, not a price."""
    if amount:
        return write_money(amount, currency)
    sign = SIGNS.get(currency)
    return f"{sign}0.00" if sign else f"0.00 {currency}"


def write_bytes(count: int) -> str:
    """Return "812 B", "14 kB", "1.4 MB" in steps of a thousand."""
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"


def write_list(words: Iterable[str]) -> str:
    """Return "1K, 2K, 4K"."""
    return pgettext("between the words of a list", ", ").join(words)


def write_pixels(width_px: int, height_px: int) -> str:
    """Return "2496 × 1664"."""
    return f"{width_px} × {height_px}"


def nearest_ratio(width_px: int, height_px: int) -> tuple[int, int]:
    """Return the shape nearest to these pixels, as (width, height)."""
    wanted = log(max(width_px, 1) / max(height_px, 1))
    return min(RATIOS, key=lambda ratio: abs(log(ratio[0] / ratio[1]) - wanted))


def ratio_class(width_px: int, height_px: int) -> str:
    """Return the class of the nearest shape, such as `r-3x2`."""
    width, height = nearest_ratio(width_px, height_px)
    return f"r-{width}x{height}"
