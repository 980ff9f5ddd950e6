"""What a person chooses once and keeps: the language and the look."""

import gettext

import pytest
from playwright.sync_api import expect

from tests.browser.studio import ROOT
from tests.browser.visitor import COMPOSE, sign_in

pytestmark = pytest.mark.browser

say = gettext.translation("django", ROOT / "locale", ["zh_Hans"]).gettext
#: Notes the look of the page before anything is painted.
FIRST_LOOK = """
new MutationObserver(() => {
  if (window.firstLook === undefined && document.body)
    window.firstLook = getComputedStyle(document.documentElement).colorScheme;
}).observe(document, { childList: true, subtree: true });
"""


def look_of(page):
    """Return "dark" or "light", by how bright the ground of the page is."""
    return page.evaluate(
        """() => {
          const ground = document.createElement("canvas").getContext("2d");
          ground.fillStyle = getComputedStyle(document.body).backgroundColor;
          ground.fillRect(0, 0, 1, 1);
          const [red, green, blue] = ground.getImageData(0, 0, 1, 1).data;
          return red + green + blue > 384 ? "light" : "dark";
        }"""
    )


def test_chinese_browser_is_met_in_chinese(visit, studio, cookies):
    page = visit(studio, locale="zh-CN")

    page.goto("/accounts/login/")

    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.get_by_role("heading", name=say("Sign in"))).to_be_visible()

    sign_in(page)
    page.goto(COMPOSE)

    expect(page.get_by_role("button", name=say("Generate"))).to_be_visible()
    expect(page.get_by_label(say("Prompt"), exact=True)).to_be_visible()
    page.get_by_role("button", name=say("Generate")).click()
    expect(page.locator("#prompt-error")).to_have_text(
        say("Describe the picture first.")
    )
    assert say("Generate") != "Generate"


def test_language_is_switched_both_ways_and_kept(visit, studio, cookies):
    page = visit(studio, cookies=cookies, locale="en-GB")
    page.goto(COMPOSE)
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="简体中文").click()

    expect(page).to_have_url(COMPOSE)
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.get_by_role("link", name=say("Compose")).first).to_be_visible()

    page.locator("button.account-button").click()
    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_language_can_be_switched_before_signing_in(visit, studio):
    page = visit(studio, locale="de-DE")
    page.goto("/accounts/login/")
    expect(page.locator("html")).to_have_attribute("lang", "en")

    page.get_by_role("button", name="简体中文").click()

    expect(page).to_have_url("/accounts/login/")
    expect(page.get_by_role("heading", name=say("Sign in"))).to_be_visible()


@pytest.mark.parametrize(("system", "other"), [("dark", "light"), ("light", "dark")])
def test_look_follows_the_system_until_one_is_chosen(
    visit, studio, cookies, system, other
):
    page = visit(studio, cookies=cookies, color_scheme=system)
    page.add_init_script(FIRST_LOOK)
    page.goto("/")
    assert look_of(page) == system

    page.locator("[data-theme-switch]").click()

    assert look_of(page) == other

    page.reload()

    assert page.evaluate("window.firstLook") == other
    assert look_of(page) == other
    page.goto(COMPOSE)
    assert look_of(page) == other
