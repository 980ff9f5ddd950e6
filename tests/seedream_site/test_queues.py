"""What a worker on Redis does while it is full: it looks again soon."""

from queue import Empty
from types import SimpleNamespace

import pytest
from kombu import Connection
from kombu.transport import redis

from seedream_site import queues


class Channel:
    qos = property(lambda self: self)

    def __init__(self, *, has_room):
        self.can_consume = lambda: has_room


@pytest.mark.parametrize(("has_room", "waits_s"), [(True, 2.0), (False, queues.FULL_S)])
def test_a_full_worker_looks_again_soon(monkeypatch, has_room, waits_s):
    waited = []

    def get(self, callback, timeout=None):
        waited.append(timeout)
        raise Empty

    monkeypatch.setattr(redis.MultiChannelPoller, "get", get)
    poller = queues.Poller()
    poller.add(Channel(has_room=has_room))

    with pytest.raises(Empty):
        poller.get(print, timeout=2.0)

    assert waited == [waits_s]


def test_the_broker_in_redis_is_the_one_that_looks_again():
    broker = Connection(
        "redis://127.0.0.1:1/0", transport="seedream_site.queues:Transport"
    )

    assert isinstance(broker.transport.cycle, queues.Poller)


@pytest.mark.parametrize(("address", "given_back"), [(None, []), ("redis", [1])])
def test_a_broken_line_gives_nothing_back(monkeypatch, address, given_back):
    restored = []
    monkeypatch.setattr(
        redis.QoS, "restore_unacked", lambda self, client: restored.append(1)
    )
    line = SimpleNamespace(client=address)
    channel = SimpleNamespace(connection=line, do_restore=False)

    queues.QoS(channel).restore_unacked()

    assert restored == given_back
    assert queues.Transport.Channel.QoS is queues.QoS
