"""The price on the button follows every change, and is never zero by ignorance."""

import re
from decimal import Decimal
from html import unescape

import pytest

from generations.models import Generation
from tests.views.conftest import HTMX
from tests.views.trays import FUSION, SEQUENCE, TEXT, text


@pytest.fixture(autouse=True)
def on_sale(settings):
    settings.STUDIO_SIMULATOR = "off"
    settings.ARK_API_KEY = "a-key"
    settings.BYTEPLUS_API_KEY = "a-key"


def price(response):
    return unescape(re.search(r'id="price">([^<]*)<', text(response))[1])


@pytest.fixture
def drawn(as_alice):
    def post(page, **values):
        return as_alice.post(f"{page}redraw/", values, headers=HTMX)

    return post


@pytest.mark.parametrize(
    "values, shown",
    [
        ({"offer": "seedream-4.5@byteplus"}, "$0.040"),
        ({"offer": "seedream-4.5@byteplus", "variations": "3"}, "$0.120"),
        ({"offer": "seedream-4.5@byteplus", "variations": "8"}, "$0.320"),
        ({"offer": "seedream-4.5@byteplus", "variations": "x"}, "$0.040"),
        ({"offer": "seedream-4.5@ark"}, "¥0.250"),
        ({"offer": "seedream-5.0-pro@ark", "tier": "1K", "ratio": "1:1"}, "¥0.300"),
        ({"offer": "seedream-5.0-pro@ark", "tier": "2K", "ratio": "1:1"}, "¥0.600"),
        ({"offer": "seedream-5.0-pro@ark", "tier": "1K", "ratio": "auto"}, "¥0.600"),
        ({"offer": "seedream-5.5@ark"}, "price unknown"),
        ({"offer": "seedream-5.5@ark", "variations": "4"}, "price unknown"),
    ],
)
def test_the_button_says_what_the_press_may_cost(drawn, values, shown):
    assert price(drawn(TEXT, **values)) == shown


@pytest.mark.parametrize(
    "width, shown", [("1612", "¥0.300"), ("1613", "¥0.600"), ("1", "¥0.600")]
)
def test_exact_pixels_choose_the_step_of_the_price(drawn, width, shown):
    values = {"ratio": "custom", "width": width, "height": width}

    page = drawn(TEXT, offer="seedream-5.0-pro@ark", **values)

    assert price(page) == shown


@pytest.mark.parametrize(
    "count, shown",
    [
        ("1", "$0.040"),
        ("4", "$0.040 to $0.160"),
        ("15", "$0.040 to $0.600"),
        ("", "$0.040 to $0.160"),
    ],
)
def test_a_sequence_costs_from_one_picture_to_all(drawn, count, shown):
    page = drawn(SEQUENCE, offer="seedream-4.5@byteplus", max_images=count)

    assert price(page) == shown


def test_references_that_cost_are_in_the_price(drawn, make_image):
    order = [str(make_image(size=(100, 100 + n)).pk) for n in range(3)]
    values = {"offer": "seedream-5.0-pro@ark", "tier": "1K", "ratio": "1:1"}

    assert price(drawn(FUSION, references=order, **values)) == "¥0.340"


def test_the_estimate_of_the_wish_is_the_price_of_the_button(as_alice, drawn):
    values = {"offer": "seedream-4.5@byteplus", "max_images": "4", "prompt": "x"}
    token = drawn(SEQUENCE, **values).context["form"].token_value

    as_alice.post(SEQUENCE, values | {"token": str(token)})

    generation = Generation.objects.get()
    assert (generation.estimate, generation.currency) == (Decimal("0.16"), "USD")
