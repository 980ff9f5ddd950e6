"""The books of a month: they agree with the gateway's own, and add up everywhere."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from generations import books
from generations.books import COUNTS, By
from generations.models import (
    Attempt,
    AttemptState,
    Generation,
    Output,
    Spending,
    Verdict,
    month_of,
)
from generations.pipeline import decide
from generations.pipeline.send import send
from generations.pipeline.store import store
from teams.models import Team

pytestmark = pytest.mark.django_db
PRICE = Decimal("0.035")
OFFER = "seedream-4.0@custom"


@pytest.fixture
def play(settings, gateway, ask):
    """Return a function that sends a wish through to its end, with a fault or none."""
    settings.SEEDREAM_PRICE = f"{PRICE} USD"

    def run(fault="", **values):
        if fault:
            gateway.faults.arm(fault)
        generation = ask(OFFER, size="1K", **values)
        attempt = generation.attempts.get()
        send(attempt.pk, announce=lambda _output_id, *, is_here: None)
        for output in generation.outputs.filter(state="announced"):
            store(output.pk)
        attempt.refresh_from_db()
        return attempt

    return run


def whole(member, month=None, by=By.DAY):
    month = month or month_of(timezone.now())
    return books.total(books.lines(member.team, month, by))


def counts(line):
    return {name: getattr(line, name) for name in COUNTS if getattr(line, name)}


def test_the_books_agree_with_the_gateways_own_after_mixed_outcomes(
    play, gateway, alice
):
    play()
    play("fewer", mode="sequence", max_images=3)
    play("http-400-flat")
    play("url-metadata")
    accepted = play("http-500")
    free = play("redirect")
    held = play("half-body")
    decide.judge(accepted, Verdict.LOSS_ACCEPTED, person=alice.user)
    decide.judge(free, Verdict.NOT_BILLED, person=alice.user)

    line = whole(alice)

    billed = gateway.ledger.billed_images()
    assert counts(line) == {
        "requests": 7,
        "paid": 5,
        "stored": 3,
        "lost": 2,
        "held": 1,
    }
    assert line.unaccounted == 0
    assert line.paid + line.held == billed
    assert line.spent == {"USD": 5 * PRICE}
    assert line.held_amount == {"USD": PRICE}

    decide.judge(held, Verdict.LOSS_ACCEPTED, person=alice.user)

    line = whole(alice)
    assert (line.paid, line.held) == (billed, 0)
    assert line.paid == line.stored + line.lost
    assert line.spent == {"USD": billed * PRICE}
    assert line.held_amount == {}
    position = Spending.objects.get(team=alice.team, person=None).position
    assert (position.committed, position.held) == (billed * PRICE, 0)


def test_every_way_to_sort_them_comes_to_the_same_whole(play, alice, bob):
    play()
    play("http-500")
    Attempt.objects.filter(state="unknown").update(person=bob.user, gateway="ark")
    month = month_of(timezone.now())

    sums = [whole(alice, month, by) for by in By]
    people = books.lines(alice.team, month, By.PERSON)
    gateways = books.lines(alice.team, month, By.GATEWAY)

    assert sums[0] == sums[1] == sums[2]
    assert {line.key: line.held for line in people} == {
        alice.user_id: 0,
        bob.user_id: 1,
    }
    assert {line.key: line.stored for line in gateways} == {"ark": 0, "custom": 1}


def test_a_bill_of_another_number_does_not_add_up(play, alice):
    more = play()
    Attempt.objects.filter(pk=more.pk).update(images_billed=3)
    month = month_of(timezone.now())

    assert whole(alice).unaccounted == 2
    assert books.mismatched(alice.team, month) == {more.pk: 1}


def test_what_comes_while_the_rest_is_drawn_counts_as_paid(play, alice):
    attempt = play()
    Attempt.objects.update(state=AttemptState.SENT, images_billed=None)
    Output.objects.update(state="announced")

    line = whole(alice)

    assert (line.paid, line.on_the_way, line.unaccounted) == (1, 1, 0)
    assert attempt.outputs.get().attempt_id == attempt.pk


@pytest.mark.parametrize(
    ("state", "fields", "unpriced"),
    [
        ("answered", {"images_billed": 1}, 1),
        ("answered", {"images_billed": 0}, 0),
        ("unknown", {}, 1),
        ("unknown", {"verdict": "loss_accepted"}, 1),
        ("unknown", {"verdict": "not_billed"}, 0),
        ("unknown", {"verdict": "not_billed", "images_billed": 1}, 1),
        ("refused", {}, 0),
        ("sent", {}, 0),
    ],
)
def test_requests_of_unknown_price_are_counted_apart(
    play, alice, state, fields, unpriced
):
    play()
    Generation.objects.update(estimate=None)
    Attempt.objects.update(
        **{"state": state, "cost": None, "images_billed": None} | fields
    )

    assert whole(alice).unpriced == unpriced


def test_nothing_of_another_team_is_in_them(play, alice, charlie):
    play()
    play("http-500")
    month = month_of(timezone.now())

    assert books.lines(charlie.team, month, By.DAY) == []
    assert books.money_of(charlie.team, month) == {}
    assert not books.held_requests(charlie.team)
    assert books.first_month(charlie.team) is None
    assert books.held_requests(alice.team).count() == 1


def test_days_and_months_end_at_midnight_of_the_studio(settings, play, alice):
    settings.TIME_ZONE = "Asia/Shanghai"
    timezone.get_default_timezone.cache_clear()
    with time_machine.travel(datetime(2026, 10, 31, 12, tzinfo=UTC), tick=False):
        attempt = play()
    for at in ("2026-11-01T15:59:59", "2026-10-31T16:00:00", "2026-10-31T15:59:59"):
        Attempt.objects.filter(pk=attempt.pk).update(created_at=f"{at}+00:00")

        october = books.lines(alice.team, date(2026, 10, 1), By.DAY)
        november = books.lines(alice.team, date(2026, 11, 1), By.DAY)

        is_october = at.endswith("15:59:59") and "10-31" in at
        day = date(2026, 10, 31) if is_october else date(2026, 11, 1)
        assert day in {line.key for line in (october if is_october else november)}
        assert whole(alice, day.replace(day=1)).requests == 1
    begin, end = books.month_bounds(date(2026, 12, 1))
    assert begin == datetime(2026, 12, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert end == datetime(2027, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    timezone.get_default_timezone.cache_clear()


def test_a_month_of_nothing_is_empty(alice):
    assert books.lines(alice.team, date(2026, 2, 1), By.PERSON) == []
    assert counts(whole(alice, date(2026, 2, 1))) == {}
    assert books.preceding(date(2026, 1, 1)) == date(2025, 12, 1)
    assert books.following(date(2026, 12, 1)) == date(2027, 1, 1)


def test_lost_pictures_are_those_that_did_not_come_and_those_given_up(play, alice):
    lost = play("url-metadata")
    accepted = play("http-500")
    play("half-body")
    decide.judge(accepted, Verdict.LOSS_ACCEPTED, person=alice.user)

    found = books.lost_pictures(alice.team, month_of(timezone.now()))

    assert {each.attempt_id for each in found} == {lost.pk, accepted.pk}
    assert Team.objects.count() == 1


def test_addresses_about_to_expire_are_found_unless_the_bytes_are_here(
    announced_soon, alice
):
    assert [each.pk for each in books.running_out(within_s=3600)] == [announced_soon]

    Output.objects.update(spooled="here.bin")

    assert not books.running_out(within_s=3600)


@pytest.fixture
def announced_soon(play):
    """A picture whose address dies in half an hour."""
    output = play().outputs.get()
    soon = timezone.now() + timezone.timedelta(minutes=30)
    Output.objects.filter(pk=output.pk).update(state="announced", url_expires_at=soon)
    return output.pk
