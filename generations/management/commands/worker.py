"""`./studio worker`: sends and stores for a studio whose pages run elsewhere."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from generations import heartbeat
from generations.management.working import work

QUEUES = ("send", "store")


class Command(BaseCommand):
    """Work on the queues until stopped; running paid requests are waited for."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the queues this process works on."""
        parser.add_argument(
            "--queues",
            default=",".join(QUEUES),
            help="send, store, or both separated by a comma",
        )
        parser.add_argument(
            "--check",
            action="store_true",
            help="only say whether a worker of these queues runs here (exit code 0)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGINT or SIGTERM."""
        queues = tuple(name.strip() for name in options["queues"].split(","))
        if not set(queues) <= set(QUEUES):
            raise CommandError("Queues are send and store.")
        role = role_of(queues)
        if options["check"]:
            sys.exit(heartbeat.main(role))
        work(queues, role=role, err=self.stderr)


def role_of(queues: tuple[str, ...]) -> str:
    """Return how the heartbeat calls a worker of these queues."""
    return "worker" if set(queues) == set(QUEUES) else f"worker-{queues[0]}"
