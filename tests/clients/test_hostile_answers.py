"""Answers that mean harm: how much of them is read, held and believed."""

import json
import tracemalloc

import pytest

from generations.clients.answers import MAX_PICTURES, answer_events
from generations.clients.ark import PICTURE_BYTES, REST_BYTES
from generations.clients.contract import Picture, Refusal
from generations.clients.errors import BadAnswer
from generations.clients.wire import HEAD_BYTES

from .doubles import FOUR, Broken, answering, client_for, play

GIGABYTE = 1_000_000_000
PIECE_BYTES = 65_536


class Flood:
    """A body of a gigabyte that counts how much of it was taken."""

    def __init__(self, first, again):
        self.taken = 0
        self._first = first
        self._again = again * (PIECE_BYTES // len(again))

    def __iter__(self):
        self.taken += len(self._first)
        yield self._first
        while self.taken < GIGABYTE:
            self.taken += len(self._again)
            yield self._again


def drowned(flood):
    """Ask a gateway that floods: its error, and the most memory held."""
    client = client_for(answering(stream=Broken(flood)))
    tracemalloc.start()
    try:
        _, error = play(client)
        return error, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("first", [b"\0", b"<html>", b"[[[[", b"AAAA", b'"url"'])
def test_a_gigabyte_that_is_no_answer_is_left_after_a_megabyte(first):
    flood = Flood(first, first)

    error, most_held = drowned(flood)

    assert type(error) is BadAnswer
    assert flood.taken <= HEAD_BYTES + 2 * PIECE_BYTES
    assert most_held < 8 * HEAD_BYTES


def test_a_gigabyte_of_line_ends_is_not_held():
    flood = Flood(b"\n", b"\n")

    error, most_held = drowned(flood)

    assert type(error) is BadAnswer
    assert flood.taken < GIGABYTE / 5
    assert most_held < 8 * HEAD_BYTES


@pytest.mark.parametrize("first", [b'{"data":[{"b64_json":"', b'data: {"b64_json":"'])
def test_a_gigabyte_that_begins_like_an_answer_is_cut_at_one_picture(first):
    flood = Flood(first, b"A")

    error, most_held = drowned(flood)

    most = PICTURE_BYTES + REST_BYTES
    assert type(error) is BadAnswer
    assert len(error.body) == HEAD_BYTES
    assert flood.taken <= most + 2 * PIECE_BYTES
    assert most_held < 4 * most


def test_white_space_before_an_answer_costs_nothing():
    body = b"\n" * 3_000_000 + b'{"data":[{"url":"https://example.org/a.png"}]}'

    events, error = play(client_for(answering(body)))

    assert error is None
    assert isinstance(events[0], Picture)


def test_an_answer_nested_beyond_any_parser_is_kept_as_unreadable():
    body = b'{"data":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

    _, error = play(client_for(answering(body)))

    assert type(error) is BadAnswer
    assert error.body == body


def entry(index):
    return {"url": f"https://example.org/{index}.png"}


def test_pictures_far_beyond_the_request_are_not_taken():
    body = {"data": [entry(index) for index in range(5000)]}

    events = list(answer_events(json.dumps(body).encode()))

    pictures = [event for event in events if isinstance(event, Picture)]
    assert len(pictures) == MAX_PICTURES


@pytest.mark.parametrize("name", ["partial_succeeded", "partial_failed"])
@pytest.mark.parametrize("is_whole", [True, False])
def test_events_far_beyond_the_request_are_not_taken(name, is_whole):
    tail = "" if is_whole else ","
    stream = [
        f"event: image_generation.{name}\n"
        f"data: {json.dumps(entry(index))}{tail}\n\n".encode()
        for index in range(5000)
    ]
    stream.append(b'event: image_generation.completed\ndata: {"usage":{}}\n\n')

    events, _ = play(client_for(answering(stream=Broken(stream))), FOUR)

    assert sum(isinstance(each, Picture | Refusal) for each in events) <= MAX_PICTURES


def test_an_address_longer_than_any_address_is_none():
    body = {"data": [{"url": "https://example.org/" + "a" * 20_000}]}

    with pytest.raises(BadAnswer):
        list(answer_events(json.dumps(body).encode()))
