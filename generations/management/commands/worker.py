"""`./studio worker`: sends and stores for a studio whose pages run elsewhere."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from generations import heartbeat
from generations.management.working import work

QUEUES = ("send", "store")


#: How much less a process that only stores wants the processor (Unix "niceness").
#: Measured: 400 calls of 5 s, 100 at once, beside two such processes on two cores
#: took 29 s without.
POLITENESS = 10


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
        if "send" not in queues:
            give_way()
        work(queues, role=role, err=self.stderr)


def give_way() -> None:
    """Let pages and paid requests of the same machine go before drawing."""
    if hasattr(os, "nice"):
        os.nice(POLITENESS)


def role_of(queues: tuple[str, ...]) -> str:
    """Return how the heartbeat calls a worker of these queues."""
    return "worker" if set(queues) == set(QUEUES) else f"worker-{queues[0]}"
