"""The gallery in one hand: fingers select, judge, swipe, search and go back in time."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.rows import copy
from tests.browser.test_phone import PHONE, assert_fits
from tests.browser.visitor import ask_for, wait_for_picture

pytestmark = pytest.mark.browser
KITE = "A kite over the dyke"
#: More than a page of pictures, so that there are months to jump to.
MANY = 70
#: Where a thumb gets to without moving the hand: the lower half.
REACH_PX = PHONE["viewport"]["height"] / 2


@pytest.fixture(scope="module")
def kites(studio, chromium, cookies):
    """One picture that was made, and a whole page of older ones."""
    context = chromium.new_context(base_url=studio.address)
    context.add_cookies(cookies)
    page = context.new_page()
    ask_for(page, KITE)
    image = wait_for_picture(page, KITE)
    made = image.evaluate("it => it.closest('li').dataset.output")
    context.close()
    return copy(studio, made, [f"Kite number {each}, 风筝" for each in range(MANY)])


@pytest.fixture
def page(visit, studio, cookies, kites):
    return visit(studio, cookies=cookies, **PHONE)


def touch(page, *points, hold_ms=0):
    """Put a finger down, hold it, move it on and lift it."""
    finger = page.context.new_cdp_session(page)

    def tell(kind, *at):
        places = [{"x": x, "y": y} for x, y in at]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

    tell("touchStart", points[0])
    page.wait_for_timeout(hold_ms)
    for point in points[1:]:
        page.wait_for_timeout(40)
        tell("touchMove", point)
    # At rest before it is lifted: a tap after a flick would only end the flick.
    page.wait_for_timeout(150)
    tell("touchEnd")


def hold(page, tile):
    """Press a tile for long."""
    box = tile.bounding_box()
    touch(page, (box["x"] + 30, box["y"] + 30), hold_ms=600)


def test_fingers_select_and_the_thumb_does_the_rest(page):
    page.goto("/?q=kite+风筝")
    tiles = page.locator("[data-grid] .tile[data-output]")
    hold(page, tiles.nth(0))
    expect(page.locator("[data-picked]")).to_have_text("1")
    tiles.nth(2).locator(".tile__link").tap()
    expect(page.locator("[data-picked]")).to_have_text("2")

    bar = page.locator(".bulk-bar")
    tabs = page.locator(".tabs").bounding_box()
    around = bar.bounding_box()
    assert around["y"] >= REACH_PX
    assert around["y"] + around["height"] <= tabs["y"] + 1
    for button in bar.locator(".bulk-bar__verbs .button:visible").all():
        assert button.bounding_box()["height"] >= 44
    assert_fits(page)

    bar.get_by_role("button", name="Favourite").tap()
    toast = page.locator("#toasts .toast")
    expect(toast).to_contain_text("2 pictures")
    toast.get_by_role("button", name="Undo").tap()
    expect(toast).to_contain_text("Taken back")
    page.get_by_role("button", name="Clear the selection").tap()
    expect(bar).to_be_hidden()


def test_scopes_and_search_are_a_tap_away(page):
    page.goto("/")
    scopes = page.locator(".scopes")
    for name in ("Mine", "Favourites", "Collections", "Trash", "Team"):
        scopes.get_by_role("link", name=name, exact=True).tap()
        here = page.locator(".scopes [aria-current=page]")
        expect(here).to_have_text(name)
        expect(here).to_be_in_viewport(ratio=1)
        assert_fits(page)

    box = page.locator("#search")
    box.tap()
    assert box.bounding_box()["width"] >= PHONE["viewport"]["width"] * 0.75
    box.fill("风筝 kite")
    box.press("Enter")
    expect(page.locator(".chips .chip")).to_have_count(2)
    expect(page.get_by_role("img", name="Kite number 0,")).to_be_visible()
    page.locator(".chips .chip").first.tap()
    expect(page.locator(".chips .chip")).to_have_count(1)
    assert_fits(page)


def test_a_finger_swipes_through_the_results_and_judges(page):
    page.goto("/?q=风筝")
    page.locator("[data-grid] .tile__link").nth(1).tap()
    heading = page.locator("dialog[open] h1")
    expect(heading).to_contain_text("number 1,")
    stage = page.locator("dialog[open] [data-zoom]").bounding_box()
    y = stage["y"] + stage["height"] / 2

    touch(page, (330, y), (240, y), (150, y), (60, y))
    expect(heading).to_contain_text("number 2,")
    touch(page, (60, y), (150, y), (240, y), (330, y))
    expect(heading).to_contain_text("number 1,")

    judge = page.locator("dialog[open] .judge")
    assert judge.bounding_box()["height"] <= 64
    with page.expect_response("**/library/steps/"):
        judge.get_by_role("button", name="4 stars").tap()
    expect(page.locator("dialog[open] h1")).not_to_contain_text("number 1,")
    page.get_by_role("button", name="Close the picture").tap()
    expect(page.locator("dialog[open]")).to_have_count(0)
    mark = page.locator("[data-grid] .tile").nth(1).locator(".tile__marks")
    expect(mark).to_contain_text("4")


def test_the_months_lead_back_in_time(page):
    page.goto("/")
    page.get_by_role("button", name="Months").tap()
    rail = page.locator("#rail")
    expect(rail).to_be_visible()
    assert_fits(page)

    rail.get_by_role("link", name="Sep 2026").tap()

    expect(page.locator(".month__name").first).to_have_text("September 2026")
    expect(page).to_have_url(re.compile("before="))
    assert_fits(page)
