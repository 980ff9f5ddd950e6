"""The HTTP dialect of Volcengine Ark and of the OpenAI-style gateways.

Joins one POST (`wire`) with the pure readers of its answer; knows no catalogue,
no rows, and sends nothing twice.
"""

import time
from collections.abc import Iterator
from dataclasses import replace

import httpx

from generations.clients.answers import answer_events, json_object
from generations.clients.contract import Event, ImageRequest, Receipt, Refusal
from generations.clients.errors import (
    BadAnswer,
    BadCredentials,
    ImageApiError,
    OutcomeUnknown,
)
from generations.clients.headers import request_id_of
from generations.clients.reach import Reach
from generations.clients.refusals import error_of
from generations.clients.requests import encoded_body
from generations.clients.sse import sse_messages
from generations.clients.streams import stream_events
from generations.clients.wire import HEAD_BYTES, Answer, Clock, Patience, posted
from generations.deadlines import Timeouts

MAX_ANSWER_BYTES = 160_000_000
#: Most bytes of one picture in the answer (60 MB as base64), and of all else in it.
PICTURE_BYTES = 80_000_000
REST_BYTES = 2_000_000
HIDDEN_KEY = "***"

_STREAM_STARTS = (b"event:", b"data:", b"id:", b"retry:", b":")
_SNIFFED_BYTES = 16


class ArkClient:
    """Asks one address for pictures, with one key."""

    def __init__(
        self,
        endpoint: str,
        api_key: str,
        *,
        transport: httpx.BaseTransport | None = None,
        reach: Reach | None = None,
        timeouts: Timeouts | None = None,
        max_answer_bytes: int = MAX_ANSWER_BYTES,
        clock: Clock = time.monotonic,
    ) -> None:
        """Keep the full address of the POST and the key, "" for none.

        `clock` is monotonic, in seconds; `transport` replaces the network, `reach`
        names the addresses that a host may be connected at.
        """
        self._endpoint = endpoint
        self._api_key = api_key.strip()
        self._transport = transport
        self._reach = reach
        self.timeouts = timeouts or Timeouts()
        self._max_answer_bytes = max_answer_bytes
        self._clock = clock

    def __repr__(self) -> str:
        """Name the address, never the key."""
        return f"ArkClient({self._endpoint!r})"

    def generate(
        self, request: ImageRequest, *, attempt_id: str = ""
    ) -> Iterator[Event]:
        """Send one paid request and yield its answer as it arrives.

        The request leaves at the first step of the iterator. No error and no
        refusal holds the key.

        Raises:
            ImageApiError: one of its subclasses, see `clients.errors`.
        """
        try:
            for event in self._exchange(request, attempt_id):
                yield self._without_key(event)
        except ImageApiError as error:
            self._hide_key_in(error)
            raise

    def _exchange(self, request: ImageRequest, attempt_id: str) -> Iterator[Event]:
        with posted(
            self._endpoint,
            headers=self._headers(attempt_id),
            body=encoded_body(request),
            patience=patience_for(request, self.timeouts),
            max_bytes=self._most_bytes(request),
            transport=self._transport,
            reach=self._reach,
            clock=self._clock,
        ) as answer:
            if not 200 <= answer.status < 300:
                raise error_of(answer.status, answer.headers, answer.beginning())
            try:
                yield from _events_of(answer, expected=request.expected_images)
            except (BadAnswer, OutcomeUnknown) as error:
                _complete(error, answer)
                raise

    def _most_bytes(self, request: ImageRequest) -> int:
        pictures = PICTURE_BYTES * request.expected_images
        return min(self._max_answer_bytes, pictures + REST_BYTES)

    def _headers(self, attempt_id: str) -> dict[str, str]:
        headers = {
            "Accept": "application/json, text/event-stream",
            "Accept-Encoding": "identity",
            "Content-Type": "application/json",
            "User-Agent": "seedream-studio",
        }
        if attempt_id:
            headers["X-Client-Request-Id"] = attempt_id
        if self._api_key:
            if not (self._api_key.isascii() and self._api_key.isprintable()):
                raise BadCredentials("The key holds characters no key can hold")
            headers["Authorization"] = f"Bearer {self._api_key}"
        return headers

    def _without_key(self, event: Event) -> Event:
        if isinstance(event, Refusal):
            code, message = self._keyless(event.code), self._keyless(event.message)
            return replace(event, code=code, message=message)
        if isinstance(event, Receipt):
            return replace(event, request_id=self._keyless(event.request_id))
        return event

    def _hide_key_in(self, error: ImageApiError) -> None:
        error.message = self._keyless(error.message)
        error.args = (error.message,)
        error.code = self._keyless(error.code)
        error.request_id = self._keyless(error.request_id)
        if isinstance(error, BadAnswer) and self._api_key:
            key, hidden = self._api_key.encode(), HIDDEN_KEY.encode()
            error.body = error.body.replace(key, hidden)

    def _keyless(self, text: str) -> str:
        return text.replace(self._api_key, HIDDEN_KEY) if self._api_key else text


def patience_for(request: ImageRequest, timeouts: Timeouts) -> Patience:
    """Give the limits of one request by its mode and number of pictures."""
    is_slow = request.quality is not None or bool(request.thinking_mode)
    images = request.expected_images
    return Patience(
        connect_s=timeouts.connect_s,
        write_s=timeouts.write_s,
        read_s=timeouts.silence_s(images, is_slow=is_slow, is_stream=request.stream),
        total_s=timeouts.total_s(images, is_slow=is_slow),
    )


def _events_of(answer: Answer, *, expected: int) -> Iterator[Event]:
    """Read a success as what it is: a stream or one JSON object.

    The first bytes decide: no stream can start like an object, and a gateway
    may ignore `stream` or mislabel its answer. Content-Type breaks the tie.
    """
    request_id = request_id_of(answer.headers)
    chunks = answer.chunks()
    start = _first_bytes(chunks)
    if _is_stream(start, answer.headers.get("content-type", "")):
        yield from stream_events(
            sse_messages(_again(start, chunks)),
            expected=expected,
            status=answer.status,
            request_id=request_id,
        )
        return
    looks_like_json = start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    body = _whole(start, chunks) if looks_like_json else _head(answer, chunks)
    yield from answer_events(body, status=answer.status, request_id=request_id)


def _first_bytes(chunks: Iterator[bytes]) -> bytes:
    """Read until the kind of the answer shows; leading white space is dropped."""
    start = b""
    for chunk in chunks:
        start = (start + chunk).lstrip()
        if len(start) >= _SNIFFED_BYTES:
            break
    return start


def _is_stream(start: bytes, content_type: str) -> bool:
    bare = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith((b"{", b"[", b"<")):
        return False
    return bare.startswith(_STREAM_STARTS) or "event-stream" in content_type.lower()


def _again(start: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield start
    yield from chunks


def _head(answer: Answer, chunks: Iterator[bytes]) -> bytes:
    """Read what is kept of an answer that can hold no picture, and no more."""
    for _ in chunks:
        if len(answer.head) >= HEAD_BYTES:
            break
    return answer.head


def _whole(start: bytes, chunks: Iterator[bytes]) -> bytes:
    """Join the body; a cut after a whole JSON object has cost nothing."""
    parts = [start]
    try:
        for chunk in chunks:
            parts.append(chunk)
    except OutcomeUnknown:
        if json_object(b"".join(parts)) is None:
            raise
    return b"".join(parts)


def _complete(error: BadAnswer | OutcomeUnknown, answer: Answer) -> None:
    """Add what the readers of the answer did not know."""
    error.status = error.status or answer.status
    error.request_id = error.request_id or request_id_of(answer.headers)
    if isinstance(error, BadAnswer):
        error.body = error.body or answer.head
