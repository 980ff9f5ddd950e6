"""The first visit to a new studio, and coming back to it."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.studio import OWNER, PASSWORD
from tests.browser.visitor import sign_in, violations_on

pytestmark = pytest.mark.browser


def make_account(page, code, password):
    """Send the form of the first visit."""
    page.get_by_label("One-time code").fill(code)
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("E-mail address").fill(OWNER)
    page.get_by_label("Password").evaluate("it => it.removeAttribute('minlength')")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Make the account").click()


def assert_kept(page, code, password):
    """Nothing that was typed is lost."""
    assert page.get_by_label("One-time code").input_value() == code
    assert page.get_by_label("Your name").input_value() == "Ada Lovelace"
    assert page.get_by_label("E-mail address").input_value() == OWNER
    assert page.get_by_label("Password").input_value() == password


def test_first_visitor_becomes_the_owner_and_finds_an_empty_gallery(visit, new_studio):
    page = visit(new_studio)
    page.goto("/")

    expect(page).to_have_url("/setup/")
    expect(page.get_by_role("heading", name="Welcome to your studio")).to_be_visible()
    assert violations_on(page) == []

    page.goto(new_studio.one_time_link)
    code = page.get_by_label("One-time code").input_value()

    assert code == new_studio.one_time_link.split("/")[-2]

    make_account(page, "not-the-code", PASSWORD)

    field = page.get_by_label("One-time code")
    expect(field).to_have_accessible_description(re.compile("not the code in the term"))
    assert_kept(page, "not-the-code", PASSWORD)
    assert violations_on(page) == []

    make_account(page, code, "short")

    field = page.get_by_label("Password")
    expect(field).to_have_accessible_description(re.compile("at least 12 characters"))
    assert_kept(page, code, "short")

    make_account(page, code, PASSWORD)

    expect(page).to_have_url("/")
    expect(page.get_by_role("heading", name="Nothing here yet.")).to_be_visible()
    expect(page.locator(".bar").get_by_text("Demo")).to_be_visible()
    assert violations_on(page) == []


def test_one_time_link_is_worth_nothing_once_there_is_an_owner(visit, studio):
    page = visit(studio)

    page.goto("/setup/")

    expect(page).to_have_url("/accounts/login/?next=/")


def test_owner_signs_out_and_in_again(visit, studio):
    page = visit(studio)
    sign_in(page)
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page).to_have_url("/accounts/login/")

    page.goto("/compose/text-to-image/")

    expect(page).to_have_url("/accounts/login/?next=/compose/text-to-image/")

    page.locator("[name=login]").fill(OWNER)
    page.get_by_label("Password").fill("not the password of ada")
    page.get_by_role("button", name="Sign in").click()

    expect(page.locator("main")).to_contain_text("not correct")
    assert page.locator("[name=login]").input_value() == OWNER

    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url("/compose/text-to-image/")
