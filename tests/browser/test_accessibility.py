"""axe on every page and state, in both looks; the first visit has a journey."""

import pytest
from playwright.sync_api import expect

from tests.browser.files import BRIDGE, LETTER, drop
from tests.browser.visitor import (
    COMPOSE,
    ask_for,
    redrawn,
    violations_on,
    wait_for_picture,
)

pytestmark = pytest.mark.browser


def test_entrance_is_accessible(visit, studio):
    page = visit(studio)
    page.goto("/accounts/login/")
    fresh = violations_on(page)
    page.locator("[name=login]").fill("nobody@example.com")
    page.locator("[name=password]").fill("not the pass phrase")
    page.locator("main [type=submit]").click()
    expect(page.locator(".field__error")).to_be_visible()
    wrong = violations_on(page)

    assert (fresh, wrong) == ([], [])


def test_compose_is_accessible_in_all_its_states(page):
    page.goto(COMPOSE)
    fresh = violations_on(page)
    page.locator(".offers__more summary").click()
    unfolded = violations_on(page)
    page.get_by_text("Custom", exact=True).click()
    page.get_by_label("Width").fill("9")
    custom = violations_on(page)
    page.locator("#send").click()
    expect(page.locator("#size-error")).to_be_visible()
    wrong = violations_on(page)

    assert (fresh, unfolded, custom, wrong) == ([], [], [], [])


@pytest.mark.parametrize("mode", ["edit", "fusion", "sequence"])
def test_modes_with_references_are_accessible(page, mode):
    page.goto(f"/compose/{mode}/")
    drop(page, BRIDGE, LETTER)
    with redrawn(page):
        page.locator("#prompt").fill("The bridge of @1 with the tower of @4")
    page.get_by_text("Code", exact=True).click()
    filled = violations_on(page)
    page.get_by_text("Result", exact=True).click()
    page.locator("#prompt").fill("")
    page.locator("#send").click()
    expect(page.locator("#prompt-error")).to_be_visible()
    wrong = violations_on(page)

    assert (filled, wrong) == ([], [])


def test_gallery_and_pictures_are_accessible(page):
    trouble = ask_for(page, "[fault:http-500] a tree")
    expect(trouble.locator(".tile__word")).to_have_text(
        "Outcome unknown", timeout=20_000
    )
    address = trouble.locator("a").get_attribute("href")
    refused = ask_for(page, "a forbidden tree")
    expect(refused.locator(".tile__word")).to_have_text("Refused", timeout=20_000)
    ask_for(page, "A white swan on dark water")
    coming = violations_on(page)
    wait_for_picture(page, "A white swan on dark water")
    page.goto("/")
    gallery = violations_on(page)
    page.get_by_role("img", name="A white swan on dark water").click()
    expect(page.locator("dialog #picture")).to_be_visible()
    dialog = violations_on(page)
    page.reload()
    expect(page.locator("main #picture")).to_be_visible()
    picture = violations_on(page)
    page.goto(address)
    unknown = violations_on(page)

    assert (coming, gallery, dialog, picture, unknown) == ([], [], [], [], [])


def test_rest_of_the_pages_are_accessible(page):
    page.watch.expected = ["404 (Not Found)"]

    for address in ("/nothing/", "/accounts/password/change/", "/accounts/logout/"):
        page.goto(address)
        assert violations_on(page) == []
