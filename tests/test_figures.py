"""Figures as people read them."""

from decimal import Decimal

import pytest

from generations.figures import RATIOS, ratio_class, write_bytes, write_money


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        (Decimal("0.04"), "USD", "$0.040"),
        (Decimal("0.2"), "CNY", "¥0.200"),
        (Decimal("12.5"), "USD", "$12.50"),
        (Decimal("0.0355"), "CHF", "0.036 CHF"),
        (Decimal(0), "USD", "free"),
        (None, "", "price unknown"),
    ],
)
def test_money_has_three_decimals_below_one_and_two_above(amount, currency, expected):
    assert write_money(amount, currency) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(812, "812 B"), (14_200, "14 kB"), (999_600, "1.0 MB"), (1_440_000, "1.4 MB")],
)
def test_bytes_are_written_in_steps_of_a_thousand(count, expected):
    assert write_bytes(count) == expected


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (2496, 1664, "r-3x2"),
        (2048, 2048, "r-1x1"),
        (3024, 1296, "r-21x9"),
        (100, 1600, "r-1x4"),
        (1, 0, "r-1x1"),
    ],
)
def test_shape_is_the_nearest_one_that_has_a_class(width, height, expected):
    assert ratio_class(width, height) == expected


def test_every_shape_has_its_class_in_the_grid(settings):
    sheet = (settings.BASE_DIR / "static/css/grid.css").read_text()

    missing = [r for r in RATIOS if f".r-{r[0]}x{r[1]} {{" not in sheet]

    assert missing == []
