"""The money of a paid request is where its row says, through every change of state."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from generations.models import (
    Attempt,
    AttemptState,
    Generation,
    LedgerEntry,
    Spending,
    month_of,
    position_of,
)
from tests.models.conftest import booked, position, spent

pytestmark = pytest.mark.django_db
S = AttemptState


@pytest.fixture
def attempt(alice, submit):
    """A request of two pictures, 0.20 USD at most."""
    return submit(alice, price="0.20", images=2).attempts.get()


def advance(attempt, before, after, **fields):
    moved = Attempt.objects.advance(attempt.pk, before=(before,), after=after, **fields)
    attempt.refresh_from_db()
    return moved


def kinds(attempt):
    return [entry.kind for entry in attempt.entries.order_by("pk")]


def test_a_submit_sets_the_price_of_each_request_aside(alice, submit):
    generation = submit(alice, variations=3)

    entries = LedgerEntry.objects.order_by("pk")
    assert [entry.kind for entry in entries] == ["reserve"] * 3
    assert {entry.attempt_id for entry in entries} == {
        attempt.pk for attempt in generation.attempts.all()
    }
    assert {(entry.person, entry.currency) for entry in entries} == {
        (alice.user, "USD")
    }
    assert spent(alice.team) == spent(alice.team, alice.user) == position("0.30")


@pytest.mark.parametrize(
    ("state", "fields", "where", "kind"),
    [
        (S.ANSWERED, {"cost": Decimal("0.20")}, position("0", "0.20"), "commit"),
        (S.ANSWERED, {"cost": Decimal("0.10")}, position("0", "0.10"), "commit"),
        (S.ANSWERED, {"cost": Decimal("0.30")}, position("0", "0.30"), "commit"),
        (S.ANSWERED, {"cost": Decimal(0)}, position(), "release"),
        (S.REFUSED, {}, position(), "release"),
        (S.UNDELIVERED, {}, position(), "release"),
        (S.CANCELLED, {}, position(), "release"),
        (S.UNKNOWN, {}, position("0", "0", "0.20"), "hold"),
        (S.UNKNOWN, {"cost": Decimal("0.10")}, position("0", "0.1", "0.1"), "hold"),
        (S.UNKNOWN, {"cost": Decimal("0.30")}, position("0", "0.30"), "commit"),
        (S.UNKNOWN, {"verdict": "not_billed"}, position(), "release"),
        (S.UNKNOWN, {"verdict": "loss_accepted"}, position("0", "0.20"), "commit"),
    ],
)
def test_each_end_leaves_the_money_where_it_belongs(
    alice, attempt, state, fields, where, kind
):
    assert advance(attempt, S.QUEUED, state, **fields)

    assert position_of(attempt) == where
    assert booked(attempt=attempt) == where
    assert spent(alice.team) == spent(alice.team, alice.user) == where
    assert kinds(attempt) == ["reserve", kind]


def test_a_late_answer_moves_what_was_held(alice, attempt):
    advance(attempt, S.QUEUED, S.UNKNOWN)

    advance(attempt, S.UNKNOWN, S.ANSWERED, cost=Decimal("0.10"))

    assert spent(alice.team) == position("0", "0.10")
    assert kinds(attempt) == ["reserve", "hold", "commit"]


def test_held_money_moves_by_the_decision_of_a_person(alice, attempt):
    advance(attempt, S.QUEUED, S.UNKNOWN)

    advance(
        attempt,
        S.UNKNOWN,
        S.UNKNOWN,
        verdict="loss_accepted",
        decided_by=alice.user,
    )

    last = attempt.entries.order_by("pk").last()
    assert (last.kind, last.decided_by) == ("commit", alice.user)
    assert (last.committed, last.held) == (Decimal("0.20"), Decimal("-0.20"))
    assert spent(alice.team) == position("0", "0.20")


def test_a_late_answer_corrects_the_decision_of_a_person(alice, attempt):
    advance(attempt, S.QUEUED, S.UNKNOWN, verdict="not_billed")

    advance(attempt, S.UNKNOWN, S.ANSWERED, cost=Decimal("0.20"))

    assert spent(alice.team) == position("0", "0.20")


def test_a_request_proven_unsent_is_set_aside_again(alice, attempt):
    advance(attempt, S.QUEUED, S.UNKNOWN)

    Attempt.objects.give_back(attempt.pk, before=(S.UNKNOWN,), wait_s=0)

    assert spent(alice.team) == position("0.20")
    assert kinds(attempt) == ["reserve", "hold", "reserve"]


def test_booking_again_adds_nothing(attempt):
    advance(attempt, S.QUEUED, S.ANSWERED, cost=Decimal("0.20"))

    moved = [Attempt.objects.book(attempt.pk) for _ in range(3)]

    assert moved == [False] * 3
    assert kinds(attempt) == ["reserve", "commit"]


def test_a_change_that_was_lost_to_another_moves_no_money(alice, attempt):
    advance(attempt, S.QUEUED, S.CANCELLED)

    moved = advance(attempt, S.QUEUED, S.UNKNOWN)

    assert not moved
    assert spent(alice.team) == position()


def test_money_and_state_change_together_or_not_at_all(alice, attempt):
    def fail(execute, sql, params, many, context):
        if sql.startswith('UPDATE "generations_spending"'):
            raise OperationalError("the database went away")
        return execute(sql, params, many, context)

    with (
        pytest.raises(OperationalError),
        transaction.atomic(),
        connection.execute_wrapper(fail),
    ):
        advance(attempt, S.QUEUED, S.ANSWERED, cost=Decimal("0.20"))

    attempt.refresh_from_db()
    assert attempt.state == S.QUEUED
    assert booked(attempt=attempt) == spent(alice.team) == position("0.20")


@pytest.mark.parametrize("price", [None, "0"], ids=["unknown", "free"])
def test_what_has_no_price_has_no_entry(alice, submit, price):
    attempt = submit(alice, price=price, currency="USD").attempts.get()

    advance(attempt, S.QUEUED, S.ANSWERED, cost=None if price is None else Decimal(0))

    assert not LedgerEntry.objects.exists()
    assert not Spending.objects.exists()


def test_a_wish_of_nobody_counts_for_the_team(alice, submit):
    submit(SimpleNamespace(team=alice.team, user=None))

    assert spent(alice.team) == position("0.10")
    assert Spending.objects.count() == 1


def test_the_requests_of_unknown_price_are_counted_apart(alice, charlie, submit):
    for member, price in [
        (alice, None),
        (alice, None),
        (alice, "0.10"),
        (charlie, None),
    ]:
        submit(member, price=price)
    Attempt.objects.update(state=S.ANSWERED)
    Attempt.objects.filter(generation__estimate__isnull=False).update(cost="0.10")
    submit(alice, price=None)

    assert Attempt.objects.filter(team=alice.team).unpriced().count() == 2


@pytest.mark.parametrize(
    ("zone", "month"),
    [("UTC", date(2026, 11, 1)), ("Asia/Shanghai", date(2026, 12, 1))],
)
def test_a_month_is_that_of_the_studio(alice, submit, settings, zone, month):
    settings.TIME_ZONE = zone
    with time_machine.travel(datetime(2026, 11, 30, 20, tzinfo=UTC), tick=False):
        attempt = submit(alice).attempts.get()

    advance(attempt, S.QUEUED, S.ANSWERED, cost=Decimal("0.10"))

    assert {entry.month for entry in attempt.entries.all()} == {month}
    assert {row.month for row in Spending.objects.all()} == {month}
    assert month_of(attempt.generation.created_at) == month


def test_claim_fence_and_waiting_cost_nothing_for_the_ledger(alice, attempt):
    with CaptureQueriesContext(connection) as queries:
        Attempt.objects.claim(attempt.pk, owner="w")
        Attempt.objects.pass_fence(attempt.pk, owner="w")
        Attempt.objects.give_back(attempt.pk, before=(S.SENT,), wait_s=0)

    assert len(queries) == 3


def test_an_end_takes_six_statements_in_one_transaction(attempt):
    with CaptureQueriesContext(connection) as queries:
        advance(attempt, S.QUEUED, S.REFUSED)

    said = [each["sql"].split()[0] for each in queries]
    assert [word for word in said if word not in ("SAVEPOINT", "RELEASE")] == [
        *("UPDATE", "SELECT", "SELECT", "INSERT", "UPDATE", "UPDATE"),
        "SELECT",  # the test's own
    ]


def test_rows_of_before_the_ledger_are_booked_once(alice, submit):
    answered, held, _queued = (submit(alice).attempts.get() for _ in range(3))
    submit(alice, price=None)
    settled = submit(alice).attempts.get()
    advance(settled, S.QUEUED, S.UNKNOWN, verdict="not_billed")
    Attempt.objects.filter(pk=answered.pk).update(state=S.ANSWERED, cost="0.10")
    Attempt.objects.filter(pk=held.pk).update(state=S.UNKNOWN)
    LedgerEntry.objects.all().delete()
    Spending.objects.all().delete()

    first, again = Attempt.objects.catch_up(), Attempt.objects.catch_up()

    assert (first, again) == (3, 0)
    assert spent(alice.team) == position("0.10", "0.10", "0.10")
    assert kinds(held) == ["hold"]


@pytest.mark.django_db(transaction=True)
def test_twenty_followers_add_one_entry(alice, submit):
    attempt = submit(alice).attempts.get()
    Attempt.objects.filter(pk=attempt.pk).update(state=S.REFUSED)
    start, moved = threading.Barrier(20), []

    def follow():
        start.wait()
        try:
            moved.append(Attempt.objects.book(attempt.pk))
        except Exception as error:
            moved.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=follow) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(moved) == [False] * 19 + [True]
    assert kinds(attempt) == ["reserve", "release"]
    assert spent(alice.team) == position()
    assert Generation.objects.count() == 1
