"""Many pictures at once in the browser: select, judge by keys, collect, bin, undo."""

import re
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import ARRIVAL_MS, ask_for, violations_on

pytestmark = pytest.mark.browser
FOUR = "Four bowls of copper on linen"
SELECTED = re.compile(r"\bis-selected\b")


@pytest.fixture
def tiles(page, studio):
    """The tiles of a set of four, found by their words, each by itself."""
    if not studio.generations(FOUR):
        ask_for(page, FOUR)
        for _each in range(3):
            ask_for(page, FOUR)
    page.goto("/?q=%22bowls+of+copper%22")
    found = page.locator("[data-grid] .tile[data-output]")
    expect(found.locator(".tile__image")).to_have_count(4, timeout=ARRIVAL_MS)
    return found


def toast(page):
    return page.locator("#toasts .toast")


def undo(page):
    toast(page).get_by_role("button", name="Undo").click()
    expect(toast(page)).to_contain_text("Taken back")


def test_a_range_is_selected_binned_and_taken_back(page, tiles):
    tiles.nth(0).hover()
    tiles.nth(0).locator("[data-pick]").check()
    tiles.nth(2).locator(".tile__link").click(modifiers=["Shift"])
    expect(page.locator("[data-picked]")).to_have_text("3")
    assert violations_on(page) == []

    page.get_by_role("button", name="Trash").click()
    expect(toast(page)).to_contain_text("3 pictures moved to the trash.")
    expect(tiles).to_have_count(1)
    undo(page)

    expect(tiles).to_have_count(4)


def test_a_selection_survives_what_is_done_and_escape_ends_it(page, tiles):
    tiles.nth(0).hover()
    tiles.nth(0).locator("[data-pick]").check()
    page.keyboard.press("a")
    expect(page.locator("[data-picked]")).to_have_text("4")
    page.locator("summary", has_text="Tag").click()
    page.locator("[name=value-tag]").fill("brand, 🐈 <b>")
    page.keyboard.press("Enter")

    expect(toast(page)).to_contain_text("4 pictures tagged.")
    expect(tiles.nth(3)).to_have_class(SELECTED)
    page.keyboard.press("Escape")
    expect(tiles.nth(3)).not_to_have_class(SELECTED)
    expect(page.locator("[data-bulk-bar]")).to_be_hidden()


def test_culling_needs_only_keys(page, tiles):
    names = [tiles.nth(at).get_attribute("id") for at in range(4)]
    tiles.nth(0).locator(".tile__link").focus()

    for key, at in (("4", 0), ("p", 1), ("r", 2)):
        with page.expect_response("**/library/steps/"):
            page.keyboard.press(key)
        expect(tiles.nth(at + 1).locator(".tile__link")).to_be_focused()

    expect(page.locator(f"#{names[0]} .tile__marks")).to_contain_text("4")
    expect(page.locator(f"#{names[1]}")).to_have_class(re.compile("is-pick"))
    expect(page.locator(f"#{names[2]}")).to_have_class(re.compile("is-reject"))
    page.keyboard.press("z")
    expect(page.locator(f"#{names[2]}")).not_to_have_class(re.compile("is-reject"))


def test_pictures_go_into_a_new_collection_and_get_an_order(page, tiles):
    tiles.nth(0).hover()
    tiles.nth(0).locator("[data-pick]").check()
    tiles.nth(1).locator(".tile__link").click(modifiers=["ControlOrMeta"])
    page.locator("summary", has_text="Collect").click()
    page.locator("#bulk [name=name]").fill("Copper")
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("2 pictures collected.")

    page.goto("/collections/")
    assert violations_on(page) == []
    page.locator("main").get_by_role("link", name="Copper").click()
    page.get_by_role("link", name="Order and name").click()
    places = page.locator(".order__place")
    first = places.nth(0).get_attribute("id")
    assert violations_on(page) == []
    places.nth(0).get_by_role("button", name="Move right").click()
    expect(places.nth(1)).to_have_attribute("id", first)
    frame = places.nth(0).locator("[data-order-grip]").bounding_box()
    page.locator(f"#{first} [data-order-grip]").hover()
    page.mouse.down()
    page.mouse.move(frame["x"] + 90, frame["y"] + 40, steps=4)
    page.mouse.move(frame["x"] + 10, frame["y"] + 40, steps=4)
    with page.expect_response("**/order/"):
        page.mouse.up()
    expect(places.nth(0)).to_have_attribute("id", first)


def test_the_originals_come_home_in_one_zip(page, tiles):
    tiles.nth(0).hover()
    tiles.nth(0).locator("[data-pick]").check()
    page.keyboard.press("a")

    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()

    with zipfile.ZipFile(download.value.path()) as made:
        assert made.testzip() is None
        assert len(made.namelist()) == 5


def test_a_long_press_selects_and_taps_go_on(visit, studio, cookies, page, tiles):
    phone = visit(
        studio,
        cookies=cookies,
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
    )
    phone.goto("/?q=%22bowls+of+copper%22")
    links = phone.locator("[data-grid] .tile__link")
    box = links.nth(0).bounding_box()
    finger = phone.context.new_cdp_session(phone)
    point = {"x": box["x"] + 40, "y": box["y"] + 40}

    finger.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]}
    )
    expect(phone.locator("[data-picked]")).to_have_text("1")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    links.nth(1).tap()

    expect(phone.locator("[data-picked]")).to_have_text("2")
    assert "/pictures/" not in phone.url


def test_deleting_for_good_asks_first(page, tiles):
    tiles.nth(3).hover()
    tiles.nth(3).locator("[data-pick]").check()
    page.get_by_role("button", name="Trash").click()
    expect(tiles).to_have_count(3)
    page.goto("/trash/")
    binned = page.locator("[data-grid] .tile[data-output]")
    binned.nth(0).hover()
    binned.nth(0).locator("[data-pick]").check()

    page.get_by_role("button", name="Delete for good").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("Delete 1 picture for good?")
    question.get_by_label("I am sure").check()
    question.get_by_role("button", name="Delete for good").click()

    expect(toast(page)).to_contain_text("1 picture deleted for good.")
    expect(binned).to_have_count(0)
