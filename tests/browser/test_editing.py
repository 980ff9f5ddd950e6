"""Editing one picture, from a tile and from its page."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.files import BRIDGE, COAT, drop
from tests.browser.visitor import ask_for, send, wait_for_picture

pytestmark = pytest.mark.browser


@pytest.fixture
def tile(page):
    """A tile of the gallery with its picture."""
    prompt = "A red barn under birches"
    ask_for(page, prompt)
    page.goto("/")
    wait_for_picture(page, prompt)
    return page.locator(".tile", has=page.get_by_role("img", name=prompt)).first


def picture_of(tile):
    """Return the id of the picture on a tile."""
    edit = tile.get_by_role("link", name="Edit this picture")
    return edit.get_attribute("href").rpartition("=")[2]


def test_tile_leads_to_its_edit_by_mouse_and_by_keyboard(page, tile, studio):
    image = picture_of(tile)
    edit = tile.get_by_role("link", name="Edit this picture")

    tile.hover()
    expect(edit).to_be_visible()
    tile.locator(".tile__link").focus()
    page.keyboard.press("Tab")
    expect(tile.locator("[data-pick]")).to_be_focused()
    page.keyboard.press("Tab")
    expect(edit).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/compose/edit/"))
    expect(page.get_by_text("Editing this")).to_be_visible()
    expect(page.locator(".tray__image")).to_have_count(1)
    expect(page.locator(".tray__image")).to_have_attribute("src", re.compile(image))

    prompt = "Paint the barn blue"
    page.locator("#prompt").fill(prompt)
    send(page, page.locator("#send").click)

    wait_for_picture(page, prompt)
    line = studio.book()[-1]
    assert (line["mode"], line["references"]) == ("edit", 1)


def test_page_of_a_picture_leads_to_its_edit_whatever_lies_on_the_tray(page, tile):
    image = picture_of(tile)
    page.goto("/compose/fusion/")
    drop(page, BRIDGE, COAT)
    page.goto("/")
    page.locator(f".tile:has([href$='{image}']) .tile__link").click()

    page.locator("dialog[open]").get_by_role("link", name="Edit", exact=True).click()

    expect(page.locator(".tray__image")).to_have_count(1)
    expect(page.locator(".tray__image")).to_have_attribute("src", re.compile(image))


def test_another_picture_dropped_on_an_edit_takes_its_place(page):
    page.goto("/compose/edit/")
    expect(page.locator("#tray")).to_contain_text("Add the picture to change")
    drop(page, BRIDGE)
    expect(page.locator("#tray")).to_contain_text("bridge.png")

    drop(page, COAT)

    expect(page.locator(".tray__image")).to_have_count(1)
    expect(page.locator("#tray")).to_contain_text("coat.png")
