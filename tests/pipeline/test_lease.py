"""The heartbeat keeps what a worker works on, and only that."""

import threading
import time

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.db.backends.signals import connection_created
from django.utils import timezone

from generations.models import Attempt
from generations.pipeline import lease

OFFER = "seedream-4.0@custom"


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_work_lasts_and_not_after(
    gateway, ask, settings, monkeypatch
):
    settings.STUDIO_LEASE_S = 0.4
    monkeypatch.setattr(lease, "_heart", None)  # that of an earlier test beats slowly
    attempt = ask(OFFER, size="1K").attempts.get()
    assert Attempt.objects.claim(attempt.pk, owner=lease.OWNER)
    first = Attempt.objects.get(pk=attempt.pk).lease_until

    with lease.held(attempt.pk):
        assert (lease.in_flight(), lease.is_held(attempt.pk)) == (1, True)
        while Attempt.objects.get(pk=attempt.pk).lease_until < (
            first + timezone.timedelta(seconds=0.4)
        ):
            time.sleep(0.02)
        heart = lease._heart
    heart.join(5)

    assert (lease.in_flight(), lease.is_held(attempt.pk)) == (0, False)
    assert not heart.is_alive()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("failure", [OperationalError, InterfaceError])
def test_the_heart_beats_on_after_a_database_that_was_away(
    gateway, ask, settings, monkeypatch, caplog, failure
):
    settings.STUDIO_LEASE_S = 0.2
    monkeypatch.setattr(lease, "_heart", None)
    attempt = ask(OFFER, size="1K").attempts.get()
    Attempt.objects.claim(attempt.pk, owner=lease.OWNER)
    first = Attempt.objects.get(pk=attempt.pk).lease_until
    refused = []

    def refuse_once(**_connection):
        if not refused:
            refused.append(threading.current_thread().name)
            raise failure("the database is away")

    connection_created.connect(refuse_once)
    try:
        with lease.held(attempt.pk):
            while Attempt.objects.get(pk=attempt.pk).lease_until <= first:
                time.sleep(0.02)
            heart = lease._heart
        heart.join(5)
    finally:
        connection_created.disconnect(refuse_once)

    assert refused == ["lease"]
    assert "lease not renewed: 1 attempts" in caplog.text


@pytest.mark.django_db
def test_only_open_attempts_of_the_owner_are_renewed(gateway, ask):
    mine, theirs, ended = (ask(OFFER, size="1K").attempts.get() for _ in range(3))
    for attempt, owner in ((mine, "me"), (theirs, "other"), (ended, "me")):
        Attempt.objects.claim(attempt.pk, owner=owner)
    Attempt.objects.filter(pk=ended.pk).update(state="unknown")

    renewed = Attempt.objects.renew([mine.pk, theirs.pk, ended.pk], owner="me")

    assert renewed == 1


@pytest.mark.django_db
def test_the_database_tells_the_time(gateway, ask, settings):
    attempt = ask(OFFER, size="1K").attempts.get()

    Attempt.objects.claim(attempt.pk, owner="me")

    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
    attempt.refresh_from_db()
    left = attempt.lease_until - timezone.now()
    assert 50 < left.total_seconds() <= settings.STUDIO_LEASE_S
