"""One Chromium, one studio, and visitors whose every complaint is kept."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.studio import Studio
from tests.browser.visitor import Watch, sign_in

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
FLAGS += ["--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="package")
def chromium():
    path = os.environ.get("STUDIO_CHROMIUM") or next(
        filter(None, map(shutil.which, BROWSERS)), None
    )
    if path is None:
        pytest.skip("no Chromium on this machine, and STUDIO_CHROMIUM names none")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def studio(chromium, tmp_path_factory):
    """A studio with its owner; every test asks for pictures of its own."""
    running = Studio(tmp_path_factory.mktemp("studio"), is_founded=True)
    yield running
    running.stop()


@pytest.fixture
def new_studio(chromium, tmp_path):
    """A studio that nobody has visited yet."""
    running = Studio(tmp_path / "studio", is_founded=False)
    yield running
    running.stop()


@pytest.fixture(scope="package")
def cookies(chromium, studio):
    """The cookies of the owner, who has signed in by the form."""
    context = chromium.new_context(base_url=studio.address)
    page = context.new_page()
    sign_in(page)
    page.wait_for_url("/")
    yield context.cookies()
    context.close()


@pytest.fixture
def visit(chromium):
    """Return a function that opens a page; in the end nothing may be left to say.

    The compose form is empty, whatever an earlier visitor left on it. No complaint
    in the console, none of the policy, no request to another host.
    """
    opened = []

    def open_page(studio, *, cookies=(), **options):
        studio.forget_drafts()
        context = chromium.new_context(base_url=studio.address, **options)
        context.add_cookies(list(cookies))
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.watch = Watch(context, studio.address)
        opened.append((context, page.watch))
        return page

    yield open_page
    for context, _watch in opened:
        for page in context.pages:
            page.unroute_all(behavior="wait")
        context.close()
    assert [watch.unexpected for _context, watch in opened if watch.unexpected] == []
    assert [watch.strangers for _context, watch in opened if watch.strangers] == []


@pytest.fixture
def page(visit, studio, cookies):
    """A page of the owner, signed in."""
    return visit(studio, cookies=cookies)
