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


class QoS(redis.QoS):
    """What a worker was given and has not begun: given back while Redis is there."""

    def restore_unacked(self, client: Any = None) -> None:
        """Give it back; a line that broke leaves it to the sweeper, who rings again.

        kombu closes a broken line twice, and at the second time looks for the
        address it has forgotten: the worker ended with an AttributeError.
        """
        if self.channel.connection.client is not None:
            super().restore_unacked(client)


class Channel(redis.Channel):
    """kombu's channel with the messages above."""

    QoS = QoS


class Transport(redis.Transport):
    """kombu's Redis transport with the poller and the channel above."""

    Channel = Channel

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.cycle = Poller()
