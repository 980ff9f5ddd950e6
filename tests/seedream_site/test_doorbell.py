"""The embedded broker wakes whoever waits for a message."""

import threading
from contextlib import contextmanager

import pytest
from kombu import Connection, Consumer, Producer, Queue

from seedream_site.doorbell import Bell, Transport

PATIENCE_S = 20.0


@pytest.fixture
def queue():
    return Queue("doorbell-tests")


@pytest.fixture
def connection(queue):
    with Connection("memory://", transport=Transport) as connected:
        yield connected
        queue(connected.default_channel).delete()


@contextmanager
def consuming(connection, queue, *, most=0):
    taken = []
    with Consumer(
        connection,
        queues=[queue],
        callbacks=[lambda body, message: taken.append((body, message))],
        prefetch_count=most or None,
    ):
        yield taken


def publish(queue, *bodies):
    with Connection("memory://", transport=Transport) as connected:
        for body in bodies:
            producer = Producer(connected.default_channel)
            producer.publish(body, routing_key=queue.name, declare=[queue])


def draining(connection):
    """Wait for one message in a thread of its own."""

    def drain():
        connection.drain_events(timeout=PATIENCE_S)

    thread = threading.Thread(target=drain)
    thread.start()
    return thread


def test_a_message_wakes_a_consumer_that_already_waits(connection, queue):
    with consuming(connection, queue) as taken:
        waiting = draining(connection)

        publish(queue, "hello")
        waiting.join()

    assert [body for body, _ in taken] == ["hello"]


def test_messages_that_came_before_the_consumer_are_delivered(connection, queue):
    publish(queue, "one", "two")

    with consuming(connection, queue) as taken:
        connection.drain_events(timeout=PATIENCE_S)
        connection.drain_events(timeout=PATIENCE_S)

    assert [body for body, _ in taken] == ["one", "two"]


def test_waiting_ends_when_no_message_comes(connection, queue):
    with consuming(connection, queue) as taken, pytest.raises(TimeoutError):
        connection.drain_events(timeout=0.01)

    assert taken == []


@pytest.mark.parametrize("answer", ["ack", "reject"])
def test_a_message_that_is_done_with_makes_room_for_the_next(connection, queue, answer):
    publish(queue, "one", "two")
    with consuming(connection, queue, most=1) as taken:
        connection.drain_events(timeout=PATIENCE_S)
        waiting = draining(connection)

        getattr(taken[0][1], answer)()
        waiting.join()

    assert [body for body, _ in taken] == ["one", "two"]


def test_a_ring_between_look_and_wait_is_not_missed():
    bell = Bell()
    seen = bell.times

    bell.ring()

    assert bell.wait(since=seen, timeout_s=PATIENCE_S)


def test_a_bell_that_nobody_rings_is_waited_for_no_longer_than_allowed():
    bell = Bell()

    was_rung = bell.wait(since=bell.times, timeout_s=0.01)

    assert not was_rung
