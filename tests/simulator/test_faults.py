"""Every fault: how it looks on the wire, and whether it bills."""

import base64
import http.client
import io

import pytest
from PIL import Image

from generations.simulator.faults import FAULT_KINDS
from tests.simulator.conftest import V40, Caller
from tests.simulator.test_hostile_faults import HOSTILE

GROUP = "sequential_image_generation"
OPTIONS = "sequential_image_generation_options"
FREE = {
    "http-400-flat": 400,
    "http-401": 401,
    "http-403": 403,
    "http-404-empty": 404,
    "http-429": 429,
    "http-429-spend": 429,
    "redirect": 307,
}
BILLED = {
    "http-500": 500,
    "http-502-html": 502,
    "http-503": 503,
    "http-504-html": 504,
    "garbage": 200,
    "html": 200,
    "empty": 200,
}
BROKEN = (http.client.HTTPException, ConnectionError, TimeoutError)


def one(caller, **fields):
    return caller.ask(**({"model": V40, "size": "1K"} | fields))


def four(caller, **fields):
    return one(caller, **{GROUP: "auto", OPTIONS: {"max_images": 4}} | fields)


def names(reply):
    return [name.removeprefix("image_generation.") for name, _ in reply.events]


def test_every_kind_is_tried_here_or_among_the_hostile_ones():
    tried = {*FREE, *BILLED, "reset", "hang", "half-body", "slow", "fewer"}
    tried |= {"stream-cut", "internal-after", "no-completed", "b64", "size-lie"}
    tried |= {"json-instead-of-stream", "download-503", "download-404"}
    tried |= {"download-truncated", "download-html"}

    assert tried | HOSTILE == set(FAULT_KINDS)


@pytest.mark.parametrize(("kind", "status"), FREE.items())
def test_a_refusal_on_demand_bills_nothing(caller, simulator, kind, status):
    simulator.faults.arm(kind)

    reply = one(caller)

    assert reply.status == status
    (line,) = simulator.ledger.requests()
    assert (line["images"], line["fault"].partition(":")[0]) == (0, kind)


@pytest.mark.parametrize(("kind", "status"), BILLED.items())
def test_a_failure_on_demand_bills_and_gives_no_picture(
    caller, simulator, kind, status
):
    simulator.faults.arm(kind)

    reply = one(caller)

    assert reply.status == status
    assert b"X-Tos-" not in reply.body
    assert simulator.ledger.billed_images() == 1


def test_the_error_shapes_are_the_two_of_upstream(caller, simulator):
    simulator.faults.arm("http-400-flat")
    simulator.faults.arm("http-401")

    flat, wrapped = one(caller).json, one(caller).json

    assert flat["code"] == "InvalidParameter"
    assert "error" not in flat
    assert wrapped["error"]["code"] == "AuthenticationError"


def test_busy_tells_how_long_to_wait_and_spent_does_not(caller, simulator):
    simulator.faults.arm("http-429:7")
    simulator.faults.arm("http-429-spend")

    busy, spent = one(caller), one(caller)

    assert busy.headers["retry-after"] == "7"
    assert busy.error["code"] == "ModelAccountIpmRateLimitExceeded"
    assert spent.error["code"] == "SetLimitExceeded"
    assert "retry-after" not in spent.headers


def test_a_reset_is_a_reset_after_billing(caller, simulator):
    simulator.faults.arm("reset")

    with pytest.raises(ConnectionResetError):
        one(caller)

    assert simulator.ledger.billed_images() == 1


def test_a_fault_can_strike_before_billing(caller, simulator):
    simulator.faults.arm("reset", after_billing=False)

    with pytest.raises(ConnectionResetError):
        one(caller)

    assert simulator.ledger.billed_images() == 0
    assert len(simulator.ledger.requests()) == 1


def test_a_hanging_answer_never_comes_but_is_billed(simulator):
    simulator.faults.arm("hang")

    with pytest.raises(TimeoutError):
        one(Caller(simulator, timeout_s=0.3))

    assert simulator.ledger.billed_images() == 1


def test_half_a_body_ends_in_the_middle(caller, simulator):
    simulator.faults.arm("half-body")

    with pytest.raises(http.client.IncompleteRead) as broken:
        one(caller)

    assert broken.value.partial.startswith(b'{"model"')
    assert simulator.ledger.billed_images() == 1


def test_half_a_stream_ends_in_the_middle_of_an_event(caller, simulator):
    simulator.faults.arm("half-body")

    with pytest.raises(BROKEN) as broken:
        four(caller, stream=True)

    assert b"\n\n" not in broken.value.partial
    assert simulator.ledger.billed_images() == 4


@pytest.mark.parametrize("stream", [False, True])
def test_a_slow_answer_arrives_whole(caller, simulator, stream):
    simulator.faults.arm("slow:1")

    reply = one(caller, stream=stream)

    assert reply.status == 200
    assert b"X-Tos-Signature" in reply.body


@pytest.mark.parametrize("stream", [False, True])
def test_fewer_leaves_out_the_last_picture_and_does_not_bill_it(
    caller, simulator, stream
):
    simulator.faults.arm("fewer")

    reply = four(caller, stream=stream)

    assert reply.body.count(b"X-Tos-Signature") == 3
    assert simulator.ledger.billed_images() == 3


@pytest.mark.parametrize("kept", [0, 2, 4])
def test_a_cut_stream_bills_all_and_tells_some(caller, simulator, kept):
    simulator.faults.arm(f"stream-cut:{kept}")

    with pytest.raises(BROKEN) as broken:
        four(caller, stream=True)

    assert broken.value.partial.count(b"partial_succeeded\n") == kept
    assert simulator.ledger.billed_images() == 4


@pytest.mark.parametrize("stream", [False, True])
def test_an_internal_error_ends_a_group(caller, simulator, stream):
    simulator.faults.arm("internal-after:2")

    reply = four(caller, stream=stream)

    assert reply.body.count(b"X-Tos-Signature") == 2
    assert reply.body.count(b"InternalServiceError") == 1
    assert simulator.ledger.billed_images() == 2


def test_a_stream_may_end_without_completed(caller, simulator):
    simulator.faults.arm("no-completed")

    reply = one(caller, stream=True)

    assert names(reply) == ["partial_succeeded"]


def test_plain_json_may_come_instead_of_a_stream(caller, simulator):
    simulator.faults.arm("json-instead-of-stream")

    reply = four(caller, stream=True)

    assert reply.headers["content-type"] == "application/json"
    assert len(reply.json["data"]) == 4


def test_bytes_may_come_instead_of_an_address(caller, simulator):
    simulator.faults.arm("b64")

    entry = one(caller).json["data"][0]

    picture = Image.open(io.BytesIO(base64.b64decode(entry["b64_json"])))
    assert picture.size == (1024, 1024)
    assert "url" not in entry


def test_a_size_may_be_a_lie(caller, simulator):
    simulator.faults.arm("size-lie")

    entry = one(caller).json["data"][0]

    assert entry["size"] == "512x512"
    picture = Image.open(io.BytesIO(caller.get(entry["url"]).body))
    assert picture.size == (1024, 1024)
