"""The journey of a team: invited by link, joined, promoted, switched, taken out."""

import pytest
from playwright.sync_api import expect

from tests.browser.studio import Studio
from tests.browser.visitor import sign_in, violations_on

pytestmark = pytest.mark.browser


@pytest.fixture
def own_studio(chromium, tmp_path):
    """A studio for this test alone, with its owner."""
    running = Studio(tmp_path / "studio", is_founded=True)
    yield running
    running.stop()


def enter(visit, studio):
    page = visit(studio)
    sign_in(page)
    page.wait_for_url("**/")
    page.goto("/team/")
    return page


def invite(page, role, note):
    """Make an invitation on the page Team and return its link."""
    page.get_by_label("For whom").fill(note)
    page.locator("#invite select").select_option(role)
    page.locator("#invite .people__form button").click()
    return page.locator("#made-link").inner_text()


def join(page, link, name):
    """Open a link and make an account."""
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill(f"{name.lower()}@example.com")
    page.get_by_label("Password").fill("a sentence is easy to remember")
    page.get_by_role("button", name="Make the account and join").click()
    page.wait_for_url("**/")


def test_a_team_grows_changes_and_switches(visit, own_studio):
    owner = enter(visit, own_studio)
    alone = violations_on(owner)
    link = invite(owner, "editor", "Bruno")
    made = violations_on(owner)
    guest = visit(own_studio)
    guest.goto(link)
    invited = violations_on(guest)

    join(guest, link, "Bruno")
    owner.goto("/team/")
    owner.get_by_label("Role of Bruno", exact=True).select_option("admin")
    owner.get_by_role("button", name="Save role of Bruno").click()

    expect(owner.get_by_text("Bruno is Admin now.")).to_be_visible()
    owner.locator("summary", has=owner.locator("use[href$='#trash']")).click()
    expect(owner.get_by_text("Remove Bruno from the team?")).to_be_visible()
    people = violations_on(owner)
    guest.goto("/team/")
    guest.get_by_text("Make a new team").click()
    guest.get_by_label("Name of the team").last.fill("Lighthouse")
    guest.get_by_role("button", name="Make the team").click()
    expect(guest.get_by_role("heading", name="Lighthouse")).to_be_visible()
    guest.locator(".account-button").click()
    menu = violations_on(guest)
    guest.locator("#account").get_by_role("button", name="Studio").click()
    guest.wait_for_url("**/")
    guest.goto("/team/")
    expect(guest.get_by_role("heading", name="Studio", exact=True)).to_be_visible()
    assert (alone, made, invited, people, menu) == ([], [], [], [], [])


def test_without_script_on_a_phone_invitations_work(visit, own_studio):
    phone = {"viewport": {"width": 390, "height": 800}}
    owner = enter(lambda studio: visit(studio, java_script_enabled=False), own_studio)
    owner.set_viewport_size(phone["viewport"])
    link = invite(owner, "viewer", "Chen")
    guest = visit(own_studio, java_script_enabled=False, **phone)

    join(guest, link, "Chen")

    guest.goto("/team/")
    expect(guest.get_by_text("you are Viewer")).to_be_visible()
    owner.goto("/team/")
    expect(owner.get_by_text("chen@example.com")).to_be_visible()
    wide = owner.evaluate("document.documentElement.scrollWidth")
    owner.locator(".person__remove summary").click()
    owner.get_by_role("button", name="Remove from the team").click()
    expect(owner.get_by_text("Chen is not in the team any more.")).to_be_visible()
    guest.watch.expected.append("404")
    guest.goto("/")
    expect(guest.get_by_text("You belong to no team now")).to_be_visible()
    assert wide == 390
