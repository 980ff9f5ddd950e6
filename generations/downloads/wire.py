"""Sockets that reach the checked addresses only, and never beyond a deadline.

httpcore asks for a name; this back end connects to the addresses that were
checked for it, so that a second look-up cannot answer something else.
"""

import ssl
import time
from collections.abc import Iterable

import httpcore


class Deadline:
    """The moment after which no socket operation of one download may begin."""

    def __init__(self, total_s: float) -> None:
        self._ends_at = time.monotonic() + total_s

    def shortened(self, timeout_s: float | None) -> float:
        """Return the time-out of one operation, in seconds.

        Raises:
            httpcore.ReadTimeout: the deadline has passed.
        """
        left_s = self._ends_at - time.monotonic()
        if left_s <= 0:
            raise httpcore.ReadTimeout("The download took too long in all.")
        return left_s if timeout_s is None else min(left_s, timeout_s)


class CheckedBackend(httpcore.NetworkBackend):
    """Connects to the first checked address that answers."""

    def __init__(self, addresses: tuple[str, ...], *, deadline: Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to `port` of the addresses in turn; `host` is not looked up."""
        failure: Exception = httpcore.ConnectError("There is no address.")
        for address in self._addresses:
            try:
                stream = self._sockets.connect_tcp(
                    address,
                    port,
                    timeout=self._deadline.shortened(timeout),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error  # the next address may be reachable
            else:
                return _TimedStream(stream, deadline=self._deadline)
        raise failure


class _TimedStream(httpcore.NetworkStream):
    """A stream whose every operation ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, *, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._deadline.shortened(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.shortened(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(
            ssl_context, server_hostname, self._deadline.shortened(timeout)
        )
        return _TimedStream(secured, deadline=self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
