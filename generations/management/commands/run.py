"""`./studio run`: the whole studio in one process, nothing to install beside it."""

import logging
import os
import signal
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections
from waitress.server import create_server

from generations import accounts
from generations.catalogue_words import say_fault
from generations.deadlines import KEEP_ALIVE_S, MAX_REQUEST_BYTES
from generations.engine import Engine, start_simulator_if_needed
from generations.pipeline import lease
from generations.simulator import Simulator
from generations.solo import Solo
from seedream_site.env import port_number
from teams.founding import needs_owner, setup_code

logger = logging.getLogger(__name__)

#: Seconds between two looks whether the folder is free.
LOOK_S = 0.2
#: Seconds between two looks whether the simulator is needed now.
DEMO_LOOK_S = 2.0


class Command(BaseCommand):
    """Prepare, then serve pages, send requests and store pictures until stopped."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's own way

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address to listen on."""
        parser.add_argument(
            "--port", type=port_number, default=os.environ.get("PORT") or "8000"
        )
        parser.add_argument(
            "--host", default=os.environ.get("STUDIO_HOST") or "127.0.0.1"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until SIGINT or SIGTERM."""
        stop = _listen_to_signals()
        studio = _become_the_studio()
        solo = Solo(settings.STUDIO_DATA_DIR)
        if not self._take_over(solo, stop):
            return
        call_command("prepare")
        server = _bind(options["host"], options["port"])
        simulator = start_simulator_if_needed()
        engine = Engine()
        engine.start()
        threading.Thread(target=server.run, name="web", daemon=True).start()
        self._greet(f"http://{options['host']}:{server.effective_port}")
        simulator = _attend(stop, simulator)
        self._stop(server, engine, simulator)
        solo.give_back()
        studio.give_back()

    def _take_over(self, solo: Solo, stop: threading.Event) -> bool:
        """Wait for a `./studio generate` that works here; False when told to stop."""
        has_said = False
        while not solo.take():
            if not has_said:
                self.stderr.write("Waiting for a ./studio generate to end its requests")
                has_said = True
            if stop.wait(LOOK_S):
                return False
        return True

    def _greet(self, address: str) -> None:
        """Say where the studio is, last, in one line."""
        if accounts.problem():
            self.stderr.write(say_fault(accounts.problem()))
        if accounts.is_demo():
            self.stdout.write("Demo: no API key is set, pictures are simulated.")
        if needs_owner():
            link = f"{address}/setup/{setup_code()}/"
            self.stdout.write(f"First visit, one-time link: {link}")
        self.stdout.write(f"Seedream Studio is running at {address}/")
        self.stdout.flush()

    def _stop(self, server: Any, engine: Engine, simulator: Simulator | None) -> None:
        server.close()
        if lease.in_flight():
            self.stderr.write(
                f"Waiting for {lease.in_flight()} paid request(s) to end;"
                " press Ctrl+C again to leave at once (they may be billed)."
            )
        is_clean = engine.stop(grace_s=settings.STUDIO_GRACE_S)
        if simulator is not None:
            simulator.stop()
        if not is_clean:
            _leave(1)


def _become_the_studio() -> Solo:
    """Return the right to be the studio of the data folder.

    Raises:
        CommandError: another studio has it, or the folder cannot be written to.
    """
    studio = Solo(settings.STUDIO_DATA_DIR, "studio")
    try:
        is_ours = studio.take(wait_s=1)  # somebody may be looking just now
    except PermissionError as error:
        raise CommandError(str(error)) from error
    if not is_ours:
        raise CommandError(
            f"Another studio runs on {settings.STUDIO_DATA_DIR}."
            " Stop it, or give this one a STUDIO_DATA_DIR of its own."
        )
    return studio


def _attend(stop: threading.Event, simulator: Simulator | None) -> Simulator | None:
    """Wait until told to stop; one whose last key is removed becomes a demo again."""
    while not stop.wait(DEMO_LOOK_S):
        if simulator is None:
            try:
                close_old_connections()
                simulator = start_simulator_if_needed()
            except DatabaseError:  # the next look comes soon
                logger.warning("no look at the keys: the database is away")
    return simulator


def _bind(host: str, port: int) -> Any:
    """Return the web server, listening.

    Raises:
        CommandError: the port is taken or not allowed.
    """
    try:
        return create_server(
            get_wsgi_application(),
            host=host,
            port=port,
            threads=8,
            ident="",
            channel_timeout=KEEP_ALIVE_S,
            max_request_body_size=MAX_REQUEST_BYTES,
        )
    except OSError as error:
        raise CommandError(
            f"Port {port} of {host} cannot be used ({error.strerror})."
            " Choose another one: ./studio run --port 8010"
        ) from error


def _listen_to_signals() -> threading.Event:
    """Return the event set by the first signal; the second one leaves at once."""
    stop = threading.Event()

    def note(number: int, frame: object) -> None:
        if stop.is_set():
            _leave(128 + number)
        stop.set()

    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)
    return stop


def _leave(code: int) -> None:
    """End the process now, without waiting for its threads."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
