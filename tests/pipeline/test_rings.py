"""Rings that come while a gate is decided are answered together."""

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from generations.models import Attempt, Gate
from generations.pipeline import gate

pytestmark = pytest.mark.django_db


def ring_together(ids):
    """Ring for each while the gates are decided once; return who was let in."""
    return gate._answer_rings([gate.Ring("me", each) for each in ids])


def test_who_rings_at_once_is_let_in_at_once_in_the_order_of_turns(queue, bob):
    mine = queue(5)
    theirs = queue(2, member=bob)
    Gate.objects.named("custom")

    with CaptureQueriesContext(connection) as captured:
        admitted = ring_together([*mine, *theirs])

    assert admitted == [mine[0], theirs[0], mine[1], theirs[1], None, None, None]
    assert Attempt.objects.filter(state="claimed", tries=1).count() == 4
    locks = [each for each in captured if 'FROM "generations_gate"' in each["sql"]]
    assert len(locks) == 2  # this gate, and whether all are closed


def test_one_that_rings_twice_at_once_is_let_in_once(queue):
    ids = queue(2)

    assert ring_together([ids[0], ids[0], ids[1]]) == [*ids, None]


def test_a_gate_that_cannot_be_decided_keeps_no_other_from_it(queue):
    here, there = queue(2)
    Attempt.objects.filter(pk=there).update(gateway="ark")

    def fail(execute, sql, params, many, context):
        if 'FROM "generations_gate"' in sql and "ark" in params:
            raise OperationalError("canceling statement due to lock timeout")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        assert ring_together([there, here]) == [None, here]

    assert Attempt.objects.get(pk=there).state == "queued"


def test_a_hand_that_names_nobody_takes_one_of_those_that_wait(queue):
    first, second = queue(2)
    rings = [gate.Ring("me", gateway="custom"), gate.Ring("me", first)]

    let_in = gate._answer_rings([*rings, gate.Ring("me", gateway="custom")])

    assert let_in == [second, first, None]
