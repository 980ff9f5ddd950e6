"""Each kind of work in a process of its own: signs of life and readiness."""

import signal

import httpx
import pytest

from tests.journeys.visitor import free_port

pytestmark = pytest.mark.services


def test_each_kind_of_work_can_have_a_process_of_its_own(
    services, make_studio, make_gateway, keys, until
):
    studio = make_studio(**services, **keys(make_gateway()))
    assert studio.command("prepare").wait(timeout=60) == 0, studio.log()
    roles = (
        ("worker", "--queues=send"),
        ("worker", "--queues=store"),
        ("scheduler",),
    )
    processes = [studio.command(*role) for role in roles]

    alive = studio.folder / "alive"
    until(lambda: len(list(alive.glob("*"))) == 3, "the signs of life")
    checks = [studio.command(*role, "--check") for role in roles]
    none = studio.command("worker", "--check")  # no worker here has both queues
    assert [check.wait(timeout=60) for check in checks] == [0, 0, 0]
    assert none.wait(timeout=60) == 1
    code, report = studio.generate("--wait", "--timeout", "60")

    assert (code, report["state"]) == (0, "done")
    assert [studio.kill(each, signal.SIGTERM) for each in processes] == [0, 0, 0]


def test_pages_are_ready_when_database_and_broker_are(services, make_studio, until):
    token = {"STUDIO_METRICS_TOKEN": "the-token-of-prometheus"}
    studio = make_studio(**services, **token)
    assert studio.command("prepare").wait(timeout=60) == 0, studio.log()
    port = free_port()
    web = studio.command("web", f"--port={port}", "--workers=1")
    headers = {"Authorization": "Bearer the-token-of-prometheus"}
    at = f"http://127.0.0.1:{port}"
    browser = httpx.Client(base_url=at, trust_env=False, headers=headers)

    def ready():
        try:
            return browser.get("/readyz")
        except httpx.TransportError:
            return None

    parts = until(ready, "the start of the pages").json()["parts"]
    figures = browser.get("/metrics")

    assert parts == dict.fromkeys(
        ("database", "broker", "store", "spool", "queue"), "ok"
    )
    assert figures.status_code == 200
    assert "\nstudio_stored_bytes " in figures.text
    assert studio.kill(web, signal.SIGTERM) == 0
