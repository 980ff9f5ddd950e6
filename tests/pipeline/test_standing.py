"""The places people are told while their requests wait for a turn."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from generations.models import Attempt
from generations.pipeline import order

pytestmark = pytest.mark.django_db


def test_places_in_the_queue_follow_the_turns(queue, bob):
    mine = queue(3)
    theirs = queue(1, member=bob)

    places = order.standing([*mine, *theirs])

    assert places == {mine[0]: 1, theirs[0]: 2, mine[1]: 3, mine[2]: 4}


def test_what_waits_for_another_try_has_no_place(queue):
    later, now = queue(2)
    soon = timezone.now() + timedelta(minutes=5)
    Attempt.objects.filter(pk=later).update(next_run_at=soon)

    assert order.standing([later, now]) == {now: 1}


def test_the_order_of_a_long_queue_is_worked_out_now_and_then(queue, monkeypatch):
    cache.clear()
    monkeypatch.setattr(order, "LONG_QUEUE", 1)
    first, second = queue(2)
    assert order.standing([second]) == {second: 2}

    Attempt.objects.filter(pk=first).update(state="cancelled")

    assert order.standing([second]) == {second: 2}
    cache.clear()
    assert order.standing([second]) == {second: 1}
