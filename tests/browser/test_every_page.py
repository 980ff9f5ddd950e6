"""Every page of the URL table, in both looks and both sizes, with nothing to object to.

A new address is named here, with how to reach it, or among those that are no page.
"""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.addresses import FACES, GUESTS, NO_PAGES, OPENED, PAGES, SCOPES
from tests.browser.rows import copy
from tests.browser.studio import Studio
from tests.browser.visitor import ARRIVAL_MS, Watch, ask_for, sign_in, wait_for_picture
from tests.house.access_policies import POLICIES

pytestmark = pytest.mark.browser
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: What another look and size can make wrong; the rest is the same markup.
ANEW = {
    "runOnly": ["color-contrast", "scrollable-region-focusable", "aria-hidden-focus"]
}
LOOKS = (("dark", DESKTOP, {}), ("light", PHONE, ANEW))
#: The pages with most on them are looked at the other way round, too.
RICHEST = (
    "/",
    "/pictures/{stored}/",
    "/pictures/{unknown}/",
    "/compose/fusion/",
    "/payments/",
    "/settings/gateways/",
)
OTHER_LOOKS = (("light", DESKTOP, ANEW), ("dark", PHONE, ANEW))
HONEY, BROKEN = "A jar of honey in the sun", "[fault:http-500] a broken jar"


@pytest.fixture(scope="module")
def own_studio(chromium, tmp_path_factory):
    """A studio of this module alone, empty at first."""
    running = Studio(tmp_path_factory.mktemp("pages"), is_founded=True)
    yield running
    running.stop()


def open_page(chromium, studio):
    """Open a page of a new visitor; what the browser says of it is kept."""
    context = chromium.new_context(base_url=studio.address, viewport=DESKTOP)
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.watch = Watch(context, studio.address)
    return page


@pytest.fixture(scope="module")
def ada(chromium, own_studio):
    """A page of the owner, who has signed in; all tests walk on with it."""
    page = open_page(chromium, own_studio)
    sign_in(page)
    page.wait_for_url("**/")
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def guest(chromium, own_studio):
    """A page of somebody who has no account."""
    page = open_page(chromium, own_studio)
    yield page
    page.context.close()


@pytest.fixture(scope="module")
def made(ada, own_studio):
    """What the addresses name: pictures in each state, collections, an invitation."""
    ask_for(ada, HONEY)
    tile = ask_for(ada, BROKEN)
    expect(tile.locator(".tile__word")).to_have_text("Outcome unknown", timeout=20_000)
    broken = tile.get_attribute("data-output")
    ada.goto("/")
    stored = wait_for_picture(ada, HONEY).evaluate(
        "it => it.closest('li').dataset.output"
    )
    own_studio.set_gates(pause="person")
    faces = {
        face: copy(own_studio, broken, [f"A jar that is {face}"], **columns)[0]
        for face, columns in FACES.items()
    }
    long = "a-word-without-any-end-" * 9
    binned, *_rest = copy(
        own_studio, stored, ["Old honey", "猫和蜂蜜", f"Honey {long}"]
    )
    made = _act(ada, binned)
    [(attempt,)] = own_studio.ask(
        "SELECT attempt_id FROM generations_output WHERE id = ?",
        broken.replace("-", ""),
    )
    return made | faces | {"stored": stored, "binned": binned, "attempt": attempt}


def _act(page, binned):
    """Collect, remark, bin and invite, as a person does it."""
    page.goto("/?q=honey")
    page.keyboard.press("a")
    page.locator("#bulk summary", has_text="Collect").click()
    page.locator("#bulk [name=name]").fill("Brand board for the spring, 春季" * 2)
    page.keyboard.press("Enter")
    expect(page.locator("#toasts .toast")).to_contain_text("collected")
    step = page.locator("#toasts form").get_attribute("action")
    page.keyboard.press("Escape")
    page.locator(f"#open-{binned}").focus()
    page.keyboard.press("4")
    page.locator(f"#open-{binned}").focus()
    page.keyboard.press("Delete")
    expect(page.locator("#toasts .toast").last).to_contain_text("trash")
    page.locator("[data-grid] .tile__link").first.focus()
    with page.expect_response("**/library/steps/"):
        page.keyboard.press("f")
    page.get_by_role("button", name="Save as smart collection").click()
    page.wait_for_url("**/collections/*/")
    smart = re.search(r"collections/(\d+)", page.url)[1]
    page.goto("/team/")
    page.get_by_label("For whom").fill("Grace")
    page.locator("#invite .people__form button").click()
    token = page.locator("#made-link").inner_text().rstrip("/").split("/")[-1]
    step = re.search(r"steps/([0-9a-f-]+)", step)[1]
    return {"own": int(smart) - 1, "smart": smart, "token": token, "step": step}


def found_on(page, looks=LOOKS):
    """Return what is wrong with a page: dark on a desk, then light on a phone.

    Whatever the browser complained of meanwhile is wrong, too.
    """
    found = []
    for look, size, rules in looks:
        page.emulate_media(color_scheme=look, reduced_motion="reduce")
        page.set_viewport_size(size)
        for rule in Axe().run(page, options=rules).response["violations"]:
            places = [node["target"] for node in rule["nodes"]]
            found.append((look, rule["id"], places))
        if page.evaluate(WIDE) > 0:
            found.append((look, "wider than the window", page.evaluate(WIDE)))
    return found + page.watch.unexpected + page.watch.strangers


def go(page, address, looks=LOOKS):
    """Open a page and return what is wrong with it, its policy included."""
    page.watch.expected = ["(Not Found)", "(Forbidden)", "Password forms should"]
    page.watch.complaints.clear()
    page.set_viewport_size(DESKTOP)
    answer = page.goto(address)
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src" in policy
    assert answer.status < 500
    return found_on(page, looks)


def addresses(table):
    return [address for each in table.values() for address in each]


def test_every_page_of_the_url_table_is_visited():
    asked = {
        name
        for name, policy in POLICIES.items()
        if any(
            each.get for each in (policy if isinstance(policy, tuple) else (policy,))
        )
    }

    assert asked - {*PAGES, *GUESTS, *NO_PAGES} == set()


@pytest.mark.parametrize("address", ["/", *SCOPES, "/months/", "/payments/"])
def test_page_is_in_order_while_there_is_nothing(ada, address):
    assert go(ada, address) == []


@pytest.mark.parametrize("address", addresses(PAGES))
def test_page_is_in_order(ada, made, address):
    looks = LOOKS + OTHER_LOOKS if address in RICHEST else LOOKS
    assert go(ada, address.format(**made), looks) == []


def test_the_richest_pages_are_among_them():
    assert set(RICHEST) - set(addresses(PAGES)) == set()


@pytest.mark.parametrize("address", [*addresses(GUESTS), "/nothing/"])
def test_page_of_a_guest_is_in_order(guest, made, address):
    assert go(guest, address.format(**made)) == []


@pytest.mark.parametrize("name", OPENED)
def test_what_opens_on_a_page_is_in_order(ada, made, name):
    address, press, shown = OPENED[name]
    ada.set_viewport_size(DESKTOP)
    ada.goto(address)
    if len(press) == 1:
        ada.keyboard.press(press)
    else:
        ada.locator(press).first.click()
    expect(ada.locator(shown)).to_be_visible(timeout=ARRIVAL_MS)

    assert found_on(ada) == []


def test_page_that_is_not_for_a_role_is_in_order(guest, own_studio, made):
    page = guest
    page.goto("/join/{token}/".format(**made))
    page.get_by_label("Your name").fill("Grace Hopper")
    page.get_by_label("E-mail address").fill("grace@example.com")
    page.get_by_label("Password").fill("a sentence is easy to remember")
    page.get_by_role("button", name="Make the account and join").click()
    page.wait_for_url("**/")
    own_studio.change(
        "UPDATE teams_member SET role = 'viewer' WHERE user_id = (SELECT id FROM"
        " teams_user WHERE email = 'grace@example.com')"
    )

    found = [go(page, address) for address in ("/", "/nothing/", "/settings/gateways/")]

    assert page.goto("/payments/").status in (403, 404)
    assert [*found, found_on(page)] == [[], [], [], []]
