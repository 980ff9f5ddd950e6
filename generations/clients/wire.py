"""One POST on a connection of its own, bounded in time and size.

Owns sockets, time-outs and which failures prove that nothing left; knows
nothing of JSON or pictures. Nothing here is ever sent twice.
"""

import functools
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from generations.clients.errors import (
    BadAnswer,
    ImageApiError,
    NotSent,
    OutcomeUnknown,
)
from generations.clients.reach import Reach, send_to_checked

HEAD_BYTES = 1_000_000  #: how much of an answer too large or broken is kept
INFLATED_PIECE_BYTES = 1_000_000  #: most that one compressed piece may grow to at once

Clock = Callable[[], float]

#: Failures that happen before the first byte of the request.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
    UnicodeError,  # a host name that cannot be written in DNS
)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one exchange may take, in seconds."""

    connect_s: float
    write_s: float
    read_s: float  #: silence, between any two bytes
    total_s: float  #: from the call to the last byte


class Deadline:
    """Ends a connection when its time is over, in whatever phase it hangs.

    httpx bounds each single read only: a gateway that drips a byte a minute
    would hold a worker for ever. A timer shuts the socket instead.
    """

    def __init__(self, total_s: float, *, clock: Clock) -> None:
        """Count from now; `clock` is monotonic, in seconds."""
        self.total_s = total_s
        self.has_sent = False  #: a first byte may have left
        self.is_unwritten = False  #: the request could not be written wholly
        self._clock = clock
        self._ends_at = clock() + total_s
        self._stream: Any = None  # httpcore's network stream, once connected
        self._has_cut = False
        self._timer = threading.Timer(total_s, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        """Start the timer."""
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the timer."""
        self._timer.cancel()

    @property
    def is_over(self) -> bool:
        """Whether the time is used up."""
        return self._has_cut or self._clock() >= self._ends_at

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was sent and there is time to try elsewhere."""
        return not self.has_sent and not self.is_over

    def watch(self, step: str, info: Mapping[str, Any]) -> None:
        """Follow httpx's `trace` extension to know the socket and the phase."""
        if step in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self._stream = info.get("return_value")
            if self._has_cut:
                self._cut()
        elif step.startswith("http11.send_request_"):
            self.has_sent = True
            self.is_unwritten = self.is_unwritten or step.endswith(".failed")

    def _cut(self) -> None:
        self._has_cut = True
        if self._stream is not None:
            # The plain socket's shutdown, also under TLS: it wakes a blocked
            # read, where the TLS one would pull the session from under it.
            with suppress(OSError):  # closed already
                socket.socket.shutdown(
                    self._stream.get_extra_info("socket"), socket.SHUT_RDWR
                )


class Answer:
    """The status, the headers and, while it is read, the body of an answer."""

    def __init__(
        self, response: httpx.Response, deadline: Deadline, *, max_bytes: int
    ) -> None:
        """Wrap a response whose body was not read yet."""
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.head = b""  #: the first megabyte read so far
        self._response = response
        self._deadline = deadline
        self._max_bytes = max_bytes

    def chunks(self) -> Iterator[bytes]:
        """Yield the decompressed body as it arrives.

        Raises:
            OutcomeUnknown: the body was cut, or the time was over.
            BadAnswer: the body is too large, or its compression broken.
        """
        size = 0
        try:
            for chunk in self._inflated():
                size += len(chunk)
                self.head += chunk[: HEAD_BYTES - len(self.head)]
                if size > self._max_bytes:
                    raise self._bad(f"The answer exceeds {self._max_bytes} bytes")
                yield chunk
                if self._deadline.is_over:
                    break
        except zlib.error as error:
            raise self._bad("The answer is not compressed as it claims") from error
        if self._deadline.is_over:
            raise _late(self._deadline)

    def beginning(self) -> bytes:
        """Read up to a megabyte of a failed answer, or as much as comes."""
        with suppress(OutcomeUnknown, BadAnswer):  # the status stands already
            for _ in self.chunks():
                if len(self.head) >= HEAD_BYTES:
                    break
        return self.head

    def _bad(self, message: str) -> BadAnswer:
        return BadAnswer(message, body=self.head, status=self.status)

    def _inflated(self) -> Iterator[bytes]:
        """Undo gzip or deflate in bounded pieces; it was not asked for."""
        coding = self.headers.get("content-encoding", "").strip().lower()
        if coding not in ("gzip", "x-gzip", "deflate"):
            yield from self._received()
            return
        engine = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        for chunk in self._received():
            rest = chunk
            while rest:
                yield engine.decompress(rest, INFLATED_PIECE_BYTES)
                rest = engine.unconsumed_tail

    def _received(self) -> Iterator[bytes]:
        stream = self._response.stream
        if not isinstance(stream, httpx.SyncByteStream):
            raise TypeError("a synchronous transport is needed")
        try:
            yield from stream
        except httpx.TransportError as error:
            raise _failure(error, self._deadline) from error


@contextmanager
def posted(
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    patience: Patience,
    max_bytes: int,
    method: str = "POST",
    transport: httpx.BaseTransport | None = None,
    reach: Reach | None = None,
    clock: Clock = time.monotonic,
) -> Iterator[Answer]:
    """Send one POST (or free GET) and give its answer once the headers are in.

    A fresh connection each time (a stale one would turn a free failure into an
    ambiguous one), no proxy from the environment, no redirect, no retry. `reach`
    names the addresses that may be connected to.

    Raises:
        NotSent: no byte of the request left.
        OutcomeUnknown: it may have arrived; no answer came.
    """
    deadline = Deadline(patience.total_s, clock=clock)
    with deadline, _fresh_client(patience, transport) as http:
        try:
            request = http.build_request(
                method,
                url,
                headers=dict(headers),
                content=body,
                extensions={"trace": deadline.watch},
            )
            response = send_to_checked(
                http, request, reach, may_go_on=lambda: deadline.is_fresh
            )
        except (httpx.TransportError, httpx.InvalidURL, UnicodeError) as error:
            raise _failure(error, deadline) from error
        with closing(response):
            yield Answer(response, deadline, max_bytes=max_bytes)


def _fresh_client(
    patience: Patience, transport: httpx.BaseTransport | None
) -> httpx.Client:
    return httpx.Client(
        transport=transport or _fresh_transport(),
        trust_env=False,
        follow_redirects=False,
        timeout=httpx.Timeout(
            connect=patience.connect_s,
            write=patience.write_s,
            read=patience.read_s,
            pool=patience.connect_s,
        ),
    )


def _fresh_transport() -> httpx.HTTPTransport:
    return httpx.HTTPTransport(
        verify=_tls(),
        trust_env=False,
        http1=True,
        http2=False,
        retries=0,
        limits=httpx.Limits(max_connections=1, max_keepalive_connections=0),
    )


@functools.cache
def _tls() -> ssl.SSLContext:
    """Load the trusted authorities once: it costs tens of milliseconds."""
    return httpx.create_ssl_context(trust_env=False)


def _failure(error: Exception, deadline: Deadline) -> ImageApiError:
    """Name a transport failure by what it proves."""
    if isinstance(error, _NEVER_LEFT) and not deadline.has_sent:
        return NotSent(f"The gateway could not be reached: {_words(error)}")
    if deadline.is_unwritten or isinstance(
        error, httpx.WriteError | httpx.WriteTimeout
    ):
        return OutcomeUnknown(
            "The request could not be sent completely and was probably not billed: "
            + _words(error)
        )
    if deadline.is_over:
        return _late(deadline)
    if isinstance(error, httpx.ReadTimeout):
        return OutcomeUnknown(
            f"The request was sent, but the gateway fell silent: {_words(error)}"
        )
    return OutcomeUnknown(
        f"The connection broke before the answer was complete: {_words(error)}"
    )


def _late(deadline: Deadline) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"The request was sent, but the answer was not complete "
        f"after {deadline.total_s:g} s"
    )


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
