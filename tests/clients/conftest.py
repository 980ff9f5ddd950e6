"""A payload reader and a raw gateway on loopback that misbehaves on demand."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

PAYLOADS = Path(__file__).parent.parent / "payloads"

Behaviour = Callable[[socket.socket], None]


@pytest.fixture
def payload() -> Callable[[str], bytes]:
    """Read one file of tests/payloads, such as "ark/mixed.json"."""
    return lambda name: (PAYLOADS / name).read_bytes()


class LoopbackGateway:
    """Takes whole requests on 127.0.0.1, keeps them, then behaves as told."""

    def __init__(self, behaviour: Behaviour, *, reads: bool = True) -> None:
        self.requests: list[bytes] = []
        self._stopping = threading.Event()
        self._behaviour = behaviour
        self._reads = reads
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.05)
        self.port = self._listener.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}/v1/images/generations"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=5)
        self._listener.close()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                connection, _ = self._listener.accept()
                with connection:
                    connection.settimeout(5)
                    self.requests.append(b"")
                    with suppress(OSError):
                        if self._reads:
                            self.requests[-1] = _whole_request(connection)
                        self._behaviour(connection)


def _whole_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


@pytest.fixture
def open_gateway() -> Iterator[Callable[..., LoopbackGateway]]:
    """Open gateways with a behaviour each; all are stopped after the test."""
    opened: list[LoopbackGateway] = []

    def open_one(behaviour: Behaviour, *, reads: bool = True) -> LoopbackGateway:
        opened.append(LoopbackGateway(behaviour, reads=reads))
        return opened[-1]

    yield open_one
    for gateway in opened:
        gateway.stop()
