"""`./studio worker`: sends and stores for a studio whose pages run elsewhere."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from generations import heartbeat
from generations.management.working import work

QUEUES = ("send", "store")


#: How much less a process of these queues wants the processor than pages do (Unix
#: "niceness"): somebody waits for a page, a gateway takes its seconds anyway, and
#: drawing can wait for both. Measured on two cores while a hundred pictures came: the
#: slowest gallery page took 236 and 309 ms with 0 for "send", 91 to 112 ms so.
POLITENESS = {"send": 10, "store": 19}


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
        give_way(min(POLITENESS[queue] for queue in queues))
        work(queues, role=role, err=self.stderr)


def give_way(politeness: int) -> None:
    """Let others on the same machine go first."""
    if hasattr(os, "nice"):
        os.nice(politeness)


def role_of(queues: tuple[str, ...]) -> str:
    """Return how the heartbeat calls a worker of these queues."""
    return "worker" if set(queues) == set(QUEUES) else f"worker-{queues[0]}"
