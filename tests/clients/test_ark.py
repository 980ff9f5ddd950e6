"""The client around a mock transport: headers, limits, failing connections."""

import httpx
import pytest

from generations.clients.ark import patience_for
from generations.clients.contract import ImageRequest
from generations.clients.errors import NotSent, OutcomeUnknown
from generations.deadlines import Timeouts

from .doubles import (
    ANSWER,
    FOUR,
    KEY,
    REQUEST,
    SSE_PICTURE,
    Broken,
    answering,
    client_for,
    failing,
    play,
)


def seen_requests(key=KEY, attempt_id="", request=REQUEST):
    seen = []

    def handle(sent):
        seen.append(sent)
        return httpx.Response(200, content=ANSWER)

    list(client_for(handle, key=key).generate(request, attempt_id=attempt_id))
    return seen


def test_the_request_carries_key_and_attempt():
    (sent,) = seen_requests(attempt_id="a1")

    assert sent.method == "POST"
    assert str(sent.url) == "https://gateway.test/api/v3/images/generations"
    assert sent.headers["Authorization"] == f"Bearer {KEY}"
    assert sent.headers["X-Client-Request-Id"] == "a1"
    assert sent.headers["Content-Type"] == "application/json"


def test_without_key_and_attempt_their_headers_are_absent():
    (sent,) = seen_requests(key="")

    assert "Authorization" not in sent.headers
    assert "X-Client-Request-Id" not in sent.headers


def test_white_space_around_a_key_is_not_sent():
    (sent,) = seen_requests(key=f" {KEY}\n")

    assert sent.headers["Authorization"] == f"Bearer {KEY}"


def test_nothing_leaves_before_the_first_event_is_asked_for():
    client_for(failing(AssertionError("sent"))).generate(REQUEST)


@pytest.mark.parametrize(
    ("request_", "read_s", "total_s"),
    [
        (REQUEST, 180, 390),
        (FOUR, 360, 390),
        (ImageRequest("m", "p", "2K", max_images=15), 1020, 1050),
        (ImageRequest("m", "p", "2K", max_images=15, stream=True), 180, 1050),
        (ImageRequest("m", "p", "2K", n=2, quality="auto"), 720, 750),
        (ImageRequest("m", "p", "2K", thinking_mode=True), 660, 690),
        (ImageRequest("m", "p", "2K", thinking_mode=False), 180, 390),
    ],
)
def test_the_wait_grows_with_the_pictures(request_, read_s, total_s):
    patience = patience_for(request_, Timeouts())

    assert (patience.connect_s, patience.write_s) == (10, 30)
    assert (patience.read_s, patience.total_s) == (read_s, total_s)


def test_the_limits_reach_the_transport():
    (sent,) = seen_requests(request=FOUR)

    assert sent.extensions["timeout"] == {
        "connect": 10,
        "write": 30,
        "read": 360,
        "pool": 10,
    }


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (httpx.ConnectError("[Errno -2] Name or service not known"), NotSent),
        (httpx.ConnectTimeout("timed out"), NotSent),
        (httpx.PoolTimeout("timed out"), NotSent),
        (httpx.UnsupportedProtocol("no scheme"), NotSent),
        (httpx.WriteError("broken pipe"), OutcomeUnknown),
        (httpx.WriteTimeout("timed out"), OutcomeUnknown),
        (httpx.ReadError("reset"), OutcomeUnknown),
        (httpx.ReadTimeout(""), OutcomeUnknown),
        (httpx.RemoteProtocolError("cut"), OutcomeUnknown),
        (httpx.ProxyError("odd"), OutcomeUnknown),
    ],
    ids=lambda value: getattr(value, "__name__", type(value).__name__),
)
def test_each_transport_failure_has_its_error(failure, kind):
    _, error = play(client_for(failing(failure)))

    assert type(error) is kind
    assert error.message


@pytest.mark.parametrize("name", ["WriteError", "WriteTimeout"])
def test_a_failed_write_says_that_it_was_probably_not_billed(name):
    _, error = play(client_for(failing(getattr(httpx, name)("x"))))

    assert "probably not billed" in error.message


def test_a_caller_who_leaves_closes_the_connection():
    stream = Broken([SSE_PICTURE, b": more\n\n"])
    events = client_for(answering(stream=stream)).generate(FOUR)

    next(events)
    events.close()

    assert stream.is_closed
