"""What a team and a person may spend in a month, and that nobody can race it."""

import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generations.models import (
    Attempt,
    AttemptState,
    Budget,
    Generation,
    LedgerEntry,
    OverBudget,
    Spending,
    month_of,
)
from tests.models.conftest import WISH, position, spent

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


def test_a_month_begins_where_the_studio_is(alice, submit):
    generation = submit(alice)

    row = Spending.objects.get(team=alice.team, person=None)
    assert row.month == month_of(generation.created_at)
