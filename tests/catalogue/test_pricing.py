"""Prices: by size, by reference, unknown and really free."""

from decimal import Decimal

import pytest

from generations.catalogue import (
    GATEWAYS,
    Money,
    estimate,
    find_offer,
    simulator_gateway,
)

SQUARE_2K = 2048 * 2048


def cost(key, *, pixels=SQUARE_2K, references=0, images=1):
    offer = find_offer(key, GATEWAYS.values())
    assert offer is not None
    return estimate(offer, pixels=pixels, references=references, images=images)


@pytest.mark.parametrize(
    ("key", "amount", "currency"),
    [
        ("seedream-5.0-lite@ark", "0.22", "CNY"),
        ("seedream-4.5@ark", "0.25", "CNY"),
        ("seedream-4.0@ark", "0.20", "CNY"),
        ("seedream-5.0-lite@byteplus", "0.035", "USD"),
        ("seedream-4.5@apiyi", "0.04", "USD"),
        ("seedream-4.0@apiyi", "0.03", "USD"),
        ("seedream-5.0-flash@byteplus", "0.018", "USD"),
    ],
)
def test_the_price_of_one_picture(key, amount, currency):
    assert cost(key) == Money(Decimal(amount), currency)


def test_pictures_of_a_sequence_are_paid_one_by_one_and_references_are_free():
    assert cost("seedream-4.5@ark", references=9, images=6) == Money(
        Decimal("1.50"), "CNY"
    )


@pytest.mark.parametrize(
    ("pixels", "amount"),
    [(2_601_123, "0.30"), (2_601_124, "0.60"), (None, "0.60")],
)
def test_5_0_pro_costs_by_pixels_and_the_dearest_when_they_are_unknown(pixels, amount):
    assert cost("seedream-5.0-pro@ark", pixels=pixels) == Money(Decimal(amount), "CNY")


@pytest.mark.parametrize(
    ("key", "references", "amount"),
    [
        ("seedream-5.0-pro@byteplus", 1, "0.09"),
        ("seedream-5.0-pro@byteplus", 3, "0.096"),
        ("seedream-5.5@byteplus", 2, "0.051"),
    ],
)
def test_references_cost_where_they_are_not_free(key, references, amount):
    assert cost(key, references=references) == Money(Decimal(amount), "USD")


@pytest.mark.parametrize(
    "key",
    [
        "seedream-5.0-lite@cometapi",
        "seedream-5.0-lite@xmsmartlink",
        "seedream-5.0-lite@custom",
        "seedream-5.5@ark",
    ],
)
def test_an_unknown_price_is_none_and_never_zero(key):
    assert cost(key) is None


def test_the_simulator_is_really_free():
    offer = find_offer(
        "seedream-4.5@simulator", [simulator_gateway("http://127.0.0.1:1/v1")]
    )

    assert offer is not None
    assert estimate(offer, pixels=1, references=3, images=15) == Money(
        Decimal(0), "USD"
    )


def test_money_adds_and_multiplies_in_its_own_currency():
    yuan = Money(Decimal("0.22"), "CNY")

    assert yuan + yuan * 2 == Money(Decimal("0.66"), "CNY")
    with pytest.raises(ValueError, match="cannot be added"):
        yuan + Money(Decimal(1), "USD")
