"""`./studio finish`: send and store one generation, then end.

`./studio generate` leaves this to a process of its own, so that an answer that is
paid for arrives even if the shell that asked for it is gone.
"""

import signal
import threading
import time
import uuid
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from generations.engine import Engine, start_simulator_if_needed
from generations.models import Attempt, AttemptState, Output, OutputState
from generations.pipeline import lease
from generations.solo import Solo

LOOK_S = 0.1


class Command(BaseCommand):
    """Work until a generation is finished; running paid requests are waited for."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's own way

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the generation and the time somebody waits for it."""
        parser.add_argument("generation", type=uuid.UUID)
        parser.add_argument("--seconds", type=float, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; makes way for a studio that runs or starts on this folder."""
        solo = Solo(settings.STUDIO_DATA_DIR)
        if not solo.take():
            return
        stop = stop_signal()
        studio = Solo(settings.STUDIO_DATA_DIR, "studio")
        simulator = start_simulator_if_needed()
        engine = Engine()
        engine.start()
        deadline = time.monotonic() + options["seconds"]
        while is_unfinished(options["generation"]) and time.monotonic() < deadline:
            if stop.wait(LOOK_S) or studio.is_taken():
                break
        while lease.in_flight() or is_announced(options["generation"]):
            if studio.is_taken() and not lease.in_flight():
                break
            time.sleep(LOOK_S)
        engine.stop(grace_s=settings.STUDIO_GRACE_S)
        if simulator is not None:
            simulator.stop()
        solo.give_back()


def stop_signal() -> threading.Event:
    """Return the event set by a machine that shuts down: no new work from then on."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    return stop


def is_unfinished(generation_id: uuid.UUID) -> bool:
    """Say whether a generation may still change by itself."""
    return Output.objects.unfinished().filter(generation=generation_id).exists() or (
        Attempt.objects.filter(
            generation=generation_id, state=AttemptState.SENT
        ).exists()
    )


def is_announced(generation_id: uuid.UUID) -> bool:
    """Say whether paid pictures are on their way and have not failed yet."""
    return Output.objects.filter(
        generation=generation_id, state=OutputState.ANNOUNCED, tries__lt=3
    ).exists()
