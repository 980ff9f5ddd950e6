"""`./studio web`: the pages only, by granian, for use with separate workers."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from generations.deadlines import PAGE_S
from seedream_site.env import port_number


class Command(BaseCommand):
    """Serve the pages with several processes."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address and the number of processes."""
        parser.add_argument(
            "--port", type=port_number, default=os.environ.get("PORT") or "8000"
        )
        parser.add_argument(
            "--host", default=os.environ.get("STUDIO_HOST") or "127.0.0.1"
        )
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        """Become granian."""
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface=wsgi",
            f"--host={options['host']}",
            f"--port={options['port']}",
            f"--workers={options['workers']}",
            "--blocking-threads=4",
            "--http=1",
            "--no-ws",
            f"--workers-kill-timeout={PAGE_S:.0f}",
            "seedream_site.wsgi:application",
        ]
        os.execv(sys.executable, command)
