"""A drain ends without opening what was closed for another reason."""

import pytest

from generations.models import ALL, Gate, PauseReason

pytestmark = pytest.mark.django_db


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
