"""The main job: ask for a picture, watch it come, look at it, take it home."""

import hashlib
import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import (
    ARRIVAL_MS,
    COMPOSE,
    ECHO_MS,
    ask_for,
    send,
    wait_for_picture,
)

pytestmark = pytest.mark.browser

PRESS_THE_FRESH_FORM = """
document.addEventListener("htmx:afterSettle", () =>
  setTimeout(() => document.querySelector("#send").click(), 100), { once: true })
"""


def test_placeholder_of_the_right_shape_becomes_the_picture(page, studio):
    prompt = "A lighthouse of folded paper"
    before = studio.requests()
    page.goto(COMPOSE)
    page.locator("#prompt").fill(prompt)
    page.locator("label.ratio", has_text="3:2").click()
    expect(page.locator(".size-picker__pixels")).to_contain_text("2496 × 1664")

    [tile] = send(page, lambda: page.locator("#prompt").press("Control+Enter"))

    expect(tile).to_have_class(re.compile(r"\br-3x2\b"))
    assert page.locator("#prompt").input_value() == prompt

    page.reload()
    expect(tile).to_have_class(re.compile(r"\br-3x2\b"))
    page.evaluate("window.isTheSamePage = true")

    image = wait_for_picture(page, prompt)
    assert image.get_attribute("width") == "2496"
    assert image.get_attribute("height") == "1664"
    expect(tile).to_have_class(re.compile(r"\br-3x2\b"))
    assert page.evaluate("window.isTheSamePage")
    assert studio.generations(prompt) == 1
    assert studio.requests() == before + 1


def test_placeholder_keeps_its_place_when_the_picture_comes(page):
    tile = ask_for(page, "A boat that does not move")
    before = tile.bounding_box()

    wait_for_picture(page, "A boat that does not move")

    assert tile.bounding_box() == before


def test_pressing_twice_is_one_generation(page, studio):
    prompt = "A door that is pushed twice"
    page.goto(COMPOSE)
    page.locator("#prompt").fill(prompt)

    page.locator("#send").evaluate("it => { it.click(); it.click(); }")

    wait_for_picture(page, prompt)
    assert studio.generations(prompt) == 1


def test_second_half_of_a_double_click_does_not_meet_the_fresh_form(page, studio):
    prompt = "A door that is double-clicked"
    page.goto(COMPOSE)
    page.locator("#prompt").fill(prompt)
    page.evaluate(PRESS_THE_FRESH_FORM)

    send(page, page.locator("#send").click)

    wait_for_picture(page, prompt)
    assert studio.generations(prompt) == 1


def test_keys_that_are_held_down_send_once(page, studio):
    prompt = "A bell whose rope is held"
    page.goto(COMPOSE)
    page.locator("#prompt").fill(prompt)
    page.keyboard.down("Control")

    send(page, lambda: page.keyboard.down("Enter"))
    for _repeat in range(15):
        page.keyboard.down("Enter")
        page.wait_for_timeout(80)

    wait_for_picture(page, prompt)
    assert studio.generations(prompt) == 1


def test_sending_the_same_form_again_is_a_second_generation(page, studio):
    prompt = "A bell that is rung twice"
    first = ask_for(page, prompt)
    page.wait_for_timeout(ECHO_MS)

    [second] = send(page, page.locator("#send").click)

    expect(first.or_(second)).to_have_count(2)
    expect(page.get_by_role("img", name=prompt)).to_have_count(2, timeout=ARRIVAL_MS)
    assert studio.generations(prompt) == 2


def test_page_stops_asking_when_everything_is_stored(page):
    ask_for(page, "A clock without hands")
    wait_for_picture(page, "A clock without hands")
    expect(page.locator("[name=open]")).to_have_count(0)
    before = len(page.watch.polls)

    page.wait_for_timeout(2500)

    assert before > 0
    assert len(page.watch.polls) == before


def find_in_gallery(page, prompt):
    """Have a picture made and return its link in the gallery."""
    ask_for(page, prompt)
    page.goto("/")
    wait_for_picture(page, prompt)
    return page.locator("a.tile__link", has=page.get_by_role("img", name=prompt))


def test_gallery_opens_a_picture_over_itself_and_comes_back(page):
    prompt = "A snail on a wet stone"
    link = find_in_gallery(page, prompt)
    dialog = page.locator("dialog[open]")

    link.click()

    expect(dialog.get_by_role("heading", name=prompt)).to_be_visible()
    expect(page).to_have_url(link.get_attribute("href"))
    expect(page).to_have_title(f"{prompt} · Seedream Studio")

    page.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    expect(page).to_have_url("/")
    expect(link).to_be_focused()


def test_back_forward_and_reload_lead_where_they_should(page):
    prompt = "A snail on a dry stone"
    link = find_in_gallery(page, prompt)
    address = link.get_attribute("href")
    dialog = page.locator("dialog[open]")
    link.press("Enter")
    expect(dialog.get_by_role("heading", name=prompt)).to_be_visible()

    page.go_back()

    expect(dialog).to_have_count(0)
    expect(page).to_have_url("/")

    page.go_forward()

    expect(dialog.get_by_role("heading", name=prompt)).to_be_visible()
    expect(page).to_have_url(address)

    page.reload()

    expect(page.locator("main #picture")).to_contain_text(prompt)
    expect(dialog).to_have_count(0)

    page.go_back()

    expect(link).to_be_visible()
    expect(page).to_have_url("/")


def test_downloaded_original_is_the_stored_one_byte_for_byte(page, studio, tmp_path):
    prompt = "A fox in fresh snow"
    ask_for(page, prompt)
    wait_for_picture(page, prompt).click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", name=prompt)).to_be_visible()
    told = dialog.locator("#sha256-text").text_content()

    with page.expect_download() as started:
        dialog.get_by_role("link", name="Download original").click()

    started.value.save_as(tmp_path / "original")
    content = (tmp_path / "original").read_bytes()
    assert hashlib.sha256(content).hexdigest() == told
    assert content == studio.stored(told)
    assert re.fullmatch(r"[\w-]+\.jpe?g", started.value.suggested_filename)


def test_picture_page_of_an_unfinished_one_finishes_by_itself(page):
    prompt = "A kite above the dunes"
    tile = ask_for(page, prompt)
    address = tile.locator("a").get_attribute("href")

    page.goto(address)

    expect(page.locator(".picture__image")).to_be_visible(timeout=ARRIVAL_MS)
    before = len(page.watch.polls)
    page.wait_for_timeout(1500)
    assert len(page.watch.polls) == before


def test_one_more_like_this_fills_the_form_in(page):
    prompt = "A teapot in the fog"
    ask_for(page, prompt)
    wait_for_picture(page, prompt).click()

    page.get_by_role("link", name="One more like this").click()

    expect(page).to_have_url(re.compile(r"/compose/text-to-image/\?from="))
    assert page.locator("#prompt").input_value() == prompt
