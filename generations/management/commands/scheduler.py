"""`./studio scheduler`: finds what is due and rings for the workers.

Each worker does so too, one of all at a time: a scheduler makes it sure.
"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from generations import heartbeat
from generations.management.working import work


class Command(BaseCommand):
    """Sweep until stopped."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether only to look."""
        parser.add_argument(
            "--check",
            action="store_true",
            help="only say whether a scheduler runs here (exit code 0)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGINT or SIGTERM."""
        if options["check"]:
            sys.exit(heartbeat.main("scheduler"))
        work((), role="scheduler", err=self.stderr)
