"""`./studio finish`: send and store what is due, then end.

`./studio generate` leaves this to a process of its own, so that an answer that is
paid for arrives even if the shell that asked for it is gone.
"""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from generations.engine import Engine, start_simulator_if_needed
from generations.models import Attempt, AttemptState, Output
from generations.models.clock import from_now
from generations.pipeline import lease
from generations.solo import Solo

#: How long nothing may be due before it ends, and how far ahead it looks.
IDLE_S = 2.0
AHEAD_S = 15.0


class Command(BaseCommand):
    """Work until nothing is due any more."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; returns at once when a studio runs on this folder."""
        solo = Solo(settings.STUDIO_DATA_DIR)
        if not solo.take():
            return
        simulator = start_simulator_if_needed()
        engine = Engine()
        engine.start()
        last_busy = time.monotonic()
        while time.monotonic() - last_busy < IDLE_S:
            if is_busy():
                last_busy = time.monotonic()
            time.sleep(0.2)
        engine.stop(grace_s=settings.STUDIO_GRACE_S)
        if simulator is not None:
            simulator.stop()
        solo.give_back()


def is_busy() -> bool:
    """Say whether anything runs or is due soon."""
    return (
        lease.in_flight() > 0
        or Attempt.objects.filter(
            state__in=(AttemptState.CLAIMED, AttemptState.SENT)
        ).exists()
        or Attempt.objects.filter(
            state=AttemptState.QUEUED, next_run_at__lte=from_now(AHEAD_S)
        ).exists()
        or Output.objects.filter(
            state="announced", next_run_at__lte=from_now(AHEAD_S)
        ).exists()
    )
