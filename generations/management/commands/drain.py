"""`./studio drain`: let nothing new leave, and wait until nothing is under way.

For the time before an update. `./studio prepare`, which comes before each start,
or `--resume` lets requests leave again.
"""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from generations.models import (
    ALL,
    Attempt,
    AttemptState,
    Gate,
    Output,
    OutputState,
    PauseReason,
)

#: Between two looks at what is under way, seconds.
GLANCE_S = 0.5
#: Between two lines that tell of it, seconds.
TELL_S = 10.0


class Command(BaseCommand):
    """Close all gates and wait for paid requests and their pictures."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how long to wait, and whether to open again."""
        parser.add_argument(
            "--timeout",
            type=float,
            default=settings.STUDIO_GRACE_S,
            metavar="S",
            help="seconds to wait for what is under way (default: STUDIO_GRACE_S)",
        )
        parser.add_argument(
            "--resume", action="store_true", help="let requests leave again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it; ends with 1 while something is under way still."""
        if options["resume"]:
            is_changed = Gate.objects.end_drain()
            self.stdout.write("Requests leave again." if is_changed else "Not drained.")
            return
        Gate.objects.pause(ALL, PauseReason.DRAIN)
        Gate.objects.wait_for_decisions()
        deadline = time.monotonic() + options["timeout"]
        told_at = 0.0
        while any(under_way()):
            now = time.monotonic()
            if now > deadline:
                raise CommandError(
                    f"Still under way: {self._words()}. Nothing new leaves."
                )
            if now - told_at > TELL_S:
                self.stderr.write(f"Waiting for {self._words()} ...")
                told_at = now
            time.sleep(GLANCE_S)
        self.stdout.write(
            "Drained: nothing is under way and nothing leaves. Update now;"
            " ./studio prepare or ./studio drain --resume opens the gates again."
        )

    def _words(self) -> str:
        requests, pictures = under_way()
        return f"{requests} paid request(s), {pictures} picture(s) to store"


def under_way() -> tuple[int, int]:
    """Return how many paid requests run and how many announced pictures are due.

    A picture that waits for its next try outlives an update and is not counted.
    """
    running = Attempt.objects.filter(
        state__in=(AttemptState.CLAIMED, AttemptState.SENT)
    )
    fresh = Output.objects.filter(state=OutputState.ANNOUNCED, error_code="")
    return running.count(), fresh.count()
