"""The studio in a browser that runs no script: slower to look at, not poorer."""

import hashlib
import time

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.visitor import COMPOSE, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def page(visit, studio):
    page = visit(studio, java_script_enabled=False)
    sign_in(page)
    expect(page).to_have_url("/")
    return page


def reload_until(page, locator, *, tries=40):
    """Load the page again and again, as a person would, until something is there."""
    while not locator.count() and tries:
        time.sleep(0.5)
        page.reload()
        tries -= 1
    expect(locator).to_be_visible()


def test_picture_is_made_and_taken_home(page, studio, tmp_path):
    prompt = "A mill by the river"
    page.get_by_role("link", name="Compose").first.click()
    page.locator("#prompt").fill(prompt)
    page.locator("label.ratio", has_text="16:9").click()
    page.get_by_role("button", name="Generate").click()

    expect(page).to_have_url("/")
    tile = page.locator(".tile.r-16x9")
    expect(tile).to_be_visible()

    reload_until(page, tile.get_by_role("img", name=prompt))
    tile.locator(".tile__link").click()

    expect(page.get_by_role("heading", name=prompt)).to_be_visible()
    expect(page.locator(".needs-script:visible")).to_have_count(0)
    told = page.locator("#sha256-text").text_content()

    with page.expect_download() as started:
        page.get_by_role("link", name="Download original").click()

    started.value.save_as(tmp_path / "original")
    content = (tmp_path / "original").read_bytes()
    assert hashlib.sha256(content).hexdigest() == told
    assert content == studio.stored(told)
    assert studio.generations(prompt) == 1


def test_wrong_size_is_told_and_the_nearest_can_be_taken(page, studio):
    prompt = "A bridge of two stones"
    page.goto(COMPOSE)
    page.locator("#prompt").fill(prompt)
    page.locator("[value='seedream-4.5@simulator']").check()
    page.get_by_text("Custom", exact=True).click()
    page.get_by_role("button", name="Generate").click()

    page.get_by_label("Width").fill("1024")
    page.get_by_label("Height").fill("1024")
    page.get_by_role("button", name="Generate").click()

    expect(page.locator("#size-error")).to_contain_text("1024 × 1024 is outside.")

    page.get_by_role("button", name="Use 1920 × 1920").click()

    expect(page.get_by_label("Width")).to_have_value("1920")
    expect(page.locator("#prompt")).to_have_value(prompt)
    expect(page.locator("[name=offer]:checked")).to_have_value("seedream-4.5@simulator")

    page.get_by_role("button", name="Generate").click()

    expect(page).to_have_url("/")
    assert studio.generations(prompt) == 1


def test_long_prompt_survives_the_button_of_the_nearest_size(page):
    prompt = ("a long walk " * 1667)[:20_000].strip()
    page.goto(COMPOSE)
    page.locator("#prompt").fill(prompt)
    page.get_by_text("Custom", exact=True).click()
    page.get_by_role("button", name="Generate").click()
    page.get_by_label("Width").fill("10")
    page.get_by_label("Height").fill("10")
    page.get_by_role("button", name="Generate").click()

    page.locator("button[name=size]").click()

    expect(page.locator("#size-error")).to_have_count(0)
    expect(page.locator("#prompt")).to_have_value(prompt)


def test_account_menu_opens_and_signs_out(page):
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page).to_have_url("/accounts/login/")


def test_references_are_added_ordered_removed_and_sent(page, studio, tmp_path):
    prompt = "The hat of @1 on the statue in @2"
    paths = [tmp_path / f"{name}.png" for name in ("hat", "statue", "leaf")]
    for path, width_px in zip(paths, (300, 400, 500), strict=True):
        Image.new("RGB", (width_px, 300), "teal").save(path)
    page.goto("/compose/fusion/")
    page.locator("#prompt").fill(prompt)
    page.locator("#files").set_input_files(paths)

    page.get_by_role("button", name="Add the files").click()

    expect(page.locator("[data-tray-place]")).to_have_count(3)
    expect(page.locator("#prompt")).to_have_value(prompt)

    page.get_by_role("button", name="Move reference 1 later").click()
    page.get_by_role("button", name="Remove reference 3").click()

    expect(page.locator("[data-tray-place]")).to_have_count(2)
    expect(page.locator("#prompt")).to_have_value("The hat of @2 on the statue in @1")
    expect(page.locator(".sent-as")).to_contain_text("The hat of image 2")

    page.get_by_role("button", name="Generate").click()

    expect(page).to_have_url("/")
    reload_until(page, page.get_by_role("img", name="The hat of @2"))
    assert studio.book()[-1]["reference_sizes"] == [[400, 300], [300, 300]]
