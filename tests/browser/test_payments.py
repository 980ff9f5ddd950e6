"""A month's money in a real browser: from the first picture to the gateway's bill."""

import csv

import pytest
from playwright.sync_api import expect

from tests.browser.studio import Studio
from tests.browser.visitor import ask_for, sign_in, violations_on, wait_for_picture


@pytest.fixture
def priced(chromium, tmp_path):
    """A studio whose simulated pictures cost 0.03 USD each."""
    running = Studio(
        tmp_path / "studio", is_founded=True, STUDIO_SIMULATOR_PRICE="0.03 USD"
    )
    yield running
    running.stop()


def number(page, name):
    """Return the figure of the headline that stands under a word."""
    word = page.get_by_text(name, exact=True)
    term = page.locator(".equation__term").filter(has=word)
    return term.locator(".equation__number")


def is_too_wide(page):
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.fixture
def page(priced, visit):
    """A page of its owner, signed in."""
    opened = visit(priced)
    sign_in(opened)
    opened.wait_for_url("/")
    return opened


def ask_in_vain(page, prompt):
    """Ask for a picture whose outcome stays unknown."""
    tile = ask_for(page, f"[fault:http-500] {prompt}")
    expect(tile.locator(".tile__word")).to_have_text("Outcome unknown", timeout=20_000)


def fits_a_phone(page):
    """Show the month in its three ways as wide as a phone, the last one looked over."""
    page.set_viewport_size({"width": 390, "height": 844})
    for by in ("day", "gateway", "person"):
        page.goto(f"/payments/?by={by}")
        assert not is_too_wide(page)
    assert violations_on(page) == []


def test_a_month_is_followed_from_the_first_picture_to_the_decision(page):
    page.locator(".side").get_by_role("link", name="Payments").click()
    expect(page.locator("main")).to_contain_text("Every paid picture is accounted for.")
    assert violations_on(page) == []

    ask_for(page, "A jug of clear water")
    wait_for_picture(page, "A jug of clear water")
    ask_in_vain(page, "A jug that may have been drawn")
    page.goto("/payments/")
    expect(number(page, "Held")).to_have_text("1")
    assert violations_on(page) == []

    page.get_by_role("button", name="Accept the loss").click()

    expect(page.locator(".decision__said")).to_be_focused()
    expect(number(page, "Held")).to_have_text("0")
    for name, figure in (("Paid", "2"), ("Stored", "1"), ("Lost", "1")):
        expect(number(page, name)).to_have_text(figure)
    expect(page.locator("#money")).to_contain_text("$0.060 spent")
    expect(page.locator("#books tfoot")).to_contain_text("$0.060")
    expect(page.locator("#held-count")).to_be_hidden()

    page.get_by_role("button", name="Take it back").click()

    expect(number(page, "Held")).to_have_text("1")
    expect(page.locator("#held-count")).to_have_text("1")


def test_the_bill_names_what_the_gateway_was_asked_and_a_phone_shows_it(page, priced):
    ask_for(page, "A bowl of clear water")
    wait_for_picture(page, "A bowl of clear water")
    ask_in_vain(page, "A bowl that may have been drawn")
    page.goto("/payments/")

    with page.expect_download() as begun:
        page.get_by_role("link", name="CSV for the bill").click()
    with begun.value.path().open(encoding="utf-8-sig", newline="") as file:
        lines = {line["our_id"]: line for line in csv.DictReader(file)}
    assert begun.value.suggested_filename.startswith("payments-studio-20")
    assert set(lines) == {line["client_request_id"] for line in priced.book()}
    assert {line["cost"] for line in lines.values()} == {"0.030000", "0"}

    fits_a_phone(page)


def test_a_held_request_is_decided_here_without_script(page, priced, visit):
    ask_in_vain(page, "A jug without script")
    plain = visit(priced, cookies=page.context.cookies(), java_script_enabled=False)
    plain.goto("/payments/?by=person")

    plain.get_by_role("button", name="It was not billed").click()

    expect(plain).to_have_url("/payments/?by=person")
    expect(plain.locator("#toasts")).to_contain_text("Noted: it was not billed.")
    expect(plain.locator("main")).to_contain_text("Nothing is held.")
    plain.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(plain.locator(".decision")).to_contain_text("Was it billed?")
