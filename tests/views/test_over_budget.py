"""A wish no budget allows: refused in words, nothing typed lost, nothing written."""

import uuid
from decimal import Decimal

import pytest

from generations.models import Budget, Generation, LedgerEntry, Spending, month_of
from generations.tasks import send_attempt
from teams.models import User

ADDRESS = "/compose/text-to-image/"
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def priced(settings, monkeypatch):
    """The simulator asks 0.40 USD a picture, and nobody is rung for."""
    settings.STUDIO_SIMULATOR_PRICE = "0.40 USD"
    monkeypatch.setattr(send_attempt, "apply_async", lambda args, **_: None)


@pytest.fixture
def wish():
    return {
        "token": str(uuid.uuid4()),
        "prompt": "A lighthouse <of> folded paper",
        "offer": "seedream-4.5@simulator",
        "tier": "2K",
        "ratio": "3:2",
        "watermark": "on",
        "variations": "2",
    }


def text(response):
    return response.content.decode()


def put(member, amount, person=None):
    return Budget.objects.put(
        Decimal(amount), "USD", team=member.team, person=person, set_by=member.user
    )


def spend(budget, amount):
    """Note money as spent in this month by its owner."""
    generation = Generation.objects.order_by("created_at").first()
    Spending.objects.update_or_create(
        team=budget.team,
        person=budget.person,
        month=month_of(generation.created_at),
        currency="USD",
        defaults={"committed": amount, "reserved": 0, "held": 0},
    )


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_the_form_says_what_is_left_and_who_can_raise_it(
    as_bob, alice, bob, wish, headers
):
    User.objects.filter(pk=alice.user.pk).update(name="Alice A.")
    put(alice, "0.50")

    page = text(as_bob.post(ADDRESS, wish, headers=headers))

    assert (
        "This may cost $0.800, but only $0.500 of the team&#x27;s budget for" in page
        and "It can be raised by: Alice A." in page
    )
    assert "A lighthouse &lt;of&gt; folded paper" in page
    assert wish["token"] in page
    assert not Generation.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_the_same_press_goes_through_once_the_budget_is_raised(as_bob, alice, wish):
    put(alice, "0.50")
    as_bob.post(ADDRESS, wish)
    put(alice, "0.80")

    as_bob.post(ADDRESS, wish)

    assert Generation.objects.get().variations == 2


def test_a_budget_of_ones_own_is_named_as_such(as_bob, alice, bob, wish):
    put(alice, "5")
    put(alice, "0.50", person=bob.user)

    page = text(as_bob.post(ADDRESS, wish))

    assert "but only $0.500 of your budget for" in page


def test_the_page_warns_from_eighty_per_cent_on(as_bob, alice, bob, wish):
    as_bob.post(ADDRESS, wish)
    budget = put(alice, "1.00")

    notes = {}
    for amount in ("0.79", "0.80", "1.00"):
        spend(budget, amount)
        notes[amount] = text(as_bob.get(ADDRESS))

    assert "budget for" not in notes["0.79"]
    assert "80 % of the team&#x27;s budget" in notes["0.80"]
    assert "is used up: $1.00 of $1.00. It can be raised by: alice." in notes["1.00"]


def test_charlie_hears_nothing_of_alices_budget(as_charlie, alice, wish):
    put(alice, "0")

    page = text(as_charlie.get(ADDRESS))
    answer = as_charlie.post(ADDRESS, wish)

    assert "budget for" not in page
    assert answer.status_code == 302
