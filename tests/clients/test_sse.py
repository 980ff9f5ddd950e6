"""The same stream gives the same messages, however it is cut into chunks."""

import itertools
import json

from hypothesis import given, settings
from hypothesis import strategies as st

from generations.clients.sse import SseDecoder, SseMessage, sse_messages

STREAM = (
    b"\xef\xbb\xbf: hello\r\n"
    b"event: one\r\ndata: {\r\ndata:  1}\r\n\r\n"
    b"event: named, but without data\n\n"
    b"data:bare\n\n"
    b"id: 7\nretry: 10\nevent:two\ndata\ndata: " + "图\u2028\u2029".encode() + b"\n\n"
    b"event: three\rdata: old line ends\r\r"
    b"data: [DONE]\n\n"
    b"data: without a blank line"
)
MESSAGES = [
    SseMessage("one", b"{\n 1}"),
    SseMessage("", b"bare"),
    SseMessage("two", b"\n" + "图\u2028\u2029".encode()),
    SseMessage("three", b"old line ends"),
    SseMessage("", b"[DONE]"),
    SseMessage("", b"without a blank line"),
]


def test_a_stream_in_one_chunk_gives_its_messages():
    assert list(sse_messages([STREAM])) == MESSAGES


def test_a_stream_byte_by_byte_gives_the_same():
    assert list(sse_messages(STREAM[i : i + 1] for i in range(len(STREAM)))) == MESSAGES


@settings(deadline=None, max_examples=200)
@given(cuts=st.lists(st.integers(0, len(STREAM)), max_size=30))
def test_any_split_gives_the_same(cuts):
    edges = [0, *sorted(cuts), len(STREAM)]
    chunks = [STREAM[start:end] for start, end in itertools.pairwise(edges)]

    assert list(sse_messages(chunks)) == MESSAGES


@settings(deadline=None, max_examples=100)
@given(
    text=st.text(max_size=50),
    ending=st.sampled_from([b"\n", b"\r\n", b"\r"]),
    width=st.integers(1, 9),
)
def test_any_json_comes_back_whole(text, ending, width):
    packed = json.dumps({"text": text}, ensure_ascii=True).encode()
    stream = b"event: e" + ending + b"data: " + packed + ending * 2
    chunks = [stream[i : i + width] for i in range(0, len(stream), width)]

    assert list(sse_messages(chunks)) == [SseMessage("e", packed)]


def test_a_message_is_given_with_its_blank_line_and_not_later():
    decoder = SseDecoder()

    assert decoder.feed(b"data: x\n") == []
    assert decoder.feed(b"\n") == [SseMessage("", b"x")]
    assert decoder.close() == []


def test_a_line_of_many_megabytes_is_one_message():
    line = b"A" * 8_000_000
    stream = b"data: " + line + b"\n\n"
    chunks = [stream[i : i + 4096] for i in range(0, len(stream), 4096)]

    assert list(sse_messages(chunks)) == [SseMessage("", line)]
