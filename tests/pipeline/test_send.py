"""What an attempt becomes after each kind of error, and when it is tried again."""

import pytest
from django.utils import timezone

from generations.clients.errors import (
    BadCredentials,
    Busy,
    ContentRejected,
    NotSent,
    OutOfCredit,
)
from generations.models import Attempt
from generations.pipeline import send, spool

OFFER = "seedream-4.0@custom"
pytestmark = pytest.mark.django_db


def make_due(attempt, **fields):
    Attempt.objects.filter(pk=attempt.pk).update(
        next_run_at=timezone.now() - timezone.timedelta(days=1), **fields
    )


def states(generation):
    return [o.state for o in generation.outputs.order_by("index")]


def wait_s(attempt):
    return (attempt.next_run_at - timezone.now()).total_seconds()


def test_a_request_is_answered_and_its_picture_announced(gateway, ask, send_now, told):
    generation = ask(OFFER, size="1K", watermark="on")

    attempt = send_now(generation.attempts.get())

    output = generation.outputs.get()
    (line,) = gateway.ledger.requests()
    assert attempt.state == "answered"
    assert (attempt.images_billed, attempt.http_status) == (1, 200)
    assert attempt.lease_until is None
    assert line["client_request_id"] == str(attempt.pk)
    assert line["request_id"] == attempt.request_id
    assert output.state == "announced"
    assert output.url.startswith("http://127.0.0.1:")
    assert told == [(output.pk, False)]
    assert spool.waiting() == []


@pytest.mark.parametrize(
    "fault, state, kind",
    [
        ("http-400-flat", "refused", "Refused"),
        ("http-401", "refused", "BadCredentials"),
        ("http-403", "refused", "OutOfCredit"),
        ("http-404-empty", "refused", "Refused"),
        ("http-429", "queued", "Busy"),
        ("http-429-spend", "refused", "OutOfCredit"),
        ("redirect", "unknown", "OutcomeUnknown"),
        ("http-500", "unknown", "OutcomeUnknown"),
        ("http-502-html", "unknown", "OutcomeUnknown"),
        ("http-503", "unknown", "OutcomeUnknown"),
        ("http-504-html", "unknown", "OutcomeUnknown"),
        ("garbage", "unknown", "BadAnswer"),
        ("html", "unknown", "BadAnswer"),
        ("empty", "unknown", "BadAnswer"),
        ("reset", "unknown", "OutcomeUnknown"),
        ("half-body", "unknown", "OutcomeUnknown"),
    ],
)
def test_each_fault_of_a_gateway_leaves_one_request_and_a_clear_state(
    gateway, ask, send_now, told, fault, state, kind
):
    generation = ask(OFFER, size="1K")
    gateway.faults.arm(fault)

    attempt = send_now(generation.attempts.get())
    send_now(attempt)

    assert (attempt.state, attempt.error_kind) == (state, kind)
    assert len(gateway.ledger.requests()) == 1
    assert states(generation) == ["promised"]
    assert told == []
    assert attempt.cost is None
    assert spool.waiting() == []


def test_a_busy_gateway_is_asked_again_after_its_own_time(gateway, ask, send_now):
    generation = ask(OFFER, size="1K")
    gateway.faults.arm("http-429:90")

    attempt = send_now(generation.attempts.get())

    assert attempt.wait_reason == "busy"
    assert attempt.error_code == "ModelAccountIpmRateLimitExceeded"
    assert 80 < wait_s(attempt) < 100
    assert (attempt.published_at, attempt.sent_at, attempt.lease_until) == (None,) * 3


def test_a_busy_gateway_that_took_it_later_leaves_no_trace_of_the_no(
    gateway, ask, send_now
):
    generation = ask(OFFER, size="1K")
    gateway.faults.arm("http-429", times=2)

    for _ in range(3):
        make_due(generation.attempts.get())
        attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.tries) == ("answered", 3)
    assert (attempt.error_kind, attempt.error_code, attempt.wait_reason) == ("",) * 3
    assert [line["images"] for line in gateway.ledger.requests()] == [0, 0, 1]


@pytest.mark.parametrize(
    "tries, retry_after_s, least, most",
    [
        (1, None, 5, 6),
        (3, None, 20, 24),
        (20, None, 600, 720),
        (1, 0.0, 1, 1.2),
        (3, 2.0, 2, 2.4),
        (9, 0.0, 600, 720),
        (9, 2.0, 600, 720),
        (1, 90.0, 90, 99),
        (9, 86_400.0, 600, 720),
        (1, -5.0, 1, 1.2),
    ],
)
def test_the_wait_for_a_busy_gateway_is_its_word_or_doubles_up_to_a_cap(
    tries, retry_after_s, least, most
):
    assert least <= send.busy_wait_s(tries, retry_after_s) <= most


def test_a_gateway_that_stays_busy_is_given_up_in_the_end(scripted, ask, send_now):
    scripted.script = [Busy("busy", status=429)]
    generation = ask(OFFER, size="1K")
    make_due(generation.attempts.get(), tries=send.BUSY_TRIES)

    attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.error_kind) == ("undelivered", "Busy")


def test_an_unreachable_gateway_is_tried_six_times_more_and_then_given_up(
    scripted, ask, send_now
):
    scripted.script = [NotSent("refused")]
    generation = ask(OFFER, size="1K")
    waits = []

    for _ in range(len(send.NOT_SENT_WAITS_S)):
        make_due(generation.attempts.get())
        attempt = send_now(generation.attempts.get())
        waits.append(wait_s(attempt))
        assert (attempt.state, attempt.wait_reason) == ("queued", "unreachable")
    make_due(attempt)
    attempt = send_now(attempt)

    assert (attempt.state, attempt.error_kind) == ("undelivered", "NotSent")
    assert all(
        planned - 1 <= waited <= planned * 1.2
        for planned, waited in zip(send.NOT_SENT_WAITS_S, waits, strict=True)
    )


def test_a_refused_connection_is_no_request_at_all(settings, ask, send_now):
    settings.SEEDREAM_BASE_URL = "http://127.0.0.1:9/v1"
    settings.SEEDREAM_API_KEY = "k"
    settings.SEEDREAM_ALLOW_PRIVATE = True
    generation = ask(OFFER, size="1K")

    attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.wait_reason) == ("queued", "unreachable")


def test_hours_of_busy_do_not_use_up_the_tries_for_a_broken_connection(
    scripted, ask, send_now
):
    scripted.script = [NotSent("refused")]
    generation = ask(OFFER, size="1K")
    make_due(generation.attempts.get(), tries=10, error_kind="Busy")

    attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.wait_reason) == ("queued", "unreachable")


@pytest.mark.parametrize(
    "error", [BadCredentials, OutOfCredit, ContentRejected], ids=lambda e: e.__name__
)
def test_a_clear_no_ends_the_attempt_with_the_words_of_the_gateway(
    scripted, ask, send_now, error
):
    scripted.script = [error("no " * 3, code="C" * 200, status=403, request_id="r1")]
    generation = ask(OFFER, size="1K")

    attempt = send_now(generation.attempts.get())

    assert attempt.state == "refused"
    assert attempt.error_code == "C" * 96
    assert (attempt.http_status, attempt.request_id) == (403, "r1")
    assert attempt.lease_until is None


def test_a_request_that_can_never_be_prepared_is_given_up_unsent(
    gateway, ask, send_now, monkeypatch
):
    monkeypatch.setattr(send.wire, "request_of", lambda *_: 1 / 0)
    attempt = ask(OFFER, size="1K").attempts.get()

    for _ in range(send.MISTAKE_TRIES):
        make_due(attempt)
        attempt = send_now(attempt)

    assert (attempt.state, attempt.error_kind) == ("undelivered", "Mistake")
    assert gateway.ledger.requests() == []
