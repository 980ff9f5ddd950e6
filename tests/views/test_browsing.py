"""What the pages do in a real Chromium, under the strict policy of the site."""

import os
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from generations.models import Attempt, Output
from generations.search import PAGE
from tests.views.conftest import NOON, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]


@pytest.fixture(scope="module")
def chromium():
    if not os.environ.get("STUDIO_CHROMIUM"):
        pytest.skip("STUDIO_CHROMIUM names no browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["STUDIO_CHROMIUM"], args=FLAGS
        )
        yield browser
        browser.close()


@pytest.fixture
def complaints():
    """What the console of the browser complained about."""
    return []


@pytest.fixture
def page(chromium, live_server, alice, complaints):
    """A page of alice, signed in; nothing may be left in its console."""
    session = signed_in(alice).cookies["sessionid"].value
    context = chromium.new_context(base_url=live_server.url)
    context.add_cookies(
        [{"name": "sessionid", "value": session, "url": live_server.url}]
    )
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()


def polls_of(page):
    """Return the list that grows with every poll of a page."""
    polls = []
    page.on(
        "request",
        lambda request: "/changes/" in request.url and polls.append(request.url),
    )
    return polls


def test_tile_becomes_its_picture_and_then_the_page_stops_asking(
    page, make_output, make_image, complaints
):
    output = make_output(attempt={"state": "sent", "sent_at": NOON})
    image = make_image()
    polls = polls_of(page)
    page.goto("/")
    expect(page.get_by_text("Generating")).to_be_visible()

    Attempt.objects.update(state="answered")
    Output.objects.update(state="stored", image=image)

    tile = page.locator(f"#output-{output.pk}")
    expect(tile.locator(".tile__image")).to_be_visible()
    expect(page.locator("[name=open]")).to_have_count(0)
    before = len(polls)
    page.wait_for_timeout(2500)
    assert before > 0
    assert len(polls) == before
    assert complaints == []


def test_tile_of_a_deleted_picture_leaves_the_page(page, make_output):
    output = make_output(attempt={"state": "sent", "sent_at": NOON})
    page.goto("/")
    expect(page.locator(f"#output-{output.pk}")).to_be_visible()

    Output.objects.all().delete()

    expect(page.locator(f"#output-{output.pk}")).to_have_count(0)


def test_picture_opens_over_the_gallery_and_leads_back_to_its_tile(
    page, make_stored, complaints
):
    output = make_stored()
    page.goto("/")

    page.locator(".tile__link").click()

    expect(page.locator("dialog #picture")).to_be_visible()
    expect(page).to_have_url(f"/pictures/{output.pk}/")

    page.keyboard.press("Escape")

    expect(page.locator("dialog #picture")).to_have_count(0)
    expect(page).to_have_url("/")
    expect(page.locator(f"#open-{output.pk}")).to_be_focused()
    assert complaints == []


def test_back_closes_the_picture_and_forward_opens_it_again(page, make_stored):
    make_stored()
    page.goto("/")
    page.locator(".tile__link").click()
    expect(page.locator("dialog #picture")).to_be_visible()

    page.go_back()

    expect(page.locator("dialog #picture")).to_have_count(0)

    page.go_forward()

    expect(page.locator("dialog #picture")).to_be_visible()


def test_address_of_an_open_picture_loads_as_a_full_page(page, make_stored):
    make_stored()
    page.goto("/")
    page.locator(".tile__link").click()
    expect(page.locator("dialog #picture")).to_be_visible()

    page.reload()

    expect(page.locator("main #picture")).to_be_visible()

    page.go_back()

    expect(page.locator(".tile")).to_have_count(1)


def test_arrow_keys_turn_to_the_next_picture(page, make_stored):
    make_stored(at=NOON, prompt="first")
    make_stored(at=NOON - timedelta(hours=1), prompt="second", color="red")
    page.goto("/")
    page.locator(".tile__link").first.click()
    expect(page.get_by_role("heading", name="first")).to_be_visible()

    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("heading", name="second")).to_be_visible()


def test_older_pictures_join_the_grid_when_its_end_comes_near(page, make_output):
    for number in range(PAGE + 5):
        make_output(
            at=NOON - timedelta(minutes=number),
            attempt={"state": "refused", "error_kind": "ContentRejected"},
        )
    page.goto("/")

    page.locator(".tile").last.scroll_into_view_if_needed()

    expect(page.locator(".tile")).to_have_count(PAGE + 5)
    expect(page.locator(".older")).to_have_count(0)


def test_chosen_theme_is_still_there_after_a_reload(page):
    page.goto("/")
    page.locator("[data-theme-switch]").click()
    chosen = page.evaluate("document.documentElement.dataset.theme")

    page.reload()

    assert page.evaluate("document.documentElement.dataset.theme") == chosen


def violations_on(page):
    """Return what axe finds wrong with a page, in words."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found]


@pytest.mark.parametrize("address", ["/", "/accounts/password/change/", "/nothing/"])
def test_page_is_accessible(page, address):
    page.goto(address)

    assert violations_on(page) == []


def test_full_gallery_and_its_pictures_are_accessible(page, make_output, make_stored):
    make_stored()
    make_output(attempt={"state": "sent", "sent_at": NOON})
    make_output(attempt={"state": "unknown", "error_kind": "OutcomeUnknown"})
    refused = make_output(attempt={"state": "refused", "error_kind": "BadCredentials"})

    page.goto("/")
    gallery = violations_on(page)
    page.locator(f"#open-{refused.pk}").click()
    expect(page.locator("dialog #picture")).to_be_visible()
    dialog = violations_on(page)
    page.reload()
    picture = violations_on(page)

    assert (gallery, dialog, picture) == ([], [], [])


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/signup/"])
def test_entrance_is_accessible(page, address):
    page.context.clear_cookies()

    page.goto(address)

    assert violations_on(page) == []


def test_first_visit_is_accessible(chromium, live_server):
    page = chromium.new_page(base_url=live_server.url)

    page.goto("/setup/")

    expect(page.get_by_role("heading", name="Welcome to your studio")).to_be_visible()
    assert violations_on(page) == []
    page.close()
