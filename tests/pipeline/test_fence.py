"""What must be true before a paid request may leave, and who may send it."""

import pytest
from django.utils import timezone

from generations.clients.errors import BadAnswer
from generations.models import Attempt, Output
from generations.pipeline import lease, send

OFFER = "seedream-4.0@custom"
pytestmark = pytest.mark.django_db


def test_nobody_sends_what_another_worker_has_claimed(scripted, ask, send_now):
    generation = ask(OFFER, size="1K")
    attempt = generation.attempts.get()
    assert Attempt.objects.claim(attempt.pk, owner="another")

    attempt = send_now(attempt)

    assert (attempt.state, attempt.lease_owner) == ("claimed", "another")
    assert scripted.requests == []


def test_nobody_sends_before_it_is_due(scripted, ask, send_now):
    generation = ask(OFFER, size="1K")
    generation.attempts.update(next_run_at=timezone.now() + timezone.timedelta(hours=1))

    attempt = send_now(generation.attempts.get())

    assert attempt.state == "queued"
    assert scripted.requests == []


@pytest.mark.parametrize("loss", ["lapsed", "taken"])
def test_the_fence_stops_a_worker_that_lost_its_lease(
    scripted, ask, send_now, monkeypatch, loss
):
    generation = ask(OFFER, size="1K")
    past = timezone.now() - timezone.timedelta(seconds=1)
    lost = {"lapsed": {"lease_until": past}, "taken": {"lease_owner": "another"}}[loss]

    def freeze(generation, offer):
        generation.attempts.update(**lost)

    monkeypatch.setattr(send.wire, "request_of", freeze)

    attempt = send_now(generation.attempts.get())

    assert attempt.state == "claimed"
    assert scripted.requests == []


def test_a_long_pause_behind_the_fence_sends_nothing(
    scripted, ask, send_now, monkeypatch
):
    generation = ask(OFFER, size="1K")
    monkeypatch.setattr(send, "STALE_AFTER_S", -1.0)

    attempt = send_now(generation.attempts.get())

    assert attempt.state == "queued"
    assert list(scripted.requests) == []


def test_a_reference_that_cannot_be_read_waits_in_words(
    scripted, ask, send_now, monkeypatch
):
    generation = ask(OFFER, size="1K")

    def broken(generation, offer):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(send.wire, "request_of", broken)
    attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.wait_reason) == ("queued", "reference_missing")
    assert scripted.requests == []


def test_a_reference_that_is_no_picture_ends_the_attempt_unsent(
    scripted, ask, send_now, upload, settings
):
    reference = upload()
    generation = ask(OFFER, mode="edit", size="1K", references=[reference])
    file = settings.STUDIO_STORE_DIR / reference.key
    file.write_bytes(b"no picture at all")

    attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.error_kind) == ("undelivered", "BadReference")
    assert scripted.requests == []


def test_a_worker_lets_go_of_what_it_has_sent(scripted, ask, send_now):
    scripted.script = [BadAnswer("nothing", body=b"x", status=200)]
    generation = ask(OFFER, size="1K")

    attempt = send_now(generation.attempts.get())

    assert not lease.is_held(attempt.pk)
    assert lease.in_flight() == 0
    assert Output.objects.unfinished().count() == 0
