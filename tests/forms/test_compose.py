"""Every way a wish can break a rule is said in words beside its field."""

import uuid
from decimal import Decimal

import pytest

from generations.catalogue.vocabulary import Mode

FIVE, FOUR_5 = "seedream-5.0-lite@simulator", "seedream-4.5@simulator"
THREE = "seedream-3.0-t2i@simulator"


def said(form, field):
    return " ".join(form.errors.get(field, []))


def test_a_good_wish_is_taken_as_it_is(fill):
    form = fill(size="2496x1664", watermark="on", offer=FOUR_5)

    assert form.is_valid(), form.errors
    wish = form.wish()
    assert (wish.mode, wish.offer_key) == (Mode.TEXT_TO_IMAGE, FOUR_5)
    assert (wish.size, wish.width_px, wish.height_px) == ("2496x1664", 2496, 1664)
    assert (wish.images, wish.variations, wish.references) == (1, 1, ())
    assert wish.parameters == {"watermark": True}
    assert wish.estimate.amount == Decimal(0)


@pytest.mark.parametrize("prompt", ["", "   ", "\n\t", None])
def test_an_empty_prompt(fill, prompt):
    assert said(fill(prompt=prompt), "prompt") == "Describe the picture first."


def test_a_prompt_of_20_000_characters_is_taken_whole(fill):
    form = fill(prompt="海" * 20_000)

    assert form.is_valid(), form.errors
    assert len(form.wish().prompt) == 20_000


def test_a_prompt_beyond_our_limit_says_limit_and_length(fill):
    message = said(fill(prompt="x" * 32_001), "prompt")

    assert "32000" in message and "32001" in message


def test_a_prompt_with_a_null_character(fill):
    assert said(fill(prompt="a\0b"), "prompt")


@pytest.mark.parametrize(
    "size, words",
    [
        ("512x512", ("3,686,400", "16,777,216", "512 × 512", "Nearest: 1920 × 1920")),
        ("9000x9000", ("3,686,400", "16,777,216", "Nearest: 4096 × 4096")),
        ("20000x500", ("1:16", "16:1", "Nearest:")),
        ("500x20000", ("1:16", "16:1", "Nearest:")),
        ("1K", ("does not offer 1K", "2K, 4K", "Nearest:")),
        ("2K 5:1", ("does not offer 2K 5:1", "Nearest:")),
        ("adaptive", ("Nearest: 2048 × 2048",)),
        ("large", ("Write a size like 2048x2048 or 2K",)),
        ("0x0", ("Write a size",)),
    ],
)
def test_a_size_outside_names_what_is_allowed_and_the_nearest(fill, size, words):
    message = said(fill(offer=FOUR_5, size=size), "size")

    assert [word for word in words if word not in message] == []


def test_a_tier_name_where_only_pixels_are_sold(fill):
    message = said(fill(offer=THREE, size="1K"), "size")

    assert "exact pixels only" in message and "Nearest: 1024 × 1024" in message


@pytest.mark.parametrize(
    "values, wire",
    [
        ({"tier": "2K", "ratio": "3:2"}, "2496x1664"),
        ({"tier": "2K", "ratio": "auto"}, "2K"),
        ({"tier": "2K"}, "2K"),
        ({"ratio": "custom", "width": "2048", "height": "2100"}, "2048x2100"),
        ({"size": "4K", "tier": "2K", "ratio": "1:1"}, "4K"),
        ({}, "2048x2048"),
    ],
)
def test_a_size_comes_from_the_boxes_the_tiles_or_the_text(fill, values, wire):
    form = fill(offer=FOUR_5, **values)

    assert form.is_valid(), form.errors
    assert form.wish().size == wire


@pytest.mark.parametrize(
    "boxes", [("", ""), ("abc", "9"), ("2048", ""), ("-1", "5"), ("9999999", "1")]
)
def test_boxes_that_hold_no_size(fill, boxes):
    form = fill(offer=FOUR_5, ratio="custom", width=boxes[0], height=boxes[1])

    assert "size" in form.errors


@pytest.mark.parametrize("seed", ["-2", "2147483648", "1.5", "abc", "nan", "9" * 16])
def test_a_seed_out_of_range(fill, seed):
    message = said(fill(offer=THREE, seed=seed), "seed")

    assert message == "A number from -1 to 2147483647."


@pytest.mark.parametrize("guidance", ["0.9", "10.1", "inf", "nan", "x"])
def test_a_guidance_out_of_range(fill, guidance):
    message = said(fill(offer=THREE, guidance_scale=guidance), "guidance_scale")

    assert message == "A number from 1 to 10."


def test_seed_and_guidance_have_the_defaults_of_the_offer(fill):
    form = fill(offer=THREE, seed="7")

    assert form.is_valid(), form.errors
    assert form.wish().parameters == {
        "watermark": False,
        "seed": 7,
        "guidance_scale": 2.5,
    }


def test_fields_the_offer_does_not_take_are_dropped_even_if_wrong(fill):
    form = fill(offer=FOUR_5, seed="abc", guidance_scale="99", output_format="gif")

    assert form.is_valid(), form.errors
    assert form.wish().parameters == {"watermark": False}


def test_a_format_that_is_not_sold(fill):
    message = said(fill(offer=FIVE, output_format="gif"), "output_format")

    assert message == "This offer gives jpeg, png."


@pytest.mark.parametrize("offer", ["nothing@nowhere", "<b>", "seedream-4.0@ark"])
def test_an_unknown_offer(fill, offer):
    form = fill(offer=offer)

    assert f"“{offer}” is not offered here" in said(form, "offer")


def test_no_offer_named_is_the_preferred_one(fill):
    form = fill(offer=None)

    assert form.is_valid(), form.errors
    assert form.wish().offer_key == form.offers[0].key


def test_nothing_on_sale_is_a_message_not_a_crash(fill, settings):
    settings.STUDIO_SIMULATOR = "off"

    assert said(fill(offer=None), "offer") == "No offer can do this here."


@pytest.mark.parametrize(
    "token, words", [(None, "had no token"), ("", "had no"), ("x" * 36, "was broken")]
)
def test_a_missing_or_garbled_token_is_replaced(fill, token, words):
    form = fill(token=token)

    assert words in said(form, "token")
    assert isinstance(form.token_value, uuid.UUID)


def test_a_stale_token_is_replaced_and_said(fill):
    form = fill(size="2K")
    assert form.is_valid()

    form.say_stale()

    assert "already sent once" in said(form, "token")
    assert str(form.token_value) != form.data["token"]


def test_the_token_stays_while_another_field_is_wrong(fill):
    form = fill(prompt="")

    assert not form.is_valid()
    assert form.token_value == form.data["token"]


def test_a_token_of_its_own_for_each_fresh_form(fill):
    first, second = (type(fill())(offers=[]) for _ in range(2))

    assert first.token_value != second.token_value


def test_a_form_of_another_team_is_not_sent_and_says_so(fill, alice, charlie):
    form = fill(team=alice.team, payer=str(charlie.team_id))

    assert not form.is_valid()
    assert "You work in" in said(form, "token")
    assert str(form.token_value) != form.data["token"]


def test_a_form_of_this_team_is_sent(fill, alice):
    assert fill(team=alice.team, payer=str(alice.team_id)).is_valid()
