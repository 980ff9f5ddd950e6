"""Twenty pictures culled, collected and put back without touching the mouse."""

import pytest
from playwright.sync_api import expect

from tests.browser.rows import copy
from tests.browser.visitor import ask_for, wait_for_picture

pytestmark = pytest.mark.browser
TEAPOT = "A teapot of blue glass"
MANY = 20
#: What is judged of each in turn: stars, pick, reject.
KEYS = "3p5r1" * 4


@pytest.fixture
def teapots(page, studio):
    """Twenty copies of a picture, found by their words."""
    ask_for(page, TEAPOT)
    image = wait_for_picture(page, TEAPOT)
    made = image.evaluate("it => it.closest('li').dataset.output")
    copy(studio, made, [f"Teapot number {each}" for each in range(MANY)])
    page.goto("/")
    return page


def test_twenty_pictures_are_culled_collected_and_put_back_by_keys(teapots):
    page = teapots
    page.keyboard.press("/")
    page.keyboard.type('"teapot number"')
    page.keyboard.press("Enter")
    tiles = page.locator("[data-grid] .tile[data-output]")
    expect(tiles).to_have_count(MANY)

    page.keyboard.press("ArrowRight")
    for at, key in enumerate(KEYS):
        expect(tiles.nth(at).locator(".tile__link")).to_be_focused()
        with page.expect_response("**/library/steps/"):
            page.keyboard.press(key)
    expect(page.locator("[data-grid] .tile.is-pick")).to_have_count(4)
    expect(page.locator("[data-grid] .tile.is-reject")).to_have_count(4)

    page.keyboard.press("/")
    page.locator("#search").fill('"teapot number" rating:>=3')
    page.keyboard.press("Enter")
    expect(tiles).to_have_count(8)
    page.keyboard.press("a")
    expect(page.locator("[data-picked]")).to_have_text("8")
    page.keyboard.press("c")
    page.locator("#bulk [name=name]").focus()
    page.keyboard.type("Best teapots")
    page.keyboard.press("Enter")
    expect(page.locator("#toasts .toast")).to_contain_text("8 pictures collected.")

    page.keyboard.press("z")
    expect(page.locator("#toasts .toast").last).to_contain_text("Taken back")
    page.goto('/?q=in%3A"Best teapots"')
    expect(tiles).to_have_count(0)

    trash_over_the_gallery(page, tiles)


def trash_over_the_gallery(page, tiles):
    """Put the picture that is looked at in the trash, and take it back."""
    page.goto('/?q="teapot number"')
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    heading = page.locator("dialog[open] h1")
    expect(heading).to_have_text("Teapot number 0")
    page.keyboard.press("Delete")
    expect(heading).to_have_text("Teapot number 1")
    page.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(page.locator("#toasts .toast").last).to_contain_text("Taken back")
    page.keyboard.press("Escape")
    expect(tiles).to_have_count(MANY)
    expect(tiles.first).to_be_visible()
    expect(page.locator("body > #toasts")).to_be_visible()
