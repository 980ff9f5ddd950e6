"""A drain lets what is being decided end, and opens only what it has closed."""

import threading
import time

import pytest
from django.db import connection, transaction

from generations.models import ALL, Gate, PauseReason

pytestmark = pytest.mark.django_db


@pytest.mark.django_db(transaction=True)
def test_who_drains_goes_on_when_the_last_one_is_let_in():
    has_begun, may_end, order = threading.Event(), threading.Event(), []
    Gate.objects.named("custom")

    def let_one_in():
        with transaction.atomic():
            Gate.objects.locked("custom")
            has_begun.set()
            may_end.wait(60)
            order.append("let in")
        connection.close()

    def drain():
        Gate.objects.wait_for_decisions()
        order.append("drained")
        connection.close()

    threads = [threading.Thread(target=each) for each in (let_one_in, drain)]
    threads[0].start()
    assert has_begun.wait(60)
    threads[1].start()
    time.sleep(0.2)  # in which a drain that does not wait would end
    may_end.set()
    for thread in threads:
        thread.join(60)

    assert order == ["let in", "drained"]


def test_the_end_of_a_drain_opens_what_the_drain_has_closed():
    Gate.objects.pause(ALL, PauseReason.DRAIN)

    assert Gate.objects.end_drain()

    gate = Gate.objects.get(slug=ALL)
    assert (gate.is_paused, gate.paused_at) == (False, None)
    assert not Gate.objects.end_drain()


@pytest.mark.parametrize("reason", [PauseReason.PERSON, PauseReason.CREDIT])
def test_what_was_closed_for_another_reason_stays_closed(reason):
    Gate.objects.pause(ALL, reason)
    Gate.objects.pause("custom", reason)

    assert not Gate.objects.end_drain()

    assert all(gate.is_paused for gate in Gate.objects.all())


def test_a_gate_is_made_when_it_is_first_asked_for():
    first, again = (Gate.objects.named("custom") for _each in range(2))

    assert first == again
    assert (first.is_paused, first.concurrency) == (False, 4)
