"""A price that a person names counts wherever that gateway's pictures do."""

from decimal import Decimal

import pytest

from generations import accounts
from generations.catalogue import Money, estimate
from generations.own_prices import NOT_A_PRICE, read_price


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("0.03 USD", "0.03", "USD"),
        ("  1  cny ", "1", "CNY"),
        ("0 EUR", "0", "EUR"),
        ("99999.999999 USD", "99999.999999", "USD"),
    ],
)
def test_an_amount_and_a_currency_are_a_price(text, amount, currency):
    rule = read_price(text, setting="SEEDREAM_PRICE").rule

    assert rule.steps[0].amount == Decimal(amount)
    assert (rule.currency, rule.source) == (currency, "SEEDREAM_PRICE")


@pytest.mark.parametrize(
    "text",
    [
        *("0.03", "USD", "USD 0.03", "0.03USD", "0,03 USD", "-1 USD", "1e3 USD"),
        *("$0.03", "0.0000001 USD", "100000 USD", "0.03 DOLLARS", "NaN USD"),
        *("٣ USD", "1 USD 2"),
    ],
)
def test_anything_else_is_told_in_words(text):
    found = read_price(text, setting="SEEDREAM_PRICE")

    assert (found.rule, found.fault) == (None, NOT_A_PRICE)


def test_no_text_is_no_price():
    found = read_price(" ", setting="SEEDREAM_PRICE")

    assert (found.rule, found.fault) == (None, "")


@pytest.mark.parametrize("key", ["seedream-4.0@custom", "my-lite@custom"])
def test_every_offer_of_the_custom_gateway_has_the_price(gateway, settings, key):
    settings.SEEDREAM_MODELS = ["my-lite=seedream-5.0-lite"]
    settings.SEEDREAM_PRICE = "0.03 USD"

    offer = accounts.find_offer(key)

    money = estimate(offer, pixels=None, references=3, images=2)
    assert money == Money(Decimal("0.06"), "USD")
    assert accounts.known_offer(key).price == offer.price


def test_the_custom_gateway_has_no_price_by_itself(gateway):
    assert accounts.find_offer("seedream-4.0@custom").price is None


def test_a_wrong_price_costs_only_the_price(gateway, settings):
    settings.SEEDREAM_PRICE = "cheap"

    assert accounts.problem() == f"SEEDREAM_PRICE: {NOT_A_PRICE}"
    assert accounts.find_offer("seedream-4.0@custom").price is None


@pytest.mark.parametrize(("text", "amount"), [("", "0"), ("0.05 USD", "0.05")])
def test_the_simulator_is_free_unless_a_price_is_named(demo, settings, text, amount):
    settings.STUDIO_SIMULATOR_PRICE = text

    for offer in (
        accounts.find_offer("seedream-4.0@simulator"),
        accounts.known_offer("seedream-4.0@simulator"),
    ):
        money = estimate(offer, pixels=None, references=0, images=1)
        assert money == Money(Decimal(amount), "USD")
