"""What a person decides about a request, in a real browser: one press, one outcome."""

import json
import re
import urllib.request

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import (
    ARRIVAL_MS,
    ask_for,
    violations_on,
    wait_for_picture,
)

pytestmark = pytest.mark.browser


def arm(studio, kind, times):
    """Have the gateway play a fault at its next requests."""
    port = (studio.folder / "simulator" / "port").read_text().strip()
    body = json.dumps({"kind": kind, "times": times}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/faults", body)
    request.add_header("Content-Type", "application/json")
    urllib.request.urlopen(request, timeout=20).close()


@pytest.fixture
def gate(studio):
    """Return a function that sets what the gateway lets in; it is opened again."""

    yield studio.set_gates
    studio.set_gates()


def sent_for(studio, tile):
    """Return how many requests of a tile's attempt reached the gateway."""
    [(attempt_id,)] = studio.ask(
        "SELECT attempt_id FROM generations_output WHERE id = ?", key_of(tile)
    )
    lines = [line["client_request_id"].replace("-", "") for line in studio.book()]
    return lines.count(attempt_id)


def key_of(tile):
    return tile.get_attribute("id").removeprefix("output-").replace("-", "")


def make_old(studio, tile):
    """Let the deadline of a tile's request be over."""
    studio.change(
        "UPDATE generations_attempt SET sent_at = datetime(sent_at, '-1 hour')"
        " WHERE id = (SELECT attempt_id FROM generations_output WHERE id = ?)",
        key_of(tile),
    )


def unknown(page, studio, prompt):
    """Ask for a picture whose outcome stays unknown; return its tile on the gallery."""
    tile = ask_for(page, f"[fault:http-500] {prompt}")
    expect(tile.locator(".tile__word")).to_have_text("Outcome unknown", timeout=20_000)
    make_old(studio, tile)
    page.goto("/")
    expect(tile).to_contain_text("Decide")
    return tile


def word_of(tile):
    return tile.locator(".tile__word")


def test_what_is_cancelled_in_the_queue_never_reaches_the_gateway(page, studio, gate):
    ask_for(page, "A hare that opens the gate")
    wait_for_picture(page, "A hare that opens the gate")
    gate(concurrency=1)
    ask_for(page, "[fault:slow:7] A very slow river")
    tile = ask_for(page, "A boat that is called back")
    expect(tile).to_contain_text("next in the queue")

    tile.get_by_role("button", name="Cancel").click()

    expect(word_of(tile)).to_have_text("Cancelled")
    expect(tile).to_contain_text("nothing was sent · not billed")
    expect(page.locator("#toasts")).to_contain_text("nothing is billed")
    assert violations_on(page) == []
    wait_for_picture(page, "[fault:slow:7] A very slow river")
    assert sent_for(studio, tile) == 0

    page.locator("#toasts").get_by_role("button", name="Undo").click()

    wait_for_picture(page, "A boat that is called back")
    assert sent_for(studio, tile) == 1


def test_what_is_not_waited_for_still_comes(page, studio):
    prompt = "[fault:slow:6] A patient heron"
    tile = ask_for(page, prompt)
    stop = tile.get_by_role("button", name="Stop waiting")

    stop.focus()
    page.keyboard.press("Enter")

    expect(word_of(tile)).to_have_text("No longer waited for")
    expect(tile).not_to_have_class(re.compile("is-busy"))
    expect(page.locator("#toasts")).to_contain_text("its charge stands")
    expect(tile.get_by_role("button", name="Wait again")).to_be_focused()
    assert violations_on(page) == []
    wait_for_picture(page, prompt)
    assert sent_for(studio, tile) == 1


def test_unknown_outcome_is_decided_in_the_dialog_and_taken_back(page, studio):
    tile = unknown(page, studio, "a well without a bottom")
    tile.locator("a").click()
    question = page.locator("dialog .decision")
    expect(question).to_contain_text("Was it billed?")
    assert violations_on(page) == []

    question.get_by_role("button", name="Accept the loss").click()

    expect(question).to_contain_text("Decided: the loss is accepted")
    expect(question.locator(".decision__said")).to_be_focused()
    expect(word_of(tile)).to_have_text("Loss accepted")
    assert violations_on(page) == []

    question.get_by_role("button", name="Take it back").click()
    expect(question).to_contain_text("Was it billed?")
    question.get_by_role("button", name="It was not billed").click()

    expect(question).to_contain_text("Decided: not billed")
    expect(word_of(tile)).to_have_text("Not billed")
    assert sent_for(studio, tile) == 1


def test_generating_again_asks_first_and_sends_once_however_often_pressed(page, studio):
    tile = unknown(page, studio, "a door that is pushed twice again")
    arm(studio, "slow:1", 1)  # in place of the fault that the prompt names
    before = studio.requests()
    tile.locator("a").click()
    question = page.locator("dialog .decision")
    question.get_by_text("Generate again…").click()
    expect(question).to_contain_text("you pay twice")
    assert violations_on(page) == []

    again = question.get_by_role("button", name="Generate again")
    again.evaluate("it => { it.click(); it.click(); }")

    expect(question).to_contain_text("It was sent again")
    page.keyboard.press("Escape")
    image = page.get_by_role("img", name="a door that is pushed twice again")
    expect(image).to_be_visible(timeout=ARRIVAL_MS)
    expect(word_of(tile)).to_have_text("Outcome unknown")
    assert studio.requests() == before + 1
    [(repeats,)] = studio.ask(
        "SELECT count(*) FROM generations_attempt WHERE repeats_id ="
        " (SELECT attempt_id FROM generations_output WHERE id = ?)",
        key_of(tile),
    )
    assert repeats == 1


def test_generating_again_from_two_tabs_sends_once(page, studio, visit, cookies):
    tile = unknown(page, studio, "a bell with two ropes")
    arm(studio, "slow:1", 1)
    before = studio.requests()
    other = visit(studio, cookies=cookies)
    address = tile.locator("a").get_attribute("href")
    for tab in (page, other):
        tab.goto(address)
        tab.get_by_text("Generate again…").click()
    for tab in (page, other):
        tab.locator(".decision").get_by_role("button", name="Generate again").click()

    expect(other.locator(".decision__said")).to_contain_text("nothing more was sent")
    other.get_by_role("link", name="the new request").click()
    wait_for_picture(other, "[fault:http-500] a bell with two ropes")
    assert studio.requests() == before + 1


def test_too_early_to_generate_again_names_the_time(page):
    tile = ask_for(page, "[fault:http-500] a very fresh loaf")
    expect(word_of(tile)).to_have_text("Outcome unknown", timeout=20_000)
    tile.locator("a").click()

    question = page.locator("dialog .decision")

    expect(question).to_contain_text("until then its answer may still come")
    again = question.get_by_role("button", name="Generate again")
    expect(again).to_be_disabled()


def test_all_that_is_safe_is_retried_in_one_click(page, studio, gate):
    prompts = ["A ladder to try again", "A rope to try again"]
    tiles = []
    for prompt in prompts:
        arm(studio, "http-401", 1)
        tiles.append(ask_for(page, prompt))
        expect(word_of(tiles[-1])).to_have_text("Refused", timeout=20_000)
        gate()  # an admin mended the key
    page.goto("/")
    bar = page.locator("#retry-bar")
    expect(bar).to_contain_text("2 requests failed without being billed.")
    assert violations_on(page) == []

    bar.get_by_role("button", name="Retry all").click()

    expect(page.locator("#toasts")).to_contain_text("2 requests are queued again.")
    expect(bar).not_to_contain_text("failed")
    for prompt in prompts:
        wait_for_picture(page, prompt)
    assert [sent_for(studio, tile) for tile in tiles] == [2, 2]


def test_pause_of_the_gateway_is_told_on_the_tile_and_passes(page, gate):
    ask_for(page, "A finch before the pause")
    wait_for_picture(page, "A finch before the pause")
    gate(pause="credit")

    tile = ask_for(page, "A finch that waits")
    expect(tile).to_contain_text("the gateway's credit is used up")
    gate()

    wait_for_picture(page, "A finch that waits")


def test_decisions_are_made_without_script(visit, studio, cookies, gate, page):
    ask_for(page, "A snail before the pause")
    wait_for_picture(page, "A snail before the pause")
    gate(pause="person")
    tile = ask_for(page, "A snail without script")
    plain = visit(studio, cookies=cookies, java_script_enabled=False)
    plain.goto("/")
    same = plain.locator(f"#{tile.get_attribute('id')}")

    same.get_by_role("button", name="Cancel").click()

    expect(plain).to_have_url("/")
    expect(word_of(same)).to_have_text("Cancelled")
    plain.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(word_of(same)).to_have_text("Waiting")
    same.locator("a").click()
    plain.get_by_role("button", name="Cancel").click()
    expect(plain.locator(".picture__word")).to_have_text("Cancelled")
