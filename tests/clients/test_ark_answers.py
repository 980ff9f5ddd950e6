"""Answers that break, lie about themselves or never end, through the client."""

import gzip
import zlib

import httpx
import pytest

from generations.clients.contract import Picture, Receipt
from generations.clients.errors import (
    BadAnswer,
    BadCredentials,
    Busy,
    OutcomeUnknown,
    Refused,
)

from .doubles import ANSWER, FOUR, SSE_PICTURE, Broken, answering, client_for, play


@pytest.mark.parametrize(
    "failure",
    [httpx.ReadError("r"), httpx.ReadTimeout("t"), httpx.RemoteProtocolError("p")],
)
def test_a_body_that_breaks_leaves_the_outcome_unknown(failure):
    stream = Broken([ANSWER[:-3]], failure)

    events, error = play(client_for(answering(stream=stream)))

    assert events == []
    assert type(error) is OutcomeUnknown
    assert stream.is_closed


def test_a_break_after_the_whole_object_costs_nothing():
    stream = Broken([ANSWER], httpx.ReadError("r"))

    events, error = play(client_for(answering(stream=stream)))

    assert error is None
    assert [type(event) for event in events] == [Picture, Receipt]


def test_a_stream_that_breaks_keeps_what_arrived():
    stream = Broken([SSE_PICTURE.rstrip()], httpx.ReadError("r"))

    events, error = play(client_for(answering(stream=stream)), FOUR)

    assert [type(event) for event in events] == [Picture]
    assert type(error) is OutcomeUnknown


@pytest.mark.parametrize(
    ("status", "kind"), [(400, Refused), (401, BadCredentials), (429, Busy)]
)
def test_a_refusal_stands_though_its_body_breaks(status, kind):
    stream = Broken([b'{"error":{"co'], httpx.ReadError("r"))

    _, error = play(client_for(answering(status=status, stream=stream)))

    assert type(error) is kind
    assert error.status == status


def test_the_deadline_counts_across_the_whole_answer():
    now = [0.0]

    def chunks():
        for _ in range(100):
            now[0] += 30
            yield b" "

    handler = answering(stream=Broken(chunks()))

    _, error = play(client_for(handler, clock=lambda: now[0]))

    assert type(error) is OutcomeUnknown
    assert "390 s" in error.message
    assert now[0] == 390


def test_an_answer_too_large_keeps_its_first_megabyte():
    body = b'{"data":"' + b"x" * 3_000_000

    _, error = play(client_for(answering(body), max_answer_bytes=2_000_000))

    assert type(error) is BadAnswer
    assert error.body == body[:1_000_000]
    assert error.status == 200


def test_a_stream_too_large_keeps_its_pictures():
    stream = Broken([SSE_PICTURE, b": " + b"x" * 3_000_000])
    client = client_for(answering(stream=stream), max_answer_bytes=2_000_000)

    events, error = play(client, FOUR)

    assert [type(event) for event in events] == [Picture]
    assert type(error) is BadAnswer


def test_an_unusable_stream_keeps_its_beginning():
    body = b'data: {"type":"image_generation.completed"}\n\n'

    _, error = play(client_for(answering(body)))

    assert type(error) is BadAnswer
    assert error.body == body


@pytest.mark.parametrize(
    ("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)]
)
def test_a_compressed_answer_is_read_though_not_asked_for(coding, pack):
    stream = Broken([pack(ANSWER)])
    handler = answering(stream=stream, headers={"Content-Encoding": coding})

    events, _ = play(client_for(handler))

    assert [type(event) for event in events] == [Picture, Receipt]


def test_a_compressed_bomb_is_cut_at_the_cap():
    bomb = gzip.compress(b"{" + b" " * 50_000_000)
    handler = answering(stream=Broken([bomb]), headers={"Content-Encoding": "gzip"})

    _, error = play(client_for(handler, max_answer_bytes=2_000_000))

    assert type(error) is BadAnswer
    assert len(error.body) == 1_000_000


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_broken_compression_is_a_bad_answer(coding):
    stream = Broken([b"neither gzip nor json, but long enough"])
    handler = answering(stream=stream, headers={"Content-Encoding": coding})

    _, error = play(client_for(handler))

    assert type(error) is BadAnswer


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"null", b"<html>ok</html>", b"ok", b"event-less garbage"]
)
@pytest.mark.parametrize("content_type", ["application/json", "text/html", ""])
def test_a_success_without_an_answer_is_a_bad_answer(body, content_type):
    handler = answering(body, headers={"Content-Type": content_type})

    _, error = play(client_for(handler))

    assert type(error) is BadAnswer
    assert error.body == body


def test_white_space_that_keeps_a_connection_alive_is_skipped():
    stream = Broken([b"\n", b" " * 50, b"\n", ANSWER[:1], ANSWER[1:]])

    events, _ = play(client_for(answering(stream=stream)))

    assert [type(event) for event in events] == [Picture, Receipt]


def test_a_stream_that_starts_with_a_comment_is_a_stream():
    stream = Broken([b":", b" ping\n\n", SSE_PICTURE, b"data: [DONE]\n\n"])

    events, _ = play(client_for(answering(stream=stream)))

    assert [type(event) for event in events] == [Picture, Receipt]
