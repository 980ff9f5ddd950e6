"""Rows that contradict each other are named; sound ones are not."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from generations.custody.findings import Report
from generations.custody.rules import note_odd_rows
from generations.models import (
    Attempt,
    AttemptState,
    EntryKind,
    LedgerEntry,
    Output,
    OutputState,
    Spending,
    Verdict,
)

LONG_AGO = timedelta(hours=5)


@pytest.fixture
def odd():
    """Return a function that returns what the rules found, as (kind, name)."""

    def run():
        report = Report()
        note_odd_rows(report)
        return [(str(each.kind), each.name) for each in report.findings]

    return run


@pytest.fixture
def wish(gateway, ask):
    """Return a generation of one picture, its money left to the test."""
    made = ask("seedream-4.0@custom", size="1K")
    LedgerEntry.objects.all().delete()
    Spending.objects.all().delete()
    return made


@pytest.fixture
def change(wish):
    """Return a function that changes the attempt and the picture, unguarded."""

    def run(state, output=None, **fields):
        Attempt.objects.filter(generation=wish).update(state=state, **fields)
        if output is not None:
            Output.objects.filter(generation=wish).update(**output)
        return wish.attempts.get()

    return run


@pytest.fixture
def book(alice):
    """Return a function that writes an entry, and one that writes a total."""
    place = {"team": alice.team, "month": date(2026, 11, 1), "currency": "USD"}

    def entry(attempt, *, person=None, **amounts):
        LedgerEntry.objects.create(
            attempt=attempt, kind=EntryKind.COMMIT, person=person, **place, **amounts
        )

    def total(*, person=None, **amounts):
        return Spending.objects.create(person=person, **place, **amounts)

    return entry, total


def test_a_fresh_wish_breaks_no_rule(ask, gateway, odd):
    ask("seedream-4.0@custom", size="1K")

    assert odd() == []


def test_a_request_sent_long_ago_is_odd_once_its_worker_is_silent(change, odd):
    then = timezone.now() - LONG_AGO
    attempt = change(AttemptState.SENT, sent_at=then, lease_until=timezone.now())
    assert odd() == []

    change(AttemptState.SENT, lease_until=then)

    assert odd() == [("odd row", f"attempt {attempt.pk}")]


def test_a_request_and_its_repeat_are_not_both_out(change, wish, odd):
    attempt = change(AttemptState.SENT, sent_at=timezone.now())
    attempt.lease_until = timezone.now() + timedelta(hours=1)
    attempt.save()
    first = attempt.pk
    attempt.pk, attempt.variation, attempt.repeats_id = uuid.uuid4(), 1, first
    attempt.save(force_insert=True)

    assert odd() == [("odd row", f"attempt {attempt.pk}")]


def test_an_announced_picture_past_its_expiry_is_odd(change, wish, odd):
    expired = {"state": OutputState.ANNOUNCED, "url": "https://cdn.test/1", "tries": 1}
    change(
        AttemptState.ANSWERED,
        images_billed=1,
        output=expired | {"url_expires_at": timezone.now() - LONG_AGO},
    )

    assert odd() == [("odd row", f"output {wish.outputs.get().pk}")]


def test_a_picture_of_another_team_is_odd(change, charlie, keep, wish, odd):
    image = keep(team_id=charlie.team_id)
    stored = {"state": OutputState.STORED, "image": image}
    change(AttemptState.ANSWERED, images_billed=1, output=stored)

    assert odd() == [("odd row", f"output {wish.outputs.get().pk}")]


def test_a_picture_that_a_complete_answer_still_promises_is_odd(change, wish, odd):
    change(AttemptState.ANSWERED, images_billed=0)

    assert odd() == [("odd row", f"output {wish.outputs.get().pk}")]


def test_another_number_on_the_bill_is_said_and_no_fault(change, odd):
    absent = {"state": OutputState.ABSENT}
    attempt = change(AttemptState.ANSWERED, images_billed=2, output=absent)
    report = Report()

    note_odd_rows(report)

    assert odd() == [("billed otherwise", f"attempt {attempt.pk}")]
    assert report.is_whole


def test_money_set_aside_for_a_settled_request_is_odd(change, book, odd):
    entry, total = book
    attempt = change(AttemptState.REFUSED)
    entry(attempt, reserved=Decimal("0.1"))
    total(reserved=Decimal("0.1"))

    assert odd() == [("odd row", f"attempt {attempt.pk}")]


def test_money_is_held_only_while_a_person_has_to_decide(change, book, odd):
    entry, total = book
    attempt = change(AttemptState.UNKNOWN)
    entry(attempt, held=Decimal("0.1"))
    total(held=Decimal("0.1"))
    assert odd() == []

    change(AttemptState.UNKNOWN, verdict=Verdict.LOSS_ACCEPTED)

    assert odd() == [("odd row", f"attempt {attempt.pk}")]


def test_what_an_answer_cost_is_what_was_booked(change, book, odd):
    entry, total = book
    absent = {"state": OutputState.ABSENT}
    attempt = change(
        AttemptState.ANSWERED, images_billed=0, cost=Decimal("0.3"), output=absent
    )
    for amount in ("0.1", "0.2"):
        entry(attempt, committed=Decimal(amount))
    total(committed=Decimal("0.3"))
    assert odd() == []

    change(AttemptState.ANSWERED, cost=Decimal("0.04"))

    assert odd() == [("odd row", f"attempt {attempt.pk}")]


def test_cents_that_cancel_out_leave_nothing_open(change, book, odd):
    entry, total = book
    attempt = change(AttemptState.REFUSED)
    for amount in ("0.1", "0.2", "-0.3"):
        entry(attempt, reserved=Decimal(amount))
    total()

    assert odd() == []


def test_a_total_that_is_not_the_sum_of_its_entries_is_odd(change, book, alice, odd):
    entry, total = book
    attempt = change(AttemptState.REFUSED)
    for amount in ("0.1", "0.2"):
        entry(attempt, person=alice.user, committed=Decimal(amount))
    total(committed=Decimal("0.3"))
    own = total(person=alice.user, committed=Decimal("0.3"))
    assert odd() == []

    Spending.objects.filter(pk=own.pk).update(committed=Decimal("0.2"))

    assert odd() == [("odd row", f"spending {own.pk}")]


def test_an_entry_that_counts_in_no_month_is_odd(change, book, odd):
    entry, _total = book
    entry(change(AttemptState.REFUSED), committed=Decimal("0.1"))

    assert odd() == [("odd row", f"ledgerentry {LedgerEntry.objects.get().pk}")]
