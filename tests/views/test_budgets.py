"""The page of budgets: who may see and set what, and what it says of this month."""

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest

from generations.models import Attempt, AttemptState, Budget, Generation
from teams.models import Member
from teams.roles import Role
from tests.models.conftest import WISH

ADDRESS = "/payments/budgets/"


def text(response):
    return response.content.decode()


def put(member, amount="1.00", person=None, currency="USD"):
    return Budget.objects.put(
        Decimal(amount), currency, team=member.team, person=person, set_by=member.user
    )


def spend(member, amount="0.25", state=None, **fields):
    wish = replace(WISH, estimate=replace(WISH.estimate, amount=Decimal(amount)))
    attempt = Generation.objects.submit(
        wish, team=member.team, person=member.user, token=uuid.uuid4()
    ).attempts.get()
    if state:
        Attempt.objects.advance(
            attempt.pk, before=(AttemptState.QUEUED,), after=state, **fields
        )


def test_a_page_without_budgets_says_that_nothing_stops(as_alice):
    assert "There is no budget" in text(as_alice.get(ADDRESS))


def test_each_budget_says_what_is_spent_set_aside_held_and_left(as_alice, alice, bob):
    put(alice)
    put(alice, "2.00", person=bob.user)
    spend(alice)
    spend(alice, state=AttemptState.UNKNOWN)
    spend(alice, state=AttemptState.ANSWERED, cost=Decimal("0.25"))

    page = text(as_alice.get(ADDRESS))

    assert "<b>$0.750</b> of $1.00" in page
    assert "75 % used, $0.250 left" in page
    assert "$0.250 spent, $0.250 set aside, $0.250 held" in page
    assert page.index("The whole team") < page.index("<b>$0.00</b> of $2.00")


def test_an_admin_sets_changes_and_removes_the_budget_of_the_team(as_alice, alice):
    answer = as_alice.post(f"{ADDRESS}set/", {"amount": "12.50", "currency": "USD"})
    as_alice.post(f"{ADDRESS}set/", {"amount": "15", "currency": "USD"})

    budget = Budget.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    assert (budget.team, budget.person, budget.amount) == (alice.team, None, 15)
    assert budget.set_by == alice.user

    as_alice.post(f"{ADDRESS}{budget.pk}/remove/")

    assert not Budget.objects.exists()


def test_an_admin_sets_the_budget_of_a_person(as_alice, bob):
    values = {"member": bob.pk, "amount": "3", "currency": "CNY"}

    as_alice.post(f"{ADDRESS}set/", values)

    budget = Budget.objects.get()
    assert (budget.person, budget.currency) == (bob.user, "CNY")


def test_the_form_is_filled_with_the_budget_that_is_changed(as_alice, alice, bob):
    budget = put(alice, "7.00", person=bob.user)

    page = text(as_alice.get(ADDRESS, {"change": budget.pk}))

    assert 'value="7.00"' in page
    assert f'<option value="{bob.pk}" selected>' in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"amount": "", "currency": "USD"}, "Write an amount, such as 50."),
        ({"amount": "a lot", "currency": "USD"}, "Write an amount, such as 12.50."),
        ({"amount": "NaN", "currency": "USD"}, "Write an amount, such as 12.50."),
        ({"amount": "-1", "currency": "USD"}, "greater than or equal to 0"),
        ({"amount": "1e30", "currency": "USD"}, "less than or equal to"),
        ({"amount": "0.001", "currency": "USD"}, "2 decimal places"),
        ({"amount": "1", "currency": "XXX"}, "Select a valid choice"),
    ],
)
def test_a_wrong_budget_is_told_in_words(as_alice, values, said):
    answer = as_alice.post(f"{ADDRESS}set/", values)

    assert answer.status_code == 422
    assert said in text(answer)
    assert not Budget.objects.exists()


def test_requests_of_unknown_price_are_told_apart(as_alice, alice):
    wish = replace(WISH, estimate=None)
    for _ in range(2):
        Generation.objects.submit(
            wish, team=alice.team, person=alice.user, token=uuid.uuid4()
        )
    Attempt.objects.update(state=AttemptState.ANSWERED)

    page = text(as_alice.get(ADDRESS))

    assert "2 paid requests had a price nobody knows" in page


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_who_does_not_manage_the_team_may_not(as_bob, alice, bob, role):
    Member.objects.filter(pk=bob.pk).update(role=role)
    budget = put(alice)

    answers = [
        as_bob.get(ADDRESS),
        as_bob.post(f"{ADDRESS}set/", {"amount": "9", "currency": "USD"}),
        as_bob.post(f"{ADDRESS}{budget.pk}/remove/"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert Budget.objects.get().amount == 1


def test_charlie_finds_and_changes_nothing_of_alices(as_charlie, alice, bob):
    budget = put(alice, "77.00", person=bob.user)

    page = as_charlie.get(ADDRESS)
    answers = [
        as_charlie.get(ADDRESS, {"change": budget.pk}),
        as_charlie.post(f"{ADDRESS}{budget.pk}/remove/"),
    ]
    foreign = as_charlie.post(
        f"{ADDRESS}set/", {"member": bob.pk, "amount": "1", "currency": "USD"}
    )

    assert page.status_code == 200
    assert "77" not in text(page) and "bob" not in text(page)
    assert [answer.status_code for answer in answers] == [404, 404]
    assert foreign.status_code == 422
    assert list(Budget.objects.all()) == [budget]


def test_nobody_sees_it_without_signing_in(client, alice):
    assert client.get(ADDRESS).status_code == 302
