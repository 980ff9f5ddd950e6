"""Gateways on a real page: a key in, never out; the demo ends and comes back."""

import pytest
from playwright.sync_api import expect

from tests.browser.studio import Studio
from tests.browser.visitor import ask_for, sign_in, violations_on, wait_for_picture

ADDRESS = "/settings/gateways/"
KEY = "ark-0123456789-abcd"
PHONE = {"width": 390, "height": 844}

pytestmark = pytest.mark.browser


@pytest.fixture
def start(chromium, tmp_path):
    """Return a function that starts a studio on the folder of this test."""
    started = []

    def run():
        started.append(Studio(tmp_path / "studio", is_founded=True))
        return started[-1]

    yield run
    for studio in started:
        studio.stop()


def keep(page, key):
    page.locator("#ark-key").fill(key)
    page.locator("#gateway-ark").get_by_role("button", name="Keep the key").click()


def test_key_goes_in_and_is_removed_on_an_accessible_page(start, visit):
    page = visit(start())
    page.watch.expected.append("422")
    sign_in(page)
    page.get_by_role("link", name="Gateways", exact=True).first.click()
    page.locator("#gateway-ark summary").click()
    fresh = violations_on(page)
    keep(page, "not a key")
    expect(page.locator("#ark-key_error")).to_be_visible()
    expect(page.locator("#ark-key")).to_have_value("")
    wrong = violations_on(page)
    keep(page, KEY)
    expect(page.locator("#gateway-ark")).to_contain_text("••••abcd")
    card = page.locator("#gateway-ark")
    card.get_by_text("Remove", exact=True).click()
    kept = violations_on(page)
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    card.get_by_role("button", name="Remove the key").click()
    expect(page.locator("#toasts")).to_contain_text("is removed.")

    assert (fresh, wrong, kept) == ([], [], [])
    assert width == PHONE["width"]
    assert KEY not in page.content()


def test_demo_ends_with_a_key_and_comes_back_without_one(start, visit):
    first = start()
    page = visit(first)
    sign_in(page)
    page.goto(ADDRESS)
    expect(page.locator(".bar .badge")).to_have_text("Demo")
    page.locator("#gateway-ark summary").click()
    keep(page, KEY)
    expect(page.locator("#gateway-ark")).to_contain_text("Ready")
    expect(page.locator(".bar .badge")).to_have_count(0)
    first.stop()
    page = visit(start())
    sign_in(page)
    page.goto(ADDRESS)
    expect(page.locator(".bar .badge")).to_have_count(0)

    page.locator("#gateway-ark").get_by_text("Remove", exact=True).click()
    page.get_by_role("button", name="Remove the key").click()
    expect(page.locator("#gateway-simulator")).to_contain_text("Ready")

    ask_for(page, "A green boat on a pond")
    wait_for_picture(page, "A green boat on a pond")
