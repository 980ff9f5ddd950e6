"""What is left of each budget of a month, for the pages to show."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from generations.models import Budget, Position, Spending, month_of
from tests.models.conftest import position

pytestmark = pytest.mark.django_db


@pytest.fixture
def allow(alice):
    """Return a function that sets a budget of a team, or of a person in it."""

    def put(amount, *, team=alice.team, person=None, currency="USD"):
        return Budget.objects.put(
            Decimal(amount), currency, team=team, person=person, set_by=None
        )

    return put


def standings(member, month=None):
    budgets = Budget.objects.in_reach_of(member.team, member.user)
    month = month or month_of(timezone.now())
    return Spending.objects.standings(budgets, month=month)


def test_the_budgets_a_wish_counts_against_stand_the_teams_first(
    alice, bob, charlie, allow, submit
):
    of_bob, of_team = allow("0.20", person=bob.user), allow("1.00")
    allow("5", person=alice.user)
    allow("5", team=charlie.team)
    submit(alice)
    submit(bob)

    found = standings(bob)

    assert [each.budget for each in found] == [of_team, of_bob]
    assert [each.position for each in found] == [position("0.20"), position("0.10")]
    assert [each.left for each in found] == [Decimal("0.80"), Decimal("0.10")]
    assert [each.share for each in found] == [Decimal("0.2"), Decimal("0.5")]


def test_money_of_another_month_or_currency_leaves_a_budget_whole(alice, allow, submit):
    allow("1.00", currency="CNY")
    submit(alice)

    (now,) = standings(alice)
    allow("1.00")
    past = standings(alice, month=date(2020, 1, 1))

    assert (now.position, now.left) == (Position(), 1)
    assert [each.left for each in past] == [1, 1]


def test_a_budget_of_nothing_is_used_up_from_the_start(alice, allow):
    allow("0")

    (standing,) = standings(alice)

    assert (standing.share, standing.left) == (1, 0)


def test_without_a_budget_nothing_is_counted(alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert standings(alice) == []
