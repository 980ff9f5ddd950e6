"""Celery's queues in Redis without the waiting: what a full worker does meanwhile.

Read only where there is a Redis; `doorbell.py` is the broker of one process.
"""

from typing import Any

from kombu.transport import redis

#: Seconds after which a full worker looks again whether it can take a message.
FULL_S = 0.02


class Poller(redis.MultiChannelPoller):
    """Waits for Redis, but not for long while there is no room for a message.

    Measured: with kombu's own, two pictures were stored every two seconds however
    little they took, since a full worker waits that long before it looks again.
    """

    def get(self, callback: Any, timeout: float | None = None) -> Any:
        """Deliver the next message.

        Raises:
            Empty: none came, or there was no room for one.
        """
        channels = self._channels  # type: ignore[attr-defined]  # stubs know few names
        is_full = not all(channel.qos.can_consume() for channel in channels)
        return super().get(callback, FULL_S if is_full else timeout)


class Transport(redis.Transport):
    """kombu's Redis transport with the poller above."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cycle = Poller()
