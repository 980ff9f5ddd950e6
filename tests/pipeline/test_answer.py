"""An answer as it arrives: what is kept, what is announced, what stays unknown."""

from contextlib import ExitStack

import pytest
from django.db import OperationalError

from generations.clients.contract import Picture, Receipt, Refusal
from generations.clients.errors import OutcomeUnknown
from generations.pipeline import send, settle, spool
from tests.pipeline.conftest import be_away, meanwhile

OFFER = "seedream-4.0@custom"
STREAMED = "seedream-4.0@simulator"
pytestmark = pytest.mark.django_db


def states(generation):
    return [o.state for o in generation.outputs.order_by("index")]


def test_an_unreadable_answer_is_kept_for_support(gateway, ask, send_now):
    generation = ask(OFFER, size="1K")
    gateway.faults.arm("html")

    attempt = send_now(generation.attempts.get())

    kept = spool.folder() / f"{attempt.pk}.unread"
    assert b"<html>" in kept.read_bytes()


def test_whatever_breaks_after_the_fence_is_unknown_and_never_sent_again(
    scripted, ask, send_now
):
    scripted.script = [KeyError("a mistake of ours")]
    generation = ask(OFFER, size="1K")

    with pytest.raises(KeyError):
        send_now(generation.attempts.get())
    attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.error_kind) == ("unknown", "OutcomeUnknown")
    assert len(scripted.requests) == 1


def test_an_answer_without_a_receipt_is_unknown(scripted, ask, send_now):
    scripted.script = []
    generation = ask(OFFER, size="1K")

    attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.error_kind) == ("unknown", "OutcomeUnknown")


def test_a_stream_cut_after_two_of_four_keeps_two_and_is_unknown(
    demo, ask, send_now, told
):
    generation = ask(STREAMED, mode="sequence", size="1K", max_images=4)
    demo.faults.arm("stream-cut:2")

    attempt = send_now(generation.attempts.get())

    assert attempt.state == "unknown"
    assert states(generation) == ["announced", "announced", "promised", "promised"]
    assert len(told) == 2
    assert len(demo.ledger.requests()) == 1


def test_an_answer_whose_end_alone_was_cut_is_complete(demo, ask, send_now):
    generation = ask(STREAMED, mode="sequence", size="1K", max_images=3)
    demo.faults.arm("stream-cut:3")

    attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.images_billed) == ("answered", 3)
    assert states(generation) == ["announced"] * 3


def test_pictures_that_did_not_come_are_absent_and_not_billed(demo, ask, send_now):
    generation = ask(STREAMED, mode="sequence", size="1K", max_images=3)
    demo.faults.arm("fewer")

    attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.images_billed) == ("answered", 2)
    assert states(generation) == ["announced", "announced", "absent"]


def test_one_refused_picture_leaves_the_others(scripted, ask, send_now, told):
    scripted.script = [
        Picture(0, url="https://a.volces.com/1"),
        Refusal(1, "OutputImageSensitiveContentDetected", "no"),
        Receipt(images_billed=1),
    ]
    generation = ask(OFFER, mode="sequence", size="1K", max_images=2)

    attempt = send_now(generation.attempts.get())

    refused = generation.outputs.get(index=1)
    assert attempt.state == "answered"
    assert states(generation) == ["announced", "refused"]
    assert refused.error_code == "OutputImageSensitiveContentDetected"
    assert len(told) == 1


def test_pictures_that_come_as_bytes_wait_in_the_spool(gateway, ask, send_now, told):
    generation = ask(OFFER, size="1K")
    gateway.faults.arm("b64")

    attempt = send_now(generation.attempts.get())

    output = generation.outputs.get()
    assert attempt.state == "answered"
    assert (output.state, output.url) == ("announced", "")
    assert spool.picture_path(output.spooled).stat().st_size > 0
    assert told == [(output.pk, True)]


def test_a_late_answer_still_counts_after_the_sweeper_gave_up_waiting(
    scripted, ask, send_now
):
    generation = ask(OFFER, size="1K")
    attempt = generation.attempts.get()
    scripted.script = [
        lambda: generation.attempts.update(state="unknown", lease_until=None) and None,
        Picture(0, url="https://a.volces.com/1"),
        Receipt(images_billed=1),
    ]

    attempt = send_now(attempt)

    assert attempt.state == "answered"
    assert states(generation) == ["announced"]


def test_a_spool_that_cannot_be_written_still_leaves_the_row(
    scripted, ask, send_now, monkeypatch
):
    generation = ask(OFFER, size="1K")
    scripted.script = [
        Picture(0, url="https://a.volces.com/1"),
        Receipt(images_billed=1),
    ]

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spool, "keep", full)
    attempt = send_now(generation.attempts.get())

    assert attempt.state == "answered"
    assert states(generation) == ["announced"]


def test_bytes_that_find_no_place_leave_the_outcome_visible(
    scripted, ask, send_now, monkeypatch, draw
):
    generation = ask(OFFER, size="1K")
    scripted.script = [Picture(0, content=draw()), Receipt(images_billed=1)]

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(spool, "keep", full)
    with pytest.raises(OSError):
        send_now(generation.attempts.get())

    attempt = generation.attempts.get()
    assert attempt.state == "unknown"
    assert "OSError" in attempt.error_message


def test_a_doorbell_that_fails_does_not_stop_the_reading(scripted, ask):
    generation = ask(OFFER, mode="sequence", size="1K", max_images=2)
    scripted.script = [
        Picture(0, url="https://a.volces.com/1"),
        Picture(1, url="https://a.volces.com/2"),
        Receipt(images_billed=2),
    ]

    def break_(output_id, *, is_here):
        raise RuntimeError("no broker, no disk, no anything")

    send.send(generation.attempts.get().pk, announce=break_)

    assert generation.attempts.get().state == "answered"
    assert states(generation) == ["announced", "announced"]


def test_a_database_away_in_the_middle_of_an_answer_costs_nothing(
    scripted, ask, send_now, monkeypatch, told
):
    generation = ask(OFFER, mode="sequence", size="1K", max_images=2)
    scripted.script = [
        Picture(0, url="https://a.volces.com/1"),
        Picture(1, url="https://a.volces.com/2"),
        Receipt(images_billed=2),
    ]
    real, calls = settle.write, []

    def write(attempt, entry):
        calls.append(entry)
        if len(calls) == 1:
            raise OperationalError("the database is away")
        return real(attempt, entry)

    monkeypatch.setattr(settle, "write", write)
    attempt = send_now(generation.attempts.get())

    assert attempt.state == "answered"
    assert states(generation) == ["announced", "announced"]
    assert len(told) == 2
    assert spool.waiting() == []


def test_a_database_away_when_an_answer_breaks_off_loses_nothing_of_it(
    scripted, ask, send_now
):
    generation = ask(OFFER, mode="sequence", size="1K", max_images=2)
    with ExitStack() as trouble:
        scripted.script = [
            Picture(0, url="https://a.volces.com/1"),
            lambda: trouble.enter_context(meanwhile("", be_away, be_away)),
            OutcomeUnknown("the line was cut", status=200, request_id="r1"),
        ]
        attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.error_message) == ("unknown", "the line was cut")
    assert (attempt.http_status, attempt.request_id) == (200, "r1")
    assert (attempt.images_billed, states(generation)) == (1, ["announced", "promised"])
    assert spool.waiting() == []


def test_a_database_that_stays_away_leaves_the_answer_in_the_spool(
    scripted, ask, send_now, monkeypatch
):
    generation = ask(OFFER, size="1K")
    scripted.script = [
        Picture(0, url="https://a.volces.com/1"),
        Receipt(images_billed=1),
    ]
    monkeypatch.setattr(settle, "SETTLE_S", -1)

    def away(*_):
        raise OperationalError("the database is away")

    with monkeypatch.context() as broken:
        broken.setattr(settle, "write", away)
        with pytest.raises(OperationalError):
            send_now(generation.attempts.get())
    attempt = generation.attempts.get()
    announced = settle.replay(attempt)

    assert attempt.state == "sent"
    assert announced == [generation.outputs.get().pk]
    assert generation.attempts.get().state == "answered"


def test_the_outcome_of_a_request_that_left_is_never_guessed(scripted, ask, send_now):
    scripted.script = [OutcomeUnknown("cut", status=200, request_id="r" * 300)]
    generation = ask(OFFER, size="1K")

    attempt = send_now(generation.attempts.get())

    assert attempt.state == "unknown"
    assert attempt.request_id == "r" * 128
    assert attempt.images_billed is None
