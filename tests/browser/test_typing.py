"""Typing while the form is drawn anew: no letter lost, no press swallowed."""

import pytest
from playwright.sync_api import expect

from tests.browser.files import BRIDGE, COAT, drop
from tests.browser.visitor import COMPOSE, redrawn, send

pytestmark = pytest.mark.browser

#: How long the studio seems to think about an answer, in milliseconds.
SLOW_MS = 500


def slow_down(page, address="**/redraw/"):
    """Let each answer come late, as on a bad line."""

    def wait(route):
        page.wait_for_timeout(SLOW_MS)
        route.continue_()

    page.route(address, wait)


def label_of(page, selector):
    """Return the label around a hidden radio."""
    return page.locator("label", has=page.locator(selector))


def test_letters_typed_while_the_tray_is_redrawn_stay_and_keep_their_place(page):
    page.goto("/compose/fusion/")
    drop(page, BRIDGE, COAT)
    with redrawn(page):
        page.locator("#prompt").fill("the shape of @1 in the colours of @2")
    slow_down(page)

    with redrawn(page):
        page.locator("button[value^='right:']").first.click()
        page.locator("#prompt").focus()
        page.keyboard.press("Control+Home")
        page.keyboard.type("Show on a white table ", delay=15)

    expect(page.locator("#prompt")).to_have_value(
        "Show on a white table the shape of @2 in the colours of @1"
    )
    page.keyboard.type("once more ", delay=15)
    expect(page.locator("#prompt")).to_have_value(
        "Show on a white table once more the shape of @2 in the colours of @1"
    )
    expect(page.locator("#sent-as")).to_contain_text("once more the shape of image 2")


def test_fast_typing_through_redraws_loses_nothing(page):
    words = "a slow river under old willows, early light, a heron standing still"
    page.goto(COMPOSE)
    slow_down(page)
    page.locator("#prompt").focus()

    for part in words.split(", "):
        label_of(page, "#ratio-3x2" if "," not in part else "#ratio-1x1").click()
        page.locator("#prompt").focus()
        page.keyboard.press("Control+End")
        page.keyboard.type(part + " ", delay=10)
        label_of(page, "#ratio-16x9").click()
        page.locator("#prompt").focus()
        page.keyboard.type("and ", delay=10)

    expect(page.locator(".size-picker__pixels").first).to_contain_text("×")
    page.wait_for_timeout(3 * SLOW_MS)
    expect(page.locator("#prompt")).to_have_value(
        "".join(f"{part} and " for part in words.split(", "))
    )
    expect(page.locator("#ratio-16x9")).to_be_checked()


def test_values_typed_just_before_the_press_are_sent_once(page, studio):
    prompt = "A cup with a blue rim"
    before = studio.requests()
    page.goto(COMPOSE)
    label_of(page, "#ratio-custom").click()
    page.get_by_label("Width").fill("")
    slow_down(page)
    page.locator("#prompt").fill(prompt)
    page.get_by_label("Width").press_sequentially("2304", delay=10)
    page.get_by_label("Height").fill("1728")

    [tile] = send(page, page.locator("#send").click)

    expect(tile.locator(".tile__image")).to_have_attribute(
        "width", "2304", timeout=30_000
    )
    page.wait_for_timeout(2 * SLOW_MS)
    expect(page.get_by_label("Height")).to_have_value("1728")
    assert studio.generations(prompt) == 1
    assert studio.requests() == before + 1


def test_press_that_a_redraw_interrupts_counts(page, studio):
    prompt = "A gate in the middle of a press"
    page.goto(COMPOSE)
    page.locator("#prompt").fill(prompt)
    page.wait_for_timeout(1200)
    button = page.locator("#send")
    place = button.bounding_box()

    page.mouse.move(place["x"] + 30, place["y"] + 20)
    page.mouse.down()
    with redrawn(page):
        page.evaluate("document.querySelector('#ratio-3x2').click()")
    expect(page.locator(".size-picker__pixels").first).to_contain_text("2496 × 1664")
    [tile] = send(page, page.mouse.up)

    expect(tile).to_be_visible()
    assert studio.generations(prompt) == 1


def test_answer_to_a_press_is_shown_whatever_was_picked_meanwhile(page, studio):
    prompt = "A fence that is painted while one waits"
    page.goto(COMPOSE)
    page.locator("#prompt").fill(prompt)
    slow_down(page, "**/compose/text-to-image/")

    def press_and_go_on():
        page.locator("#send").click()
        label_of(page, "#ratio-3x2").click()
        page.locator("#prompt").press_sequentially(", twice")

    [tile] = send(page, press_and_go_on)

    expect(tile).to_be_visible()
    expect(page.locator("#prompt")).to_have_value(f"{prompt}, twice")
    assert studio.generations(prompt) == 1
