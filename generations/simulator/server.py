"""The simulator as a server on loopback: start, stop, address.

Owns the socket, its threads and the folder; what is answered stands in
`handler` and `exchange`.
"""

import contextlib
import logging
import socket
import sys
import threading
from collections.abc import Callable, Collection
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from generations.simulator.exchange import House
from generations.simulator.faults import Faults
from generations.simulator.handler import Handler
from generations.simulator.ledger import Ledger
from generations.simulator.painting import Commission, paint
from generations.simulator.pictures import PictureStore

logger = logging.getLogger(__name__)


class _Server(ThreadingHTTPServer):
    """A threaded server that can hang up on everybody."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Log a failure of ours; clients that left are no news."""
        if not isinstance(sys.exception(), OSError):
            logger.exception("The simulator failed to answer.")

    def hang_up(self) -> None:
        """End every open connection."""
        with self._lock:
            for request in self._open:
                with contextlib.suppress(OSError):
                    request.shutdown(socket.SHUT_RDWR)


class Simulator:
    """A Seedream gateway on loopback that bills nobody and tells everything.

    Pictures, the signing secret, the port and the ledger live in `folder` and
    outlive a restart. `latency_s` is per picture. `api_keys` None takes any key
    or none. `is_strict` refuses fields that upstream would ignore; `is_quick`
    draws plain pictures in milliseconds, for tests and load. `painter` and
    `handler` replace what draws and what answers, for benchmarks.
    """

    def __init__(
        self,
        folder: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        api_keys: Collection[str] | None = None,
        latency_s: float | tuple[float, float] = 0.0,
        url_life_s: float = 86_400,
        public_url: str = "",
        strict: bool = False,
        quick: bool = False,
        painter: Callable[[Commission], bytes] = paint,
        handler: type[Handler] = Handler,
    ) -> None:
        """Prepare; nothing listens before `start`."""
        folder.mkdir(parents=True, exist_ok=True)
        self._port_file = folder / "port"
        self._host = host
        self._port = port
        self._public_url = public_url.rstrip("/")
        self._server: _Server | None = None
        self._handler = handler
        span = latency_s if isinstance(latency_s, tuple) else (latency_s, latency_s)
        self._house = House(
            ledger=Ledger(folder / "ledger.jsonl"),
            faults=Faults(),
            pictures=PictureStore(folder, url_life_s=url_life_s),
            latency_s=span,
            api_keys=None if api_keys is None else frozenset(api_keys),
            is_strict=strict,
            is_quick=quick,
            painter=painter,
        )

    @property
    def ledger(self) -> Ledger:
        """What was billed."""
        return self._house.ledger

    @property
    def faults(self) -> Faults:
        """What goes wrong next."""
        return self._house.faults

    @property
    def port(self) -> int:
        """The port it listens on.

        Raises:
            RuntimeError: it was not started.
        """
        if self._server is None:
            raise RuntimeError("The simulator was not started.")
        return int(self._server.server_address[1])

    @property
    def base_url(self) -> str:
        """Scheme, host, port and `/v1`, as a gateway's base address."""
        return f"http://{self._host}:{self.port}/v1"

    def start(self) -> Self:
        """Listen, on the port of last time if it is free."""
        self._house.stopping.clear()
        self._server = self._bind()
        self._port_file.write_text(str(self.port), encoding="utf-8")
        self._house.base = self._public_url or f"http://{self._host}:{self.port}"
        thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": 0.05},
            name="simulator",
            daemon=True,
        )
        thread.start()
        return self

    def stop(self) -> None:
        """Stop listening and hang up; requests still waiting are not billed."""
        if self._server is None:
            return
        self._house.stopping.set()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._server = None

    def __enter__(self) -> Self:
        """Start."""
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        self.stop()

    def _bind(self) -> _Server:
        handler = type("HouseHandler", (self._handler,), {"house": self._house})
        if not self._port and self._port_file.exists():
            last = self._port_file.read_text(encoding="utf-8").strip()
            if last.isdigit():
                with contextlib.suppress(OSError, OverflowError):
                    return _Server((self._host, int(last)), handler)
        return _Server((self._host, self._port), handler)
