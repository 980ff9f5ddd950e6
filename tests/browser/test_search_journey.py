"""A search as a journey: typed, narrowed, kept, opened, walked through, left again."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.rows import copy
from tests.browser.visitor import ask_for, wait_for_picture

pytestmark = pytest.mark.browser
LANTERN = "A lantern of honey-coloured glass"
#: Newest first.
PROMPTS = (
    "一只橘猫坐在灯笼旁",
    "Paper lantern over a pond",
    "Stone lantern in the snow, watercolour",
    "灯笼与小猫，水彩",
    "Lantern fish, blueprint",
)


@pytest.fixture(scope="module")
def lanterns(studio, chromium, cookies):
    """One picture that was made, and five more of other words; their ids."""
    context = chromium.new_context(base_url=studio.address)
    context.add_cookies(cookies)
    page = context.new_page()
    ask_for(page, LANTERN)
    image = wait_for_picture(page, LANTERN)
    made = image.evaluate("it => it.closest('li').dataset.output")
    context.close()
    return copy(studio, made, PROMPTS)


def search(page, text):
    """Type a search into the box, as one does, and send it."""
    page.keyboard.press("/")
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=*")


def prompts_on(page):
    tiles = page.locator("[data-grid] .tile__image")
    return [tile.get_attribute("alt") for tile in tiles.all()]


def chip(page, word):
    return page.locator(".chips .chip", has_text=word)


def test_operators_narrow_and_chips_are_taken_off_one_by_one(page, lanterns):
    page.goto("/")
    search(page, "lantern -watercolour by:me rating:many before:2026-10")

    assert prompts_on(page) == [PROMPTS[1], PROMPTS[4]]
    expect(page.locator(".hint")).to_contain_text("rating:many")
    expect(page.locator(".chips__count")).to_have_text("2 pictures")

    chip(page, "watercolour").click()
    expect(chip(page, "watercolour")).to_have_count(0)
    assert prompts_on(page) == [PROMPTS[1], PROMPTS[2], PROMPTS[4]]

    chip(page, "many").click()
    expect(page.locator(".hint")).to_have_count(0)
    for word in ("2026-10", "me"):
        chip(page, word).click()
        expect(chip(page, word)).to_have_count(0)
    assert LANTERN in prompts_on(page)
    chip(page, "lantern").click()
    expect(page.locator(".chips")).to_have_count(0)
    expect(page.locator("#search")).to_have_value("")


def test_chinese_words_are_found_without_spaces(page, lanterns):
    page.goto("/")
    search(page, "猫 灯笼")
    assert prompts_on(page) == [PROMPTS[0], PROMPTS[3]]

    search_again = page.locator("#search")
    search_again.fill('"小猫"')
    search_again.press("Enter")
    expect(chip(page, "小猫")).to_be_visible()
    assert prompts_on(page) == [PROMPTS[3]]


def test_a_search_without_a_match_says_what_to_leave_out(page, lanterns):
    page.goto("/")
    search(page, "lantern zeppelin")

    page.locator(".empty").get_by_role("link", name="without zeppelin").click()

    expect(chip(page, "zeppelin")).to_have_count(0)
    assert PROMPTS[1] in prompts_on(page)


def test_a_search_is_kept_as_a_collection_that_fills_itself(page, lanterns):
    page.goto("/")
    search(page, "lantern -watercolour before:2026-10")
    page.get_by_role("button", name="Save as smart collection").click()

    page.wait_for_url("**/collections/*/")
    assert prompts_on(page) == [PROMPTS[1], PROMPTS[4]]
    page.goto("/collections/")
    kept = page.locator("main").get_by_role("link", name=re.compile("lantern -water"))
    kept.first.click()
    expect(page.locator("[data-grid] .tile__image")).to_have_count(2)


def test_next_and_previous_follow_the_results_and_back_leads_to_them(page, lanterns):
    page.goto("/")
    search(page, "lantern before:2026-10")
    address = page.url
    tiles = page.locator("[data-grid] .tile__link")
    tiles.nth(0).click()
    heading = page.locator("dialog[open] h1")
    expect(heading).to_have_text(PROMPTS[1])

    for prompt in (PROMPTS[2], PROMPTS[4]):
        page.keyboard.press("ArrowRight")
        expect(heading).to_have_text(prompt)
    expect(page.locator('dialog[open] [data-picture-turn="on"]')).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    expect(heading).to_have_text(PROMPTS[2])

    page.reload()
    expect(page.locator("main h1")).to_have_text(PROMPTS[2])
    page.locator('main [data-picture-turn="on"]').click()
    expect(page.locator("main h1, dialog[open] h1").first).to_have_text(PROMPTS[4])
    page.go_back()
    page.go_back()
    expect(page).to_have_url(address)
    assert prompts_on(page) == [PROMPTS[1], PROMPTS[2], PROMPTS[4]]


def test_closing_a_result_returns_to_its_tile(page, lanterns):
    page.goto("/")
    search(page, "lantern before:2026-10")
    address = page.url
    tiles = page.locator("[data-grid] .tile__link")
    tiles.nth(1).click()
    expect(page.locator("dialog[open] h1")).to_have_text(PROMPTS[2])

    page.keyboard.press("Escape")

    expect(page).to_have_url(address)
    expect(tiles.nth(1)).to_be_focused()
