"""What goes wrong, in words: at the gateway, and on the form."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import (
    COMPOSE,
    ECHO_MS,
    ask_for,
    redrawn,
    send,
    violations_on,
)

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def open_gates(studio):
    """Open what a refused key has closed."""
    yield
    studio.set_gates()


def choose(page, offer):
    """Pick an offer, from behind the fold if need be, and wait for its form."""
    radio = page.locator(f"[name=offer][value='{offer}@simulator']")
    if not radio.is_visible():
        page.locator(".offers__more summary").click()
    with redrawn(page):
        radio.check()
    expect(page.locator("[name=offer]:checked")).to_have_value(f"{offer}@simulator")


def choose_custom_size(page, width_px, height_px):
    """Ask for exact pixels."""
    page.get_by_text("Custom", exact=True).click()
    page.get_by_label("Width").fill(str(width_px))
    page.get_by_label("Height").fill(str(height_px))


@pytest.mark.parametrize(
    ("prompt", "word", "sentences"),
    [
        (
            "[fault:http-500] a tree",
            "Outcome unknown",
            ["no complete answer came back", "ay have been billed", "gateway's bill"],
        ),
        (
            "[fault:html] a tree",
            "Outcome unknown",
            ["cannot be read", "ay have been billed", "gateway's bill"],
        ),
        (
            "a forbidden tree",
            "Refused",
            ["filter refused the prompt", "Not billed", "Change the prompt"],
        ),
        (
            "[fault:http-401] a tree",
            "Refused",
            ["does not accept the key", "Not billed", "Ask an admin"],
        ),
    ],
)
def test_trouble_at_the_gateway_is_told_in_words(page, prompt, word, sentences):
    tile = ask_for(page, prompt)

    expect(tile.locator(".tile__word")).to_have_text(word, timeout=20_000)

    tile.click()

    state = page.locator("dialog[open] .picture__state")
    for sentence in (word, *sentences):
        expect(state).to_contain_text(sentence)
    expect(page.locator("dialog[open]")).to_contain_text("What the gateway said")

    page.get_by_role("link", name="Edit and send again").click()

    expect(page.locator("#prompt")).to_have_value(prompt)


def test_empty_prompt_is_told_beside_the_field(page, studio):
    before = studio.requests()
    page.goto(COMPOSE)

    page.locator("#send").click()

    expect(page.locator("#prompt")).to_have_accessible_description(
        re.compile("Describe the picture first.")
    )
    expect(page.locator("#prompt")).to_have_attribute("aria-invalid", "true")
    assert studio.requests() == before


def test_size_outside_the_range_names_the_nearest_and_takes_it(page):
    page.goto(COMPOSE)
    page.locator("#prompt").fill("A very small house")
    choose(page, "seedream-4.5")
    choose_custom_size(page, 1024, 1024)

    page.locator("#send").click()

    expect(page.locator("#size-error")).to_contain_text(
        "3,686,400 to 16,777,216 pixels (width × height); 1024 × 1024 is outside."
    )
    assert page.get_by_label("Width").input_value() == "1024"
    assert page.locator("#prompt").input_value() == "A very small house"

    page.get_by_role("button", name="Use 1920 × 1920").click()

    expect(page.locator("#size-error")).to_have_count(0)
    expect(page.get_by_label("Width")).to_have_value("1920")
    assert page.locator("#prompt").input_value() == "A very small house"
    page.wait_for_timeout(ECHO_MS)
    [tile] = send(page, page.locator("#send").click)
    expect(tile).to_have_class(re.compile(r"\br-1x1\b"))


def test_boxes_of_a_size_are_left_alone_while_one_types(page):
    page.goto(COMPOSE)
    page.get_by_text("Custom", exact=True).click()
    page.get_by_label("Width").fill("")
    is_typed = re.compile(r'"width"\s+2304\s.*"height"\s+1728\s', re.DOTALL)
    with page.expect_request(lambda it: is_typed.search(it.post_data or "")):
        page.get_by_label("Width").press_sequentially("2304", delay=50)
        page.keyboard.press("Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type("1728", delay=50)

    assert page.get_by_label("Width").input_value() == "2304"
    expect(page.get_by_label("Height")).to_be_focused()
    assert page.get_by_label("Height").input_value() == "1728"
    expect(page.locator("#send #price")).to_have_text("free")


def test_prompt_of_20000_characters_is_sent_with_a_hint(page, studio):
    prompt = ("a long walk " * 1667)[:20_000].strip()
    page.goto(COMPOSE)
    page.locator("#prompt").fill(prompt)

    expect(page.locator("#prompt-count")).to_contain_text("longer than advised")

    send(page, page.locator("#send").click)

    assert studio.generations(prompt) == 1


def test_another_offer_keeps_the_prompt_and_names_what_changed(page):
    page.goto(COMPOSE)
    page.locator("#prompt").fill("A harbour at noon")
    choose(page, "seedream-4.5")
    page.get_by_text("4K", exact=True).click()
    expect(page.locator(".size-picker__pixels").first).to_contain_text("4096 × 4096")
    expect(page.get_by_label("Seed", exact=True)).to_have_count(0)
    expect(page.get_by_label("Guidance", exact=True)).to_have_count(0)

    choose(page, "seedream-3.0-t2i")

    expect(page.locator(".field__note")).to_contain_text("has no 4K: set to 1K.")
    expect(page.get_by_label("Seed", exact=True)).to_be_visible()
    expect(page.get_by_label("Guidance", exact=True)).to_be_visible()
    assert page.locator("#prompt").input_value() == "A harbour at noon"

    page.get_by_label("Seed", exact=True).fill("-7")
    page.locator("#send").click()

    expect(page.locator(".field.is-wrong")).to_contain_text("A number from -1 to")
    assert page.get_by_label("Seed", exact=True).input_value() == "-7"
    assert violations_on(page) == []

    choose(page, "seedream-5.0-lite")

    expect(page.get_by_label("Seed", exact=True)).to_have_count(0)
    assert page.locator("#prompt").input_value() == "A harbour at noon"
