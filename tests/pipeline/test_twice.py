"""What a slow or cut-off worker learns late never makes a wish leave a second time."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from generations.clients.errors import BadCredentials, Busy, NotSent
from generations.models import Attempt, Verdict
from generations.pipeline import decide, retry, send, settle
from generations.pipeline.spool import Broken
from tests.pipeline.conftest import fresh, money

OFFER = "seedream-4.0@custom"
SILENT = Broken("OutcomeUnknown", "", "The worker stopped.", None, "")
pytestmark = pytest.mark.django_db


def make_due(attempt):
    long_ago = timezone.now() - timedelta(days=1)
    Attempt.objects.filter(pk=attempt.pk).update(next_run_at=long_ago)


def lose_the_word_of(state, meanwhile):
    """Return a wrapper: the first change to a state is committed, never confirmed."""
    seen = []

    def break_off():
        meanwhile()
        raise OperationalError("the connection broke during the commit")

    def execute_and_break(execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not seen and sql.startswith("UPDATE") and params[0] == state:
            seen.append(sql)
            transaction.on_commit(break_off)
        return result

    return connection.execute_wrapper(execute_and_break)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("error", "state"),
    [(NotSent("nobody there"), "queued"), (BadCredentials("no"), "refused")],
)
def test_an_end_that_is_written_twice_leaves_what_another_worker_sent_meanwhile(
    scripted, ask, send_now, alice, error, state
):
    attempt = ask(OFFER, size="1K").attempts.get()
    scripted.script = [error]

    def send_elsewhere():
        retry.retry(attempt, person=alice.user)
        make_due(attempt)
        assert Attempt.objects.claim(attempt.pk, owner="another")
        assert Attempt.objects.pass_fence(attempt.pk, owner="another")

    with lose_the_word_of(state, send_elsewhere):
        send_now(attempt)

    attempt = fresh(attempt)
    assert (attempt.state, attempt.lease_owner) == ("sent", "another")


@pytest.mark.parametrize("error", [NotSent("nobody there"), Busy("not now")])
def test_a_request_that_was_sent_again_is_not_queued_by_a_late_no(
    scripted, priced, send_now, alice, error
):
    attempt = priced().attempts.get()

    def judged_meanwhile():
        settle.write(fresh(attempt), SILENT)
        decide.judge(attempt, Verdict.NOT_BILLED, person=alice.user)
        decide.generate_again(fresh(attempt), person=alice.user)
        return error

    scripted.script = [judged_meanwhile]
    attempt = send_now(attempt)

    assert attempt.state == "undelivered"
    assert money(attempt) == (0, 0, 0)
    assert retry.retry_safe(alice.team, decided_by=alice.user).requests == []


def test_a_request_nobody_decided_about_is_queued_by_a_late_no(scripted, ask, send_now):
    attempt = ask(OFFER, size="1K").attempts.get()

    def silent_meanwhile():
        settle.write(fresh(attempt), SILENT)
        return Busy("not now")

    scripted.script = [silent_meanwhile]

    assert send_now(attempt).state == "queued"


def test_a_request_that_is_tried_again_is_decided_about_anew(
    scripted, priced, send_now, alice
):
    attempt = priced().attempts.get()

    def judged_meanwhile():
        settle.write(fresh(attempt), SILENT)
        decide.judge(attempt, Verdict.LOSS_ACCEPTED, person=alice.user)
        return NotSent("nobody there")

    scripted.script = [judged_meanwhile]
    attempt = send_now(attempt)
    assert attempt.state == "undelivered"

    assert retry.retry(attempt, person=alice.user)

    assert fresh(attempt).verdict == Verdict.NONE


def test_a_worker_held_up_behind_the_fence_leaves_what_was_sent_again(
    scripted, priced, send_now, alice, monkeypatch
):
    attempt = priced().attempts.get()

    def judged_meanwhile(*_args, **_named):
        settle.write(fresh(attempt), SILENT)
        decide.judge(attempt, Verdict.NOT_BILLED, person=alice.user)
        decide.generate_again(fresh(attempt), person=alice.user)

    monkeypatch.setattr(scripted, "generate", judged_meanwhile)
    monkeypatch.setattr(send, "STALE_AFTER_S", -1.0)

    assert send_now(attempt).state == "undelivered"
