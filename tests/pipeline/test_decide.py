"""What a person decides about a request, and that nothing more comes of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from generations.clients.contract import Picture, Receipt
from generations.models import Attempt, Cause, OverBudget, Verdict
from generations.models.budget import Budget
from generations.pipeline import decide, send, settle
from generations.pipeline.spool import Broken, SpooledPicture
from tests.pipeline.conftest import fresh, money

CUT = Broken("OutcomeUnknown", "", "cut", 200, "r1")
pytestmark = pytest.mark.django_db


@pytest.fixture
def unknown(scripted, priced):
    """A request of unknown outcome whose deadline is long over."""
    attempt = priced().attempts.select_related("generation").get()
    long_ago = timezone.now() - timedelta(hours=1)
    Attempt.objects.filter(pk=attempt.pk).update(state="sent", sent_at=long_ago)
    settle.write(attempt, CUT)
    return fresh(attempt)


def aside(amount="0.04"):
    return (Decimal(amount), 0, 0)


def held(amount="0.04"):
    return (0, 0, Decimal(amount))


def test_cancelled_request_never_leaves_and_frees_its_money(
    scripted, priced, alice, send_now
):
    attempt = priced().attempts.get()

    assert decide.cancel(attempt, person=alice.user)

    assert send_now(attempt).state == "cancelled"
    assert scripted.requests == []
    assert money(attempt) == (0, 0, 0)


def test_claimed_request_that_is_cancelled_stops_at_the_fence(
    scripted, priced, alice, send_now, monkeypatch
):
    attempt = priced().attempts.get()
    build = send.wire.request_of

    def cancel_meanwhile(generation, offer):
        assert decide.cancel(attempt, person=alice.user)
        return build(generation, offer)

    monkeypatch.setattr(send.wire, "request_of", cancel_meanwhile)

    assert send_now(attempt).state == "cancelled"

    assert scripted.requests == []


@pytest.mark.parametrize("state", ["sent", "answered", "refused", "unknown"])
def test_request_that_has_left_cannot_be_cancelled(priced, gateway, alice, state):
    attempt = priced().attempts.get()
    Attempt.objects.filter(pk=attempt.pk).update(state=state)

    assert not decide.cancel(attempt, person=alice.user)

    assert fresh(attempt).state == state


def test_one_click_is_cancelled_as_far_as_it_has_not_left(gateway, priced, alice):
    generation = priced(variations=3)
    generation.attempts.filter(variation=0).update(state="sent")

    assert decide.cancel_all(generation, person=alice.user) == 2

    states = generation.attempts.order_by("variation").values_list("state", flat=True)
    assert list(states) == ["sent", "cancelled", "cancelled"]


def test_cancelled_request_is_sent_after_all_once(scripted, priced, alice, send_now):
    scripted.script = [Receipt(images_billed=0)]
    attempt = priced().attempts.get()
    decide.cancel(attempt, person=alice.user)

    assert decide.send_after_all(attempt, person=alice.user)
    assert money(attempt) == aside()
    assert not decide.send_after_all(attempt, person=alice.user)

    assert send_now(attempt).state == "answered"
    assert len(scripted.requests) == 1


def test_request_left_to_itself_still_brings_its_picture(
    scripted, priced, send_now, alice
):
    picture = Picture(index=0, url="https://x.volces.com/0")
    attempt = priced().attempts.get()

    def stop_waiting():
        assert decide.stop_waiting(attempt)

    scripted.script = [stop_waiting, picture, Receipt(images_billed=1)]

    assert send_now(attempt).state == "answered"

    assert attempt.unwatched_at is not None
    assert attempt.outputs.get().state == "announced"


def test_waiting_stops_only_for_what_has_left_and_can_begin_again(gateway, priced):
    attempt = priced().attempts.get()
    assert not decide.stop_waiting(attempt)
    Attempt.objects.filter(pk=attempt.pk).update(state="sent")

    assert decide.stop_waiting(attempt)
    assert not decide.stop_waiting(attempt)
    assert decide.wait_again(attempt)

    assert fresh(attempt).unwatched_at is None


@pytest.mark.parametrize(
    ("verdict", "after"),
    [
        (Verdict.NOT_BILLED, (0, 0, 0)),
        (Verdict.LOSS_ACCEPTED, (0, Decimal("0.04"), 0)),
    ],
)
def test_verdict_moves_the_money_once_and_can_be_taken_back(
    unknown, alice, bob, verdict, after
):
    assert money(unknown) == held()

    assert decide.judge(unknown, verdict, person=alice.user)
    assert not decide.judge(unknown, Verdict.NOT_BILLED, person=bob.user)
    assert money(unknown) == after
    assert fresh(unknown).verdict_by == alice.user

    assert not decide.take_back(unknown, person=bob.user)
    assert decide.take_back(unknown, person=alice.user)
    assert money(unknown) == held()
    assert fresh(unknown).verdict == Verdict.NONE


def test_old_undo_does_not_touch_what_somebody_else_decided(unknown, alice, bob):
    decide.judge(unknown, Verdict.LOSS_ACCEPTED, person=alice.user)
    decide.take_back(unknown, person=alice.user)
    decide.judge(unknown, Verdict.NOT_BILLED, person=bob.user)

    assert not decide.take_back(unknown, person=alice.user)

    assert fresh(unknown).verdict == Verdict.NOT_BILLED
    assert decide.take_back(unknown, person=alice.user, may_overrule=True)


@pytest.mark.parametrize("verdict", [Verdict.NOT_BILLED, Verdict.LOSS_ACCEPTED])
def test_late_answer_wins_over_a_verdict(unknown, alice, verdict):
    decide.judge(unknown, verdict, person=alice.user)

    settle.write(unknown, SpooledPicture(0, url="https://x.volces.com/0"))
    settle.write(unknown, Receipt(images_billed=1))

    assert fresh(unknown).state == "answered"
    assert unknown.outputs.get().state == "announced"
    assert not decide.judge(unknown, verdict, person=alice.user)


def test_generated_again_is_one_new_request_beside_the_old(unknown, alice, bob):
    first, was_new = decide.generate_again(unknown, person=bob.user)
    second, is_new = decide.generate_again(unknown, person=alice.user)

    assert (first.pk, was_new, is_new) == (second.pk, True, False)
    assert (first.cause, first.repeats, first.variation) == (
        Cause.CONFIRMED,
        unknown,
        1,
    )
    assert (first.gateway, first.person) == (unknown.gateway, bob.user)
    assert unknown.generation.outputs.count() == 2
    assert (money(unknown), money(first)) == (held(), aside())


def test_generating_again_waits_for_the_deadline_and_a_minute(unknown, alice):
    just_before = timezone.now() - timedelta(seconds=390 + 60 - 5)
    Attempt.objects.filter(pk=unknown.pk).update(sent_at=just_before)

    with pytest.raises(decide.TooEarly):
        decide.generate_again(unknown, person=alice.user)

    assert unknown.generation.attempts.count() == 1
    assert decide.again_at(fresh(unknown)) == just_before + timedelta(seconds=450)


def test_request_that_was_not_billed_is_sent_again_at_once(unknown, alice):
    Attempt.objects.filter(pk=unknown.pk).update(sent_at=timezone.now())
    decide.judge(unknown, Verdict.NOT_BILLED, person=alice.user)

    new, _is_new = decide.generate_again(unknown, person=alice.user)

    assert new.cause == Cause.NOT_BILLED
    assert not decide.take_back(unknown, person=alice.user)


def test_known_outcome_is_not_generated_again(unknown, alice):
    settle.write(unknown, Receipt(images_billed=0))

    with pytest.raises(decide.TooEarly):
        decide.generate_again(unknown, person=alice.user)


def test_budget_is_asked_before_anything_is_sent_again(unknown, alice):
    Budget.objects.put(
        Decimal("0.05"), "USD", team=alice.team, person=None, set_by=None
    )

    with pytest.raises(OverBudget):
        decide.generate_again(unknown, person=alice.user)

    assert unknown.generation.attempts.count() == 1
    assert unknown.generation.outputs.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_are_one_more_request(unknown, alice):
    def press(_number):
        try:
            return decide.generate_again(unknown, person=alice.user)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        answers = list(threads.map(press, range(20)))

    assert len({new.pk for new, _is_new in answers}) == 1
    assert sum(is_new for _new, is_new in answers) == 1
    assert unknown.generation.attempts.count() == 2
    assert unknown.generation.outputs.count() == 2
    assert money(answers[0][0]) == aside()
