"""`./studio simulator`: a gateway on loopback that bills nothing."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from generations.simulator import Simulator


class Command(BaseCommand):
    """Serve the simulator until stopped."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the port and the waiting time."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=0)
        parser.add_argument(
            "--latency", type=float, default=settings.STUDIO_SIMULATOR_LATENCY_S
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGINT or SIGTERM."""
        stop = threading.Event()
        signal.signal(signal.SIGINT, lambda *_: stop.set())
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        with Simulator(
            settings.STUDIO_SIMULATOR_DIR,
            host=options["host"],
            port=options["port"],
            latency_s=options["latency"],
        ) as simulator:
            self.stdout.write(simulator.base_url)
            self.stdout.flush()
            stop.wait()
