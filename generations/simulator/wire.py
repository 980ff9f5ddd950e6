"""One connection as the answers and the faults use it.

Writes answers, streams, drips, cuts and resets; knows no rule and no picture.
"""

import os
import secrets
import select
import socket
import struct
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler

from generations.simulator.answers import encode

#: How often a hanging or dripping answer looks whether the client is gone.
_GLANCE_S = 0.1


class Wire:
    """The answering side of one HTTP request."""

    def __init__(
        self, handler: BaseHTTPRequestHandler, stopping: threading.Event
    ) -> None:
        """Answer through `handler` until `stopping` is set."""
        self._handler = handler
        self._stopping = stopping
        stamp = f"{time.time_ns() // 1_000_000:013d}"
        self.request_id = f"02{stamp}{secrets.token_hex(16)}"

    def send(
        self,
        status: int,
        body: bytes,
        content_type: str,
        headers: Mapping[str, str] | None = None,
        *,
        cut_at: int | None = None,
        drip_s: float = 0,
    ) -> None:
        """Send a whole answer; `cut_at` ends the connection after that many bytes.

        `drip_s` spreads the body over that many seconds.
        """
        self._open(status, content_type, headers or {})
        self._handler.send_header("Content-Length", str(len(body)))
        self._handler.end_headers()
        self._drip(body[:cut_at], drip_s)
        if cut_at is not None:
            self._handler.close_connection = True

    def send_long(
        self, content_type: str, *, first: bytes, piece: bytes, size_bytes: int
    ) -> None:
        """Send an answer that begins with `first` and repeats `piece` to its size."""
        self._open(200, content_type, {})
        self._handler.send_header("Content-Length", str(size_bytes))
        self._handler.end_headers()
        self._handler.wfile.write(first)
        left = size_bytes - len(first)
        while left > 0 and not self._stopping.is_set():
            self._handler.wfile.write(piece[:left])
            left -= len(piece)
        self._handler.close_connection = True

    def send_json(self, status: int, value: object) -> None:
        """Send a JSON answer."""
        self.send(status, encode(value), "application/json")

    def send_not_found(self) -> None:
        """Send what Ark's proxy says to a wrong path: 404 and no body."""
        self.send(404, b"", "text/plain", {"Server": "istio-envoy"})

    def open_stream(self) -> None:
        """Begin an answer of server-sent events."""
        self._open(200, "text/event-stream", {"Cache-Control": "no-cache"})
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()
        self._handler.wfile.flush()

    def send_chunk(self, content: bytes, *, drip_s: float = 0) -> None:
        """Send a part of the stream at once, or byte group by byte group."""
        if not drip_s:
            self._write_chunk(content)
            return
        parts = max(1, round(drip_s / _GLANCE_S))
        step = max(1, -(-len(content) // parts))
        for start in range(0, len(content), step):
            self._write_chunk(content[start : start + step])
            if self._stopping.wait(_GLANCE_S):
                return

    def close_stream(self) -> None:
        """End the stream in good order."""
        self._handler.wfile.write(b"0\r\n\r\n")

    def cut(self) -> None:
        """End the connection without ending the answer."""
        self._handler.close_connection = True

    def reset(self) -> None:
        """Break the connection with a TCP reset."""
        connection = self._handler.connection
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._handler.close_connection = True
        os.close(connection.detach())

    def hang(self) -> None:
        """Say nothing until the client leaves or the simulator stops."""
        self._handler.close_connection = True
        while not self._stopping.wait(_GLANCE_S):
            readable, _, _ = select.select([self._handler.connection], [], [], 0)
            if readable and not self._handler.connection.recv(1, socket.MSG_PEEK):
                return

    def _open(self, status: int, content_type: str, headers: Mapping[str, str]) -> None:
        self._handler.send_response_only(status)
        own = {
            "x-request-id": self.request_id,
            "Date": self._handler.date_time_string(),
        }
        own["Content-Type"] = content_type
        for name, value in (own | dict(headers)).items():
            self._handler.send_header(name, value)

    def _drip(self, body: bytes, drip_s: float) -> None:
        parts = max(1, round(drip_s / _GLANCE_S))
        step = max(1, -(-len(body) // parts))
        for start in range(0, len(body), step):
            self._handler.wfile.write(body[start : start + step])
            self._handler.wfile.flush()
            if drip_s and self._stopping.wait(_GLANCE_S):
                return

    def _write_chunk(self, content: bytes) -> None:
        self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))
        self._handler.wfile.flush()
