"""The ledger: what it holds, when it is written, and who may read it."""

import hashlib
import json
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from generations.simulator import Simulator
from generations.simulator.handler import is_near
from tests.simulator.conftest import LITE, V40, Caller


def test_a_line_tells_who_asked_for_what(caller, simulator):
    body = json.dumps({"model": LITE, "prompt": "a sea"})

    reply = caller.request(
        "POST", "/v1/images/generations", body, {"X-Client-Request-Id": "mine"}
    )

    (line,) = simulator.ledger.requests()
    assert line["request_id"] == reply.headers["x-request-id"]
    assert line["client_request_id"] == "mine"
    assert (line["model"], line["mode"]) == (LITE, "text-to-image")
    assert line["body_sha256"] == hashlib.sha256(body.encode()).hexdigest()


def test_eight_at_once_are_eight_lines_and_eight_pictures(caller, simulator):
    with ThreadPoolExecutor(8) as pool:
        asked = [
            pool.submit(caller.ask, model=V40, size="1K", prompt=f"sea {n}")
            for n in range(8)
        ]
        urls = {future.result().json["data"][0]["url"] for future in asked}

    pictures = {caller.get(url).body for url in urls}
    assert len(pictures) == 8
    assert simulator.ledger.billed_images() == 8


def test_a_client_that_leaves_is_billed_all_the_same(tmp_path):
    with Simulator(tmp_path, quick=True, latency_s=0.3) as simulator:
        body = json.dumps({"model": V40, "prompt": "a sea", "size": "1K"}).encode()
        head = "POST /v1/images/generations HTTP/1.1\r\nHost: x\r\n"
        with socket.create_connection(("127.0.0.1", simulator.port)) as leaving:
            length = f"Content-Length: {len(body)}\r\n\r\n"
            leaving.sendall((head + length).encode() + body)
        while not simulator.ledger.requests():
            Caller(simulator).get("/ledger")

        assert simulator.ledger.billed_images() == 1


def test_what_is_still_waiting_at_the_end_is_not_billed(tmp_path):
    with ThreadPoolExecutor(1) as pool:
        with Simulator(tmp_path, quick=True, latency_s=30) as simulator:
            asked = pool.submit(Caller(simulator).ask, model=V40, size="1K")
            Caller(simulator).get("/ledger")
        error = asked.exception()

    assert error is not None
    assert simulator.ledger.requests() == []


def test_the_ledger_is_read_over_http_and_reset(caller, simulator):
    caller.ask(model=V40, size="1K")
    told = caller.get("/ledger").json

    simulator.ledger.reset()

    assert told["billed"] == 1
    assert len(told["requests"]) == 1
    assert caller.get("/ledger").json == {"billed": 0, "requests": []}


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("10.0.0.7", False),
        ("192.168.1.2", False),
        ("203.0.113.9", False),
        ("2001:db8::1", False),
    ],
)
def test_ledger_and_faults_are_for_loopback_only(address, near):
    assert is_near(address) is near
