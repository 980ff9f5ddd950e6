"""The gallery in the browser: its place is kept, keys move in it, nothing jumps."""

import sqlite3
import time
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import ARRIVAL_MS, ask_for, wait_for_picture

pytestmark = pytest.mark.browser
#: Pictures of the long gallery: more than three pages.
MANY = 200
TELL_OF_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.hadRecentInput) window.shifted += entry.value;
  }
}).observe({ type: "layout-shift", buffered: true });
"""
OUT_OF_SIGHT = """() => {
  const older = document.querySelector("[data-grid] .older");
  return !older || older.getBoundingClientRect().top > innerHeight + 200;
}"""
FIRST_IN_SIGHT = """() => {
  const bar = document.querySelector(".bar").offsetHeight;
  const tiles = [...document.querySelectorAll("[data-grid] .tile")];
  return tiles.find((tile) => tile.getBoundingClientRect().bottom > bar + 8).id;
}"""

IN_THE_MIDDLE = """() => document
  .elementFromPoint(innerWidth / 2, innerHeight / 2 + 20).closest(".tile").id"""
PLACE = """() => {
  const { left, top, bottom, width } = document.activeElement.getBoundingClientRect();
  return { left, width, top: top + scrollY, bottom: bottom + scrollY };
}"""


@pytest.fixture(scope="module")
def filled(studio, chromium, cookies):
    """The studio with one picture of its own, shown again in many rows."""
    context = chromium.new_context(base_url=studio.address)
    context.add_cookies(cookies)
    page = context.new_page()
    ask_for(page, "A jar of honey in the sun")
    wait_for_picture(page, "A jar of honey in the sun")
    context.close()
    time.sleep(1)  # its larger thumbnails
    _repeat(studio, MANY)
    return studio


def _repeat(studio, count):
    """Copy the newest picture, an hour apart each, with another prompt."""
    path = studio.folder / "studio.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as connection, connection:
        connection.row_factory = sqlite3.Row

        def newest(table, order="rowid"):
            asked = f"SELECT * FROM generations_{table} ORDER BY {order} DESC LIMIT 1"
            return dict(connection.execute(asked).fetchone())

        output = newest("output", "listed_at")
        rows = {
            "generation": newest("generation", "created_at"),
            "attempt": newest("attempt", "created_at"),
            "output": output,
            "listing": newest("listing", "place"),
        }
        for number in range(1, count + 1):
            for table, row in _copies(rows, number).items():
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join("?" * len(row))
                connection.execute(
                    f"INSERT INTO generations_{table} ({names}) VALUES ({marks})",
                    list(row.values()),
                )


def _copies(rows, number):
    moment = datetime(2026, 9, 30, 12, tzinfo=UTC) - timedelta(hours=9 * number)
    text = moment.strftime("%Y-%m-%d %H:%M:%S")
    place = int(moment.timestamp() * 1_000_000) << 11
    made = {name: uuid.uuid4().hex for name in ("generation", "attempt", "output")}
    prompt = f"Jar number {number}"
    return {
        "generation": rows["generation"]
        | {"id": made["generation"], "form_token": uuid.uuid4().hex}
        | {"prompt": prompt, "created_at": text},
        "attempt": rows["attempt"]
        | {"id": made["attempt"], "generation_id": made["generation"]}
        | {"created_at": text},
        "output": rows["output"]
        | {"id": made["output"], "attempt_id": made["attempt"], "listed_at": text}
        | {"generation_id": made["generation"]},
        "listing": rows["listing"]
        | {"place": place, "output_id": made["output"]}
        | {"generation_id": made["generation"]},
    }


def scroll_to_the_end(page, pages=3):
    """Scroll until so many pages of tiles are there; what comes moves nothing."""
    reached = 0
    for _each in range(60):
        here = page.evaluate("scrollY")
        assert here >= reached
        reached = here
        if page.locator("[data-grid] .tile").count() >= 60 * pages:
            return
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(150)
    raise AssertionError("older pictures did not come")


def read_on(page, pages):
    """Scroll as one reads: what comes next is there before its place is in sight."""
    while page.locator("[data-grid] .tile").count() < 60 * pages:
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(100)
        page.wait_for_function(OUT_OF_SIGHT)


def test_place_is_kept_through_a_picture_a_reload_and_a_shared_address(page, filled):
    page.goto("/")
    scroll_to_the_end(page)
    page.wait_for_timeout(600)
    first = page.evaluate(FIRST_IN_SIGHT)
    address = page.url

    assert "before=" in address
    assert address.endswith(f"#{first}")

    middle = page.evaluate(IN_THE_MIDDLE)
    tile = page.locator(f"#{middle}")
    tile.locator(".tile__link").click()
    expect(page.locator("dialog[open] .picture__image")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(tile.locator(".tile__link")).to_be_focused()
    expect(page).to_have_url(address)

    for _again in range(2):
        page.reload()
        expect(page.locator(f"#{first}")).to_be_in_viewport()
        page.wait_for_timeout(400)
        assert page.url == address

    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(f"#{first}")).to_be_in_viewport()
    expect(page.get_by_role("link", name="Newer", exact=True)).to_be_visible()


def test_a_picture_that_does_not_come_leaves_everything_as_it_was(page, filled):
    page.watch.expected = ["Failed to load resource"]
    page.goto("/?q=jar")
    address = page.url
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)

    page.locator("[data-grid] .tile .tile__link").nth(2).click()

    expect(page.locator("[data-connection]")).to_be_visible()
    expect(page).to_have_url(address)
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.context.set_offline(False)


def test_focus_returns_to_the_picture_one_walked_on_to(page, filled):
    page.goto("/?q=jar")
    tiles = page.locator("[data-grid] .tile .tile__link")
    tiles.nth(2).click()
    heading = page.locator("dialog[open] h1")
    expect(heading).to_be_visible()
    before = heading.inner_text()

    page.keyboard.press("ArrowRight")
    expect(heading).not_to_have_text(before)
    page.keyboard.press("Escape")

    expect(tiles.nth(3)).to_be_focused()


def test_arrows_go_by_what_one_sees_and_letters_can_be_switched_off(page, filled):
    page.goto("/?q=jar")
    tiles = page.locator("[data-grid] .tile .tile__link")
    tiles.nth(0).focus()
    page.keyboard.press("ArrowRight")
    expect(tiles.nth(1)).to_be_focused()

    above = page.evaluate(PLACE)
    page.keyboard.press("ArrowDown")
    below = page.evaluate(PLACE)
    assert below["top"] >= above["bottom"] - 1
    assert abs(below["left"] - above["left"]) < above["width"] + below["width"]
    page.keyboard.press("ArrowUp")
    expect(tiles.nth(1)).to_be_focused()

    page.keyboard.press(" ")
    expect(page.locator("[data-pick]").nth(1)).to_be_checked()
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.press("Escape")

    page.keyboard.press("?")
    sheet = page.locator("dialog#keys")
    expect(sheet).to_be_visible()
    sheet.locator("[data-letters]").uncheck()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#search")).not_to_be_focused()


def test_one_tile_is_a_stop_of_the_tab_key(page, filled):
    page.goto("/?q=jar")

    stops = page.locator("[data-grid] .tile__link:not([tabindex='-1'])")
    expect(stops).to_have_count(1)
    page.keyboard.press("Tab")
    page.locator("[data-grid] .tile__link").nth(4).focus()

    expect(stops).to_have_count(1)
    expect(stops).to_be_focused()


def test_nothing_moves_while_the_gallery_loads_and_grows(visit, filled, cookies):
    page = visit(filled, cookies=cookies)
    page.add_init_script(TELL_OF_SHIFTS)
    page.goto("/")
    page.wait_for_load_state("networkidle")

    assert page.evaluate("window.shifted") == 0

    read_on(page, pages=2)
    page.wait_for_timeout(500)

    assert page.evaluate("window.shifted") == 0


def test_months_lead_to_a_page_of_the_past(page, filled):
    page.goto("/")

    page.locator("#rail").get_by_role("link", name="Aug 2026").click()

    expect(page.locator(".month__name").first).to_have_text("August 2026")


def test_size_of_the_pictures_is_kept(page, filled):
    page.goto("/")
    slider = page.locator("[data-rows]")

    slider.fill("5")
    page.reload()

    expect(page.locator(".gallery.rows-5")).to_be_visible()
    page.context.clear_cookies(name="rows")


def test_queue_shows_what_is_under_way_and_signals_its_end(page, studio):
    page.goto("/")
    ask_for(page, "A tower that is waited for")
    page.goto("/")
    page.locator(".queue-button").click()
    waiting = page.locator("#queue").get_by_text("A tower that is waited for")

    expect(page.get_by_text("Stored: A tower that is waited for")).to_be_attached(
        timeout=ARRIVAL_MS
    )
    expect(waiting).to_have_count(0)
    expect(page.locator("#queue-count")).to_have_attribute(
        "data-queue", "0", timeout=ARRIVAL_MS
    )
