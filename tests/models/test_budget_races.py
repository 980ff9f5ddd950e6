"""No order of presses, ends and decisions brings the books of a budget apart."""

import threading
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generations.models import (
    Attempt,
    AttemptState,
    Budget,
    Generation,
    LedgerEntry,
    OverBudget,
    Position,
    Spending,
    position_of,
)
from tests.models.conftest import WISH, booked, position, spent

pytestmark = pytest.mark.django_db
S = AttemptState


@pytest.mark.django_db(transaction=True)
def test_twenty_wishes_at_once_with_money_for_seven_are_seven(alice, bob):
    Budget.objects.create(team=alice.team, currency="USD", amount="0.70")
    start, ends = threading.Barrier(20), []

    def press(member):
        start.wait()
        try:
            Generation.objects.submit(
                WISH, team=alice.team, person=member.user, token=uuid.uuid4()
            )
            ends.append("taken")
        except OverBudget:
            ends.append("refused")
        except Exception as error:
            ends.append(repr(error))
        finally:
            connection.close()

    people = [alice, bob] * 10
    threads = [threading.Thread(target=press, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(ends) == ["refused"] * 13 + ["taken"] * 7
    assert Generation.objects.count() == LedgerEntry.objects.count() == 7
    assert spent(alice.team) == position("0.70")


#: Every move a state machine, a gateway or a person could make, and the cost of it.
MOVES = st.tuples(
    st.integers(0, 30),
    st.sampled_from(list(S)),
    st.sampled_from([None, "0", "0.07", "0.1", "0.333333", "0.5"]),
    st.sampled_from(["", "not_billed", "loss_accepted"]),
)
PRESSES = st.tuples(
    st.sampled_from(["0.1", "0.333333", "0.000001", "0.7"]),
    st.integers(1, 3),
    st.booleans(),
)


@given(st.lists(st.one_of(MOVES, PRESSES), max_size=20), st.sampled_from([0, 1, 3]))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_totals_are_the_sums_of_entries_are_the_positions(alice, bob, steps, limit):
    Generation.objects.all().delete()
    Spending.objects.all().delete()
    Budget.objects.all().delete()
    Budget.objects.create(team=alice.team, currency="USD", amount=limit)
    Budget.objects.create(
        team=alice.team, person=bob.user, currency="USD", amount=limit / Decimal(2)
    )

    for step in steps:
        if len(step) == 3:
            press(alice, bob, step, limit)
        else:
            move(step)

    attempts = list(Attempt.objects.select_related("generation"))
    where = [(each, position_of(each)) for each in attempts]
    for attempt, stands in where:
        assert booked(attempt=attempt) == stands
    for person in (None, alice.user, bob.user):
        own = [p for a, p in where if person in (None, a.person)]
        total = Position(*(sum(getattr(p, n) for p in own) for n in FIELDS))
        assert spent(alice.team, person) == total
        assert min(total.reserved, total.committed, total.held) >= 0


FIELDS = ("reserved", "committed", "held")


def press(alice, bob, step, limit):
    """Submit a wish; what was taken is within both budgets."""
    price, variations, is_bob = step
    wish = replace(
        WISH,
        variations=variations,
        estimate=replace(WISH.estimate, amount=Decimal(price)),
    )
    person = bob.user if is_bob else alice.user
    before = spent(alice.team).total, spent(alice.team, bob.user).total
    asked = Decimal(price) * variations
    fits = before[0] + asked <= limit
    if is_bob:
        fits = fits and before[1] + asked <= limit / Decimal(2)

    try:
        Generation.objects.submit(
            wish, team=alice.team, person=person, token=uuid.uuid4()
        )
    except OverBudget:
        assert not fits
        after = spent(alice.team).total, spent(alice.team, bob.user).total
        assert after == before
    else:
        assert fits


def move(step):
    """Move one of the attempts from wherever it is."""
    place, after, cost, verdict = step
    attempts = list(Attempt.objects.order_by("pk"))
    if attempts:
        Attempt.objects.advance(
            attempts[place % len(attempts)].pk,
            before=tuple(S),
            after=after,
            cost=cost,
            verdict=verdict,
        )
