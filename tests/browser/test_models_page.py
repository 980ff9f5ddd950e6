"""The page of image models: accessible in both looks, cards on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.visitor import violations_on

pytestmark = pytest.mark.browser
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("look", ["dark", "light"])
def test_page_is_accessible_with_every_fold_open(
    visit, studio, cookies, look, viewport
):
    page = visit(studio, cookies=cookies, viewport=viewport, color_scheme=look)
    page.goto("/models/")
    page.locator("summary").evaluate_all(
        "folds => folds.forEach(fold => { fold.parentElement.open = true; })"
    )

    expect(page.get_by_role("heading", name="Volcengine Ark")).to_be_visible()
    assert violations_on(page) == []


def test_phone_shows_cards_and_nothing_runs_over_its_edge(visit, studio, cookies):
    page = visit(studio, cookies=cookies, viewport=PHONE)
    page.goto("/models/")

    label = page.locator(".models__label").first
    wide = page.evaluate("document.documentElement.scrollWidth")

    expect(label).to_be_visible()
    assert wide <= PHONE["width"]


def test_the_form_leads_to_the_page_and_the_page_is_a_table(visit, studio, cookies):
    page = visit(studio, cookies=cookies, viewport=DESKTOP)
    page.goto("/compose/text-to-image/")

    page.get_by_role("link", name="Compare offers").click()

    expect(page).to_have_url("/models/")
    table = page.get_by_role("table", name="Offers that can be asked for here")
    expect(table.get_by_role("columnheader")).to_have_count(6)
    expect(page.locator(".models__label").first).to_be_hidden()
