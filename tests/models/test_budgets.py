"""What a team and a person may spend in a month, and that nobody can race it."""

import threading
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
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
    month_of,
    position_of,
)
from tests.models.conftest import WISH, booked, position, spent

pytestmark = pytest.mark.django_db
S = AttemptState


@pytest.fixture
def allow(alice):
    """Return a function that sets a budget of alice's team, or of a person in it."""

    def put(amount, *, person=None, currency="USD", team=alice.team):
        return Budget.objects.put(
            Decimal(amount), currency, team=team, person=person, set_by=alice.user
        )

    return put


def test_a_budget_takes_what_fits_to_the_last_cent(alice, allow, submit):
    allow("0.30")

    for _ in range(3):
        submit(alice)
    with pytest.raises(OverBudget) as refusal:
        submit(alice, price="0.000001")

    standing = refusal.value.standing
    assert (standing.left, standing.share) == (0, 1)
    assert standing.position == position("0.30")
    assert refusal.value.asked == Decimal("0.000001")
    assert Generation.objects.count() == Attempt.objects.count() == 3


def test_all_requests_of_a_wish_have_to_fit_together(alice, allow, submit):
    allow("0.30")

    with pytest.raises(OverBudget) as refusal:
        submit(alice, variations=4)

    assert refusal.value.asked == Decimal("0.40")
    assert refusal.value.standing.left == Decimal("0.30")
    assert not LedgerEntry.objects.exists()
    assert spent(alice.team) == position()


def test_a_budget_of_a_person_stops_that_person_alone(alice, bob, allow, submit):
    allow("0.10", person=bob.user)
    submit(bob)

    with pytest.raises(OverBudget) as refusal:
        submit(bob)
    submit(alice)

    assert refusal.value.standing.budget.person == bob.user
    assert spent(alice.team) == position("0.20")
    assert spent(alice.team, bob.user) == position("0.10")


def test_a_refused_wish_leaves_nothing_with_the_team_either(alice, bob, allow, submit):
    allow("1.00")
    allow("0.05", person=bob.user)

    with pytest.raises(OverBudget):
        submit(bob)

    assert not Generation.objects.exists()
    assert spent(alice.team) == spent(alice.team, bob.user) == position()


def test_a_budget_of_the_team_stops_everybody(alice, bob, allow, submit):
    allow("0.10")
    submit(alice)

    with pytest.raises(OverBudget) as refusal:
        submit(bob)

    assert refusal.value.standing.budget.person is None


def test_another_team_and_another_currency_have_their_own(
    alice, charlie, allow, submit
):
    allow("0")
    allow("0.10", currency="CNY")

    submit(charlie)
    submit(alice, currency="CNY")
    for currency in ("USD", "CNY"):
        with pytest.raises(OverBudget):
            submit(alice, currency=currency)

    assert spent(charlie.team) == position("0.10")


def test_what_costs_nothing_or_nobody_knows_what_is_never_stopped(alice, allow, submit):
    allow("0")

    submit(alice, price="0")
    submit(alice, price=None)

    assert Generation.objects.count() == 2


def test_held_money_counts_and_released_money_is_free_again(alice, allow, submit):
    allow("0.20")
    held, refused = (submit(alice).attempts.get() for _ in range(2))
    Attempt.objects.advance(held.pk, before=(S.QUEUED,), after=S.UNKNOWN)
    Attempt.objects.advance(refused.pk, before=(S.QUEUED,), after=S.REFUSED)

    submit(alice)
    with pytest.raises(OverBudget) as refusal:
        submit(alice)

    assert refusal.value.standing.position == position("0.10", "0", "0.10")


def test_a_budget_below_what_is_spent_stops_new_wishes_only(alice, allow, submit):
    attempt = submit(alice).attempts.get()
    allow("0.01")

    with pytest.raises(OverBudget) as refusal:
        submit(alice)
    claimed = Attempt.objects.claim(attempt.pk, owner="w")
    sent = Attempt.objects.pass_fence(attempt.pk, owner="w")

    assert claimed
    assert sent
    assert refusal.value.standing.left == 0


def test_money_of_another_month_does_not_count(alice, allow, submit):
    allow("0.10")
    submit(alice)
    Spending.objects.update(month="2020-01-01")

    submit(alice)

    assert Spending.objects.filter(team=alice.team, person=None).count() == 2


def test_setting_a_budget_again_changes_it(alice, bob, allow):
    allow("1")
    allow("2")
    allow("3", person=bob.user)

    found = Budget.objects.filter(team=alice.team).order_by("amount")
    assert [(budget.amount, budget.person) for budget in found] == [
        (2, None),
        (3, bob.user),
    ]


def test_the_same_click_twice_is_paid_once(alice, allow):
    allow("0.10")
    token = uuid.uuid4()

    first, again = (
        Generation.objects.submit(WISH, team=alice.team, person=alice.user, token=token)
        for _ in range(2)
    )

    assert first == again
    assert spent(alice.team) == position("0.10")


def test_a_submit_asks_three_questions_more_for_the_money(alice, submit):
    submit(alice, variations=8)
    counts = []
    for price in (None, "0.10"):
        with CaptureQueriesContext(connection) as queries:
            submit(alice, price=price, variations=8)
        counts.append(len(queries))

    assert counts[1] - counts[0] == 3


@pytest.mark.django_db(transaction=True)
def test_twenty_wishes_at_once_with_money_for_seven_are_seven(alice, bob, allow):
    allow("0.70")
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


def test_a_month_begins_where_the_studio_is(alice, submit):
    generation = submit(alice)

    row = Spending.objects.get(team=alice.team, person=None)
    assert row.month == month_of(generation.created_at)
