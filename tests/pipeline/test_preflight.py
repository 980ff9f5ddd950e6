"""Nothing is sent, and words say why, until everything is in place."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from generations.models import Attempt
from generations.pipeline import preflight, send, spool
from generations.storage import DurableFileSystemStorage

OFFER = "seedream-4.0@custom"
pytestmark = pytest.mark.django_db


def make_due(attempt):
    Attempt.objects.filter(pk=attempt.pk).update(
        next_run_at=timezone.now() - timezone.timedelta(days=1)
    )


def test_a_nearly_full_disk_pauses_and_resumes(gateway, ask, send_now, settings):
    generation = ask(OFFER, size="1K")
    settings.STUDIO_MIN_FREE_BYTES = 10**18

    paused = send_now(generation.attempts.get())

    assert (paused.state, paused.wait_reason) == ("queued", "store_full")
    assert (paused.tries, paused.lease_owner) == (0, "")
    assert 5 < (paused.next_run_at - timezone.now()).total_seconds() <= 10
    assert gateway.ledger.requests() == []

    settings.STUDIO_MIN_FREE_BYTES = 0
    make_due(paused)
    resumed = send_now(paused)

    assert (resumed.state, resumed.wait_reason) == ("answered", "")


def test_room_is_asked_for_each_picture_that_may_come(gateway, ask, monkeypatch):
    generation = ask(OFFER, mode="sequence", size="1K", max_images=4)
    free = 4 * preflight.BYTES_PER_IMAGE
    storage = DurableFileSystemStorage
    attempt = generation.attempts.get()
    offer = preflight.accounts.find_offer(OFFER)

    monkeypatch.setattr(storage, "free_bytes", lambda self: free)
    assert preflight.reason_to_wait(attempt, offer) is None
    monkeypatch.setattr(storage, "free_bytes", lambda self: free - 1)
    assert preflight.reason_to_wait(attempt, offer) == "store_full"


def test_a_spool_that_cannot_be_written_pauses(gateway, ask, send_now, settings):
    generation = ask(OFFER, size="1K")
    settings.STUDIO_DATA_DIR.joinpath("file").write_text("in the way")
    good, settings.STUDIO_SPOOL_DIR = (
        settings.STUDIO_SPOOL_DIR,
        settings.STUDIO_DATA_DIR / "file" / "spool",
    )

    paused = send_now(generation.attempts.get())

    assert (paused.state, paused.wait_reason) == ("queued", "spool_broken")
    assert gateway.ledger.requests() == []

    settings.STUDIO_SPOOL_DIR = good
    make_due(paused)
    assert send_now(paused).state == "answered"
    assert spool.waiting() == []


def test_a_store_that_cannot_be_written_pauses(gateway, ask, send_now, settings):
    generation = ask(OFFER, size="1K")
    settings.STUDIO_STORE_DIR.write_text("in the way")

    paused = send_now(generation.attempts.get())

    assert (paused.state, paused.wait_reason) == ("queued", "store_broken")
    assert gateway.ledger.requests() == []

    settings.STUDIO_STORE_DIR.unlink()
    make_due(paused)
    assert send_now(paused).state == "answered"


def test_a_key_taken_away_pauses_and_a_new_one_resumes(
    gateway, ask, send_now, settings
):
    generation = ask(OFFER, size="1K")
    settings.SEEDREAM_API_KEY = ""

    paused = send_now(generation.attempts.get())

    assert (paused.state, paused.wait_reason) == ("queued", "no_key")
    assert gateway.ledger.requests() == []

    settings.SEEDREAM_API_KEY = "a-new-key"
    make_due(paused)
    assert send_now(paused).state == "answered"


def test_a_missing_reference_pauses_and_its_return_resumes(
    gateway, ask, send_now, upload
):
    reference = upload()
    generation = ask(OFFER, mode="edit", size="1K", references=[reference])
    path = Path(default_storage.path(reference.key))
    aside = path.rename(path.with_suffix(".aside"))

    paused = send_now(generation.attempts.get())

    assert (paused.state, paused.wait_reason) == ("queued", "reference_missing")
    assert gateway.ledger.requests() == []

    aside.rename(path)
    make_due(paused)
    assert send_now(paused).state == "answered"
    assert gateway.ledger.requests()[0]["references"] == 1


def test_nobody_else_is_rung_for_where_nobody_could_leave(gateway, ask, settings):
    generation = ask(OFFER, size="1K")
    settings.STUDIO_MIN_FREE_BYTES = 10**18

    left = send.send(generation.attempts.get().pk, announce=print)

    assert left == ""


def test_others_are_rung_for_where_one_alone_must_wait(gateway, ask, upload):
    reference = upload()
    generation = ask(OFFER, mode="edit", size="1K", references=[reference])
    Path(default_storage.path(reference.key)).unlink()

    left = send.send(generation.attempts.get().pk, announce=print)

    assert left == "custom"
