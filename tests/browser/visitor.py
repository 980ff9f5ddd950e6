"""A visitor: what one does on the pages, and what the browser says about it."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.studio import OWNER, PASSWORD

COMPOSE = "/compose/text-to-image/"
#: Pictures are painted for real, on a machine that may be busy.
ARRIVAL_MS = 30_000
#: From here on a press is a second one, not the other half of a double click.
ECHO_MS = 600
#: What the policy of a page forbids is said aloud, wherever it happens.
TELL_OF_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


class Watch:
    """What the browser of one visitor complained about, and asked others for."""

    def __init__(self, context, address):
        self.complaints, self.polls, self.strangers = [], [], []
        self._address = address
        #: A complaint with one of these words is what the test is about.
        self.expected = []
        context.add_init_script(TELL_OF_VIOLATIONS)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._see)

    def _hear(self, message):
        self.complaints.append(f"{message.type}: {message.text}")

    def _see(self, request):
        url = request.url
        if not url.startswith((self._address + "/", "data:", "blob:")):
            self.strangers.append(url)
        if "/changes/" in url or "?seen=" in url:
            self.polls.append(url)

    @property
    def unexpected(self):
        """Return the complaints that no test has announced."""
        return [
            complaint
            for complaint in self.complaints
            if not any(word in complaint for word in self.expected)
        ]


def sign_in(page):
    """Fill in the form of the entrance and send it."""
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(OWNER)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main [type=submit]").click()


def violations_on(page, looks=("dark", "light")):
    """Return what axe finds wrong with a page in each look, in words."""
    found = []
    for look in looks:
        page.emulate_media(color_scheme=look, reduced_motion="reduce")
        for rule in Axe().run(page).response["violations"]:
            places = [node["target"] for node in rule["nodes"]]
            found.append((look, rule["id"], places))
    return found


def is_sent(request):
    """Say whether a request sends the form, rather than having it drawn anew."""
    return request.method == "POST" and not request.url.endswith("/redraw/")


def send(page, press):
    """Send the form and return the tiles of the answer, by their ids."""
    with page.expect_response(lambda got: is_sent(got.request)) as answer:
        press()
    ids = re.findall(r'id="(output-[0-9a-f-]+)"', answer.value.text())
    assert "tile__image" not in answer.value.text()
    return [page.locator(f"#{each}") for each in ids]


def redrawn(page):
    """Return what waits until the server has drawn the form anew."""
    return page.expect_response(lambda got: got.url.endswith("/redraw/"))


def ask_for(page, prompt):
    """Send a prompt from a fresh form and return its tile."""
    page.goto(COMPOSE)
    page.locator("#prompt").fill(prompt)
    [tile] = send(page, lambda: page.locator("#prompt").press("Control+Enter"))
    expect(tile).to_be_visible()
    return tile


def wait_for_picture(page, prompt):
    """Wait until the picture with this prompt is on the page."""
    image = page.get_by_role("img", name=prompt)
    expect(image).to_be_visible(timeout=ARRIVAL_MS)
    return image
