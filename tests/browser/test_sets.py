"""Several pictures of one press: sequences, streamed and broken, and variations."""

import pytest
from playwright.sync_api import expect

from tests.browser.files import BRIDGE, COAT, drop
from tests.browser.visitor import ARRIVAL_MS, COMPOSE, redrawn, send

pytestmark = pytest.mark.browser

SEQUENCE = "/compose/sequence/"


def ask_for_set(page, prompt):
    """Send a sequence of four and return its tiles, the first picture first."""
    page.goto(SEQUENCE)
    page.locator("#prompt").fill(prompt)
    tiles = send(page, page.locator("#send").click)
    assert len(tiles) == 4
    return tiles


def test_pictures_of_a_set_appear_one_after_another_in_their_places(page, studio):
    tiles = ask_for_set(page, "Four seasons of one orchard")

    expect(tiles[0].locator(".tile__image")).to_be_visible(timeout=ARRIVAL_MS)
    expect(tiles[3].locator(".tile__word")).to_have_text("Generating", timeout=500)
    for tile in tiles:
        expect(tile.locator(".tile__image")).to_be_visible(timeout=ARRIVAL_MS)

    order = page.locator("#latest > li").evaluate_all("all => all.map(it => it.id)")
    assert order[:4] == [tile.get_attribute("id") for tile in tiles]
    line = studio.book()[-1]
    assert (line["mode"], line["images"]) == ("sequence", 4)


def test_number_of_pictures_moves_price_and_sum_and_nothing_else(page):
    page.goto(SEQUENCE)
    drop(page, BRIDGE, COAT)
    page.locator("#prompt").fill("Five steps up to @1 in @2")
    expect(page.locator("#sum")).to_contain_text("2 + 4 of 15")
    expect(page.locator("#send-word")).to_have_text("Generate up to 4")
    number = page.locator("#max_images")
    number.fill("")

    number.press_sequentially("11", delay=120)

    expect(page.locator("#send-word")).to_have_text("Generate up to 11")
    expect(page.locator("#sum")).to_contain_text("2 + 11 of 15")
    expect(number).to_be_focused()
    expect(number).to_have_value("11")
    expect(page.locator("#prompt")).to_have_value("Five steps up to @1 in @2")

    number.fill("14")
    page.wait_for_timeout(310)
    send_wrong(page)

    expect(page.locator(".field.is-wrong")).to_contain_text("2 + 14 = 16")
    expect(number).to_have_value("14")
    expect(page.locator("[data-tray-place]")).to_have_count(2)


def send_wrong(page):
    """Press the button for a form that will be refused."""
    with page.expect_response(lambda got: got.url.endswith(SEQUENCE)):
        page.locator("#send").click()


def test_refused_picture_of_a_set_says_why_in_its_own_place(page):
    tiles = ask_for_set(page, "Four masks, refuse:2")

    expect(tiles[1].locator(".tile__word")).to_have_text("Refused", timeout=ARRIVAL_MS)
    for tile in (tiles[0], tiles[2], tiles[3]):
        expect(tile.locator(".tile__image")).to_be_visible(timeout=ARRIVAL_MS)


def test_fewer_pictures_than_asked_are_shown_as_fewer(page):
    tiles = ask_for_set(page, "[fault:fewer] Four kites")

    for tile in tiles[:3]:
        expect(tile.locator(".tile__image")).to_be_visible(timeout=ARRIVAL_MS)
    expect(tiles[3].locator(".tile__word")).to_have_text("Did not come")
    expect(tiles[3]).to_contain_text("made fewer pictures")


def test_variations_are_two_requests_of_the_same_wish(page, studio):
    before = studio.requests()
    page.goto(COMPOSE)
    page.locator("#prompt").fill("A paper crane, twice")
    with redrawn(page):
        page.locator("label", has=page.locator("#variations-2")).click()

    tiles = send(page, page.locator("#send").click)

    assert len(tiles) == 2
    for tile in tiles:
        expect(tile.locator(".tile__image")).to_be_visible(timeout=ARRIVAL_MS)
    lines = studio.book()[before:]
    assert [(line["mode"], line["images"]) for line in lines] == [
        ("text-to-image", 1)
    ] * 2
    assert len({line["client_request_id"] for line in lines}) == 2
