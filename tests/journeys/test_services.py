"""PostgreSQL, Valkey, pages by granian and a worker: each a process of its own."""

import hashlib

import pytest

from tests.journeys.visitor import Visitor, free_port

pytestmark = pytest.mark.services


def test_a_click_ends_in_the_very_bytes_the_gateway_served(
    services, make_studio, make_gateway, keys, until
):
    gateway = make_gateway(latency_s=0.3)
    studio = make_studio(**services, **keys(gateway))
    assert studio.command("prepare").wait(timeout=60) == 0, studio.log()
    port = free_port()
    studio.command("web", f"--port={port}", "--workers=1")
    studio.command("worker")
    alice = Visitor(port)
    until(alice.is_served, "the start of the pages")
    alice.sign_in()

    for prompt in ("a quiet sea", "a loud sea"):
        alice.ask(prompt=prompt)
    found = until(lambda: len(alice.stored()) == 2 and alice.stored(), "storing")

    came = {
        hashlib.sha256(alice.get(f"/files/{each}/original/").content).hexdigest()
        for each in found
    }
    served = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (gateway.ledger.path.parent / "pictures").iterdir()
    }
    assert came == served
    assert [line["images"] for line in gateway.ledger.requests()] == [1, 1]
