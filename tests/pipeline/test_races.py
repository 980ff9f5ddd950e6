"""Races that only a database with row locks shows: run by `.ci/on_postgres.py`."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from generations.management.commands.drain import under_way
from generations.models import ALL, Attempt, Gate, PauseReason, Verdict
from generations.pipeline import decide, gate, settle
from generations.pipeline.spool import Broken
from tests.pipeline.conftest import fresh, meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


class Beside(threading.Thread):
    """Somebody else, who begins when told and keeps what came of it."""

    def __init__(self, act):
        super().__init__()
        self.act = act
        self.found = None

    def run(self):
        self.found = self.act()
        connection.close()

    def begin(self):
        """Start, and go on before it can be over: it may have to wait for us."""
        self.start()
        self.join(0.5)


def test_a_drain_sees_who_is_being_let_in(gateway, ask):
    attempt = ask("seedream-4.0@custom", size="1K").attempts.get()
    Gate.objects.named("custom")

    def drain():
        Gate.objects.pause(ALL, PauseReason.DRAIN)
        Gate.objects.wait_for_decisions()
        return under_way()

    other = Beside(drain)
    with meanwhile('UPDATE "generations_attempt"', other.begin):
        gate.admit(attempt.pk, owner="me")
    other.join()

    assert other.found == under_way() == (1, 0)


def test_what_was_acted_upon_cannot_be_taken_back(gateway, priced, alice):
    attempt = priced().attempts.get()
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Attempt.objects.filter(pk=attempt.pk).update(state="sent", sent_at=an_hour_ago)
    settle.write(fresh(attempt), Broken("OutcomeUnknown", "", "cut", 200, "r1"))
    decide.judge(attempt, Verdict.NOT_BILLED, person=alice.user)

    other = Beside(lambda: decide.take_back(attempt, person=alice.user))
    with meanwhile('INSERT INTO "generations_output"', other.begin):
        decide.generate_again(fresh(attempt), person=alice.user)
    other.join()

    assert other.found is False
