"""`./studio worker`: sends and stores for a studio whose pages run elsewhere."""

import os
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from generations.engine import Engine
from generations.pipeline import lease

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

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGINT or SIGTERM."""
        queues = tuple(name.strip() for name in options["queues"].split(","))
        if not set(queues) <= set(QUEUES):
            raise CommandError("Queues are send and store.")
        if settings.IS_EMBEDDED:
            raise CommandError(
                "A worker of its own needs REDIS_URL or CELERY_BROKER_URL;"
                " without them use ./studio run."
            )
        stop = threading.Event()

        def note(number: int, frame: object) -> None:
            if stop.is_set():
                os._exit(128 + number)
            stop.set()

        signal.signal(signal.SIGINT, note)
        signal.signal(signal.SIGTERM, note)
        engine = Engine(queues)
        engine.start()
        self.stderr.write(f"Working on {', '.join(queues)}.")
        stop.wait()
        self.stderr.write(f"Stopping; {lease.in_flight()} paid request(s) running.")
        if not engine.stop(grace_s=settings.STUDIO_GRACE_S):
            os._exit(1)
