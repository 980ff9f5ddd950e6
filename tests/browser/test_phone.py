"""The studio in one hand: a phone of 390 x 844, with touch."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.files import BRIDGE, COAT, LETTER, LONG_NAME, TOWER, drop
from tests.browser.visitor import (
    COMPOSE,
    ask_for,
    redrawn,
    send,
    sign_in,
    violations_on,
    wait_for_picture,
)

pytestmark = pytest.mark.browser

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
#: Targets smaller than 24 CSS px each way, without links inside a sentence.
SMALL_TARGETS = """() => {
  const size = (it) => it.getBoundingClientRect();
  const seen = (it) => it.checkVisibility({ visibilityProperty: true })
    && size(it).width > 1 && !it.closest(".unseen");
  const target = (it) => it.closest("label") ?? it;
  return [...document.querySelectorAll("a, button, summary, input, textarea")]
    .filter((it) => it.type !== "hidden" && seen(target(it)) && !it.closest("p, code"))
    .filter((it) => !it.matches(".skip"))
    .map(target)
    .filter((it) => size(it).width < 24 || size(it).height < 24)
    .map((it) => `${it.outerHTML.slice(0, 80)} ${size(it).width}x${size(it).height}`);
}"""


@pytest.fixture
def page(visit, studio, cookies):
    return visit(studio, cookies=cookies, **PHONE)


def assert_fits(page):
    """Nothing sticks out to the side, and every target can be hit by a finger."""
    wide = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(wide) <= 0
    assert page.evaluate("visualViewport.scale") == 1
    assert page.evaluate(SMALL_TARGETS) == []


def test_picture_is_made_with_the_thumb(page, studio):
    prompt = "A lantern in the reeds"
    page.goto("/")
    page.locator(".tabs").get_by_role("link", name="Compose").tap()
    expect(page).to_have_url(COMPOSE)
    page.locator("#prompt").fill(prompt)
    page.locator("label.ratio", has_text="9:16").tap()
    expect(page.locator(".size-picker__pixels")).to_contain_text("×")
    assert_fits(page)
    expect(page.locator("#send")).to_be_in_viewport()

    [tile] = send(page, page.locator("#send").tap)

    expect(tile).to_have_class(re.compile(r"\br-9x16\b"))
    wait_for_picture(page, prompt)
    assert studio.generations(prompt) == 1

    page.locator(".tabs").get_by_role("link", name="Gallery").tap()
    tile.locator(".tile__link").tap()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_role("heading", name=prompt)).to_be_visible()
    assert_fits(page)

    dialog.get_by_role("button", name="Close the picture").tap()

    expect(dialog).to_have_count(0)
    expect(page).to_have_url("/")


def test_pages_fit_the_phone(page):
    tile = ask_for(page, "[fault:http-500] " + "a-word-without-any-end" * 12)
    expect(tile.locator(".tile__word")).to_have_text("Outcome unknown", timeout=20_000)
    address = tile.locator("a").get_attribute("href")
    assert_fits(page)

    page.locator("[value='seedream-4.5@simulator']").check()
    page.get_by_text("Custom", exact=True).tap()
    page.get_by_label("Width").fill("1")
    page.locator("#send").tap()
    expect(page.locator("#size-error")).to_be_visible()
    assert_fits(page)

    page.goto("/")
    assert_fits(page)
    page.locator(".tabs").get_by_role("button", name="Account").tap()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert_fits(page)

    page.goto(address)
    expect(page.locator("main #picture")).to_be_visible()
    assert_fits(page)
    page.goto("/accounts/password/change/")
    assert_fits(page)


def test_entrance_fits_the_phone(visit, studio):
    page = visit(studio, **PHONE)
    page.watch.expected = ["404 (Not Found)"]
    for address in (
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
    ):
        page.goto(address)
        assert_fits(page)
        assert violations_on(page) == []

    sign_in(page)
    expect(page).to_have_url("/")
    page.goto("/nothing/")
    assert_fits(page)


def test_first_visit_fits_the_phone(visit, new_studio):
    page = visit(new_studio, **PHONE)

    page.goto("/")

    assert_fits(page)
    assert violations_on(page) == []


def test_phone_in_chinese_fits_too(visit, studio, cookies):
    page = visit(studio, cookies=cookies, locale="zh-CN", **PHONE)
    for address in ("/", COMPOSE, "/compose/edit/", "/models/"):
        page.goto(address)
        assert_fits(page)
    page.goto("/compose/fusion/")
    drop(page, BRIDGE, LONG_NAME, TOWER)
    assert_fits(page)
    expect(page.get_by_role("button", name="生成")).to_be_in_viewport()


@pytest.mark.parametrize("mode", ["edit", "fusion", "sequence"])
def test_modes_with_references_fit_the_phone(page, mode):
    page.goto(f"/compose/{mode}/")
    assert_fits(page)

    drop(page, LONG_NAME, LETTER, COAT)
    page.locator("#prompt").fill("@1 and @7 " + "a-word-without-any-end" * 6)
    page.locator("#send").tap()
    assert_fits(page)
    page.get_by_text("Code", exact=True).tap()
    expect(page.locator("#code-curl")).to_be_visible()
    assert_fits(page)


def test_finger_moves_and_removes_references(page):
    page.goto("/compose/fusion/")
    drop(page, BRIDGE, COAT, TOWER)

    with redrawn(page):
        page.get_by_role("button", name="Move reference 1 later").tap()
    with redrawn(page):
        page.get_by_role("button", name="Remove reference 3").tap()

    expect(page.locator("[data-tray-place]")).to_have_count(2)
    assert [text.split(chr(10))[0] for text in texts_of(page)] == [
        "coat.png",
        "bridge.png",
    ]


def texts_of(page):
    """Return what stands under the references."""
    return page.locator("[data-tray-place] .tray__about").all_inner_texts()
