"""Real sockets on loopback: what each failure proves, and one request only."""

import json
import socket
import threading

import pytest

from generations.clients.ark import ArkClient
from generations.clients.contract import ImageRequest, InputImage, Picture, Receipt
from generations.clients.errors import (
    BadAnswer,
    ImageApiError,
    NotSent,
    OutcomeUnknown,
    Refused,
)
from generations.deadlines import Timeouts

from .behaviours import drip, reply, reset, wait_for_the_client

REQUEST = ImageRequest(remote_model="m", prompt="p", size="2K")
LONG = Timeouts(least_total_s=20, read_s=10, read_per_image_s=0, stream_read_s=10)
IMPATIENT = Timeouts(
    least_total_s=20, read_s=0.2, read_per_image_s=0, stream_read_s=0.2
)
SHORT = Timeouts(
    least_total_s=0.3, read_s=0.2, read_per_image_s=0.05, stream_read_s=9, reserve_s=0
)
ANSWER = json.dumps({"data": [{"url": "https://example.org/a.png"}]}).encode()
SSE_PICTURE = (
    b'data: {"type":"image_generation.partial_succeeded","image_index":0,'
    b'"url":"https://example.org/a.png"}\n\n'
)


def play(endpoint, *, request=REQUEST, timeouts=LONG, **options):
    """Ask a gateway: its events and its error."""
    client = ArkClient(endpoint, "secret-key", timeouts=timeouts, **options)
    events = []
    try:
        for event in client.generate(request, attempt_id="attempt-1"):
            events.append(event)
    except ImageApiError as error:
        return events, error
    return events, None


def test_one_whole_request_arrives_with_its_headers(open_gateway):
    gateway = open_gateway(lambda connection: connection.sendall(reply(ANSWER)))

    events, _ = play(gateway.endpoint)

    head, _, body = gateway.requests[0].partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    assert [type(event) for event in events] == [Picture, Receipt]
    assert lines[0] == "post /v1/images/generations http/1.1"
    assert "authorization: bearer secret-key" in lines
    assert "x-client-request-id: attempt-1" in lines
    assert "accept-encoding: identity" in lines
    assert json.loads(body) == {
        "model": "m",
        "prompt": "p",
        "size": "2K",
        "response_format": "url",
    }
    assert len(gateway.requests) == 1


def test_a_refused_connection_was_not_sent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    _, error = play(f"http://127.0.0.1:{port}/x")

    assert type(error) is NotSent


def test_a_failed_tls_handshake_was_not_sent(open_gateway):
    gateway = open_gateway(
        lambda connection: connection.sendall(b"no tls"), reads=False
    )

    _, error = play(gateway.endpoint.replace("http:", "https:"))

    assert type(error) is NotSent
    assert len(gateway.requests) == 1


@pytest.mark.parametrize(
    "endpoint",
    ["", "gateway.test/x", "ftp://127.0.0.1/x", "http://[bad/x", "http://",
     f"http://{'a' * 70}.invalid/x"],
)  # fmt: skip
def test_an_address_nobody_can_call_was_not_sent(endpoint):
    _, error = play(endpoint)

    assert type(error) is NotSent


@pytest.mark.parametrize("stream", [False, True])
def test_a_silent_gateway_leaves_the_outcome_unknown(open_gateway, stream):
    gateway = open_gateway(wait_for_the_client)
    request = ImageRequest(remote_model="m", prompt="p", size="2K", stream=stream)

    _, error = play(gateway.endpoint, request=request, timeouts=IMPATIENT)

    assert type(error) is OutcomeUnknown
    assert "silent" in error.message
    assert len(gateway.requests) == 1


@pytest.mark.parametrize("ending", [reset, lambda connection: None])
def test_an_end_before_the_headers_leaves_the_outcome_unknown(open_gateway, ending):
    gateway = open_gateway(ending)

    _, error = play(gateway.endpoint)

    assert type(error) is OutcomeUnknown
    assert len(gateway.requests) == 1


def test_half_a_body_leaves_the_outcome_unknown(open_gateway):
    half = reply(ANSWER[:20], length=len(ANSWER))
    gateway = open_gateway(lambda connection: connection.sendall(half))

    events, error = play(gateway.endpoint)

    assert events == []
    assert type(error) is OutcomeUnknown
    assert error.status == 200
    assert len(gateway.requests) == 1


def test_a_cut_after_the_whole_object_costs_nothing(open_gateway):
    cut = reply(ANSWER, length=len(ANSWER) + 2)
    gateway = open_gateway(lambda connection: connection.sendall(cut))

    events, error = play(gateway.endpoint)

    assert error is None
    assert [type(event) for event in events] == [Picture, Receipt]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (b"", b""),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        (b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"{"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b" "),
        (b"HTTP/1.1 200 OK\r\n\r\n", b": ping\n\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n9;", b"x"),
    ],
    ids=["nothing", "headers", "1xx", "body", "spaces", "stream", "chunk-size"],
)
def test_a_dripping_gateway_meets_the_deadline(open_gateway, first, again):
    gateway = open_gateway(
        lambda connection: drip(connection, first=first, again=again)
    )
    request = ImageRequest(remote_model="m", prompt="p", size="2K", stream=True)

    events, error = play(gateway.endpoint, request=request, timeouts=SHORT)

    assert events == []
    assert type(error) is OutcomeUnknown
    assert "0.3 s" in error.message
    assert len(gateway.requests) == 1


def test_a_dripping_refusal_is_still_a_refusal(open_gateway):
    first = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 9999\r\n\r\n"
    gateway = open_gateway(lambda connection: drip(connection, first=first))

    _, error = play(gateway.endpoint, timeouts=SHORT)

    assert type(error) is Refused


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary"])
def test_a_redirect_is_not_followed(open_gateway, status):
    elsewhere = open_gateway(lambda connection: connection.sendall(reply(ANSWER)))
    location = f"Location: {elsewhere.endpoint}\r\n".encode()
    redirect = reply(b"", status=status, headers=location)
    gateway = open_gateway(lambda connection: connection.sendall(redirect))

    _, error = play(gateway.endpoint)

    assert type(error) is OutcomeUnknown
    assert "redirected" in error.message
    assert (len(gateway.requests), len(elsewhere.requests)) == (1, 0)


@pytest.mark.parametrize(
    "location", [b"http://[bad", b"https://xn--\xff/", b"https://xn--0/", b"ftp:"]
)
def test_a_malformed_redirect_never_counts_as_not_sent(open_gateway, location):
    headers = b"Location: " + location + b"\r\n"
    redirect = reply(b"", status="302 Found", headers=headers)
    gateway = open_gateway(lambda connection: connection.sendall(redirect))

    _, error = play(gateway.endpoint)

    assert type(error) is OutcomeUnknown
    assert len(gateway.requests) == 1


def test_a_proxy_in_the_environment_is_ignored(open_gateway, monkeypatch):
    proxy = open_gateway(lambda connection: connection.sendall(reply(ANSWER)))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    gateway = open_gateway(lambda connection: connection.sendall(reply(ANSWER)))

    _, error = play(gateway.endpoint)

    assert error is None
    assert (len(gateway.requests), len(proxy.requests)) == (1, 0)


def test_a_request_cut_while_leaving_was_probably_not_billed(open_gateway):
    def read_a_little_then_reset(connection):
        connection.recv(1000)
        reset(connection)

    gateway = open_gateway(read_a_little_then_reset, reads=False)
    image = InputImage(content=b"x" * 30_000_000, media_type="image/png")
    request = ImageRequest(remote_model="m", prompt="p", size="2K", references=(image,))

    _, error = play(gateway.endpoint, request=request)

    assert type(error) is OutcomeUnknown
    assert "probably not billed" in error.message
    assert len(gateway.requests) == 1


def test_a_picture_is_yielded_before_the_next_one_exists(open_gateway):
    has_arrived = threading.Event()

    def stream_then_break(connection):
        connection.sendall(reply(SSE_PICTURE, length=99_999))
        has_arrived.wait(5)
        reset(connection)

    gateway = open_gateway(stream_then_break)
    events = ArkClient(gateway.endpoint, "k", timeouts=LONG).generate(
        ImageRequest(
            remote_model="m", prompt="p", size="2K", sequential="auto", max_images=2
        )
    )

    first = next(events)
    has_arrived.set()

    assert isinstance(first, Picture)
    with pytest.raises(OutcomeUnknown):
        next(events)
    assert len(gateway.requests) == 1


def test_an_endless_answer_is_cut_at_its_cap(open_gateway):
    def flood(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n{")
        while True:
            connection.sendall(b" " * 65536)

    gateway = open_gateway(flood)

    _, error = play(gateway.endpoint, max_answer_bytes=2_000_000)

    assert type(error) is BadAnswer
    assert len(error.body) == 1_000_000
    assert len(gateway.requests) == 1


def test_two_requests_use_two_connections(open_gateway):
    gateway = open_gateway(lambda connection: connection.sendall(reply(ANSWER)))
    client = ArkClient(gateway.endpoint, "k", timeouts=LONG)

    for _ in range(2):
        list(client.generate(REQUEST))

    assert len(gateway.requests) == 2
