"""The broker of `./studio run`: Celery's queues in memory, without the polling.

kombu's own memory transport sleeps between looks; this one is woken by each
message, so that a click leaves at once and an idle studio does nothing.
"""

import threading
import time
from queue import Empty
from typing import Any

from kombu.transport import memory


class Bell:
    """Wakes everybody who waits; a ring between look and wait is not missed."""

    def __init__(self) -> None:
        self._rung = threading.Condition()
        self._times = 0

    @property
    def times(self) -> int:
        """How often it was rung so far."""
        return self._times

    def ring(self) -> None:
        """Wake everybody."""
        with self._rung:
            self._times += 1
            self._rung.notify_all()

    def wait(self, *, since: int, timeout_s: float | None) -> bool:
        """Return True once it was rung more than `since` times, False when late."""
        with self._rung:
            return self._rung.wait_for(lambda: self._times > since, timeout_s)


class Channel(memory.Channel):
    """A memory channel that says when there is something to be had."""

    bell = Bell()

    def _put(self, queue: str, message: Any, **options: Any) -> None:
        super()._put(queue, message, **options)
        self.bell.ring()

    def _put_fanout(
        self,
        exchange: str,
        message: Any,
        routing_key: str | None = None,
        **options: Any,
    ) -> None:
        super()._put_fanout(exchange, message, routing_key, **options)
        self.bell.ring()

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        """Take note of a started task, which makes room for another."""
        super().basic_ack(delivery_tag, multiple)
        self.bell.ring()

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Take note of a task that was not taken, which makes room, too."""
        super().basic_reject(delivery_tag, requeue)
        self.bell.ring()


class Transport(memory.Transport):
    """The memory transport, waiting for the bell instead of sleeping."""

    Channel = Channel

    def drain_events(
        self, connection: Any, timeout: float | None = None, **options: Any
    ) -> None:
        """Deliver the next message.

        Raises:
            TimeoutError: none came within `timeout` seconds.
        """
        assert self.cycle is not None, "made by the constructor"
        ends_at = None if timeout is None else time.monotonic() + timeout
        while True:
            times = Channel.bell.times
            try:
                self.cycle.get(self._deliver, timeout=timeout)
            except Empty:
                left_s = None if ends_at is None else ends_at - time.monotonic()
                if not Channel.bell.wait(since=times, timeout_s=left_s):
                    raise TimeoutError from None
            else:
                return
