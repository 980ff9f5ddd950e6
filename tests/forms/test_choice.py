"""The form as it is drawn: made to fit the offer, each change named."""

import pytest

from generations import accounts
from generations.catalogue.vocabulary import Mode
from generations.forms import FORMS
from generations.forms.cards import OfferCard
from generations.forms.fitting import choose
from generations.forms.sentences import say_size_limits

FIVE, FOUR_5, FOUR = (
    f"seedream-{version}@simulator" for version in ("5.0-lite", "4.5", "4.0")
)
THREE, PRO = "seedream-3.0-t2i@simulator", "seedream-5.0-pro@simulator"


def drawn(mode=Mode.TEXT_TO_IMAGE, **values):
    return choose(values, accounts.offers(mode))


def test_a_form_without_values_shows_the_preferred_offer_and_its_default():
    choice = drawn()

    assert choice.offer == accounts.offers()[0]
    assert (choice.tier, choice.ratio) == ("2K", "1:1")
    assert (choice.width_px, choice.height_px) == (2048, 2048)
    assert choice.notes == []


@pytest.mark.parametrize(
    "values, notes",
    [
        ({"offer": FOUR_5, "tier": "1K"}, ["has no 1K: set to 2K"]),
        ({"offer": PRO, "tier": "4K"}, ["has no 4K: set to 2K"]),
        ({"offer": THREE, "tier": "4K"}, ["has no 4K: set to 1K"]),
        ({"offer": FOUR_5, "output_format": "png"}, ["always gives JPEG"]),
        ({"offer": FIVE, "output_format": "png", "tier": "3K"}, []),
        (
            {"offer": FOUR, "output_format": "png", "tier": "3K"},
            ["has no 3K: set to ", "always gives JPEG"],
        ),
    ],
)
def test_what_the_offer_cannot_keep_is_named(values, notes):
    choice = drawn(**values)

    assert len(choice.notes) == len(notes)
    assert all(n in str(said) for n, said in zip(notes, choice.notes, strict=True))


@pytest.mark.parametrize(
    "size, tier, ratio, pixels",
    [
        ("2496x1664", "2K", "3:2", (2496, 1664)),
        ("2K", "2K", "auto", (2048, 2048)),
        ("2k 3:2", "2K", "3:2", (2496, 1664)),
        ("2001x2002", "2K", "custom", (2001, 2002)),
        ("large", "2K", "1:1", (2048, 2048)),
        ("9x9", "2K", "custom", (9, 9)),
    ],
)
def test_a_written_size_finds_its_place_on_the_form(size, tier, ratio, pixels):
    choice = drawn(offer=FOUR_5, size=size)

    assert (choice.tier, choice.ratio) == (tier, ratio)
    assert (choice.width_px, choice.height_px) == pixels


def test_a_written_size_takes_the_place_of_what_stands_in_the_boxes():
    choice = drawn(
        offer=FOUR_5, size="1920x1920", ratio="custom", width="1024", height="1024"
    )

    assert (choice.width_text, choice.height_text) == ("1920", "1920")


def test_boxes_keep_what_was_typed_legal_or_not():
    choice = drawn(offer=FOUR_5, ratio="custom", width="12a", height="")

    assert (choice.width_text, choice.height_text) == ("12a", "")
    assert choice.is_custom


@pytest.mark.parametrize(
    "values",
    [
        {"offer": "nothing"},
        {"tier": "ZK", "ratio": "x"},
        {"tier": "0K"},
        {"tier": "infK"},
        {"tier": "nanK"},
        {"tier": "-2K"},
        {"ratio": "custom", "width": "9" * 30, "height": "1"},
        {"size": "K"},
        {"size": "2K:"},
        {"size": ":::"},
    ],
    ids=str,
)
def test_whatever_stands_in_the_address_a_form_is_drawn(values):
    for offer in accounts.offers(Mode.TEXT_TO_IMAGE):
        choice = drawn(**({"offer": offer.key} | values))

        assert choice.ratios is not None
        assert choice.size_text
        assert OfferCard(offer, choice).hints is not None
        assert bool(say_size_limits(choice.rule)) == choice.offers_custom
        assert choice.price is not None


@pytest.mark.parametrize(
    "typed, images", [("3", 3), (None, 4), ("", 4), ("x", 4), ("99", 15), ("0", 1)]
)
def test_the_price_of_a_sequence_counts_its_pictures(settings, typed, images):
    settings.ARK_API_KEY = "k"
    key = "seedream-4.0@ark"
    offers = accounts.offers(Mode.SEQUENCE)

    form = FORMS[Mode.SEQUENCE](
        offers=offers, initial={"offer": key, "max_images": typed}
    )

    assert form.choice.price.amount == drawn(offer=key).price.amount * images


def test_a_text_to_image_form_is_priced_for_one_picture(settings):
    settings.ARK_API_KEY = "k"
    values = {"offer": "seedream-4.0@ark", "images": "9", "max_images": "9"}
    form = FORMS[Mode.TEXT_TO_IMAGE](offers=accounts.offers(), initial=values)

    assert form.choice.price == drawn(offer="seedream-4.0@ark").price


def test_the_picked_card_is_the_chosen_offer(settings):
    settings.ARK_API_KEY = "k"
    choice = drawn(offer=FOUR)

    cards = [OfferCard(offer, choice) for offer in accounts.offers()]

    assert [card.offer.key for card in cards if card.is_picked] == [FOUR]
    assert [card.offer.gateway.slug for card in cards if card.is_priced].count("ark")
    assert not any(c.is_priced for c in cards if c.offer.gateway.is_demo)
