"""Which attempts this process works on, and the heartbeat that says so.

One thread renews all leases by the database's clock; a worker that is frozen or
dead stops renewing, and the sweeper takes over what is safe to take over.
"""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

from generations.models import Attempt, Output
from generations.pipeline import pool

logger = logging.getLogger(__name__)

#: Names this process in `Attempt.lease_owner`.
OWNER = f"{socket.gethostname()[:30]}-{os.getpid()}-{token_hex(6)}"

_held: set[uuid.UUID] = set()
_storing: set[uuid.UUID] = set()
_lock = threading.Lock()
_heart: threading.Thread | None = None
_idle = threading.Event()


@contextmanager
def held(attempt_id: uuid.UUID) -> Iterator[None]:
    """Keep the lease of an attempt alive while the block runs."""
    with _kept(_held, attempt_id):
        yield


@contextmanager
def storing(output_id: uuid.UUID) -> Iterator[None]:
    """Keep others from storing a picture while the block runs.

    Not for ever: a worker that dies stops saying so, and the next one takes it.
    """
    with _kept(_storing, output_id):
        yield


@contextmanager
def _kept(rows: set[uuid.UUID], row_id: uuid.UUID) -> Iterator[None]:
    global _heart
    with _lock:
        rows.add(row_id)
        if _heart is None or not _heart.is_alive():
            _idle.clear()
            _heart = threading.Thread(target=_beat, name="lease", daemon=True)
            _heart.start()
    try:
        yield
    finally:
        with _lock:
            rows.discard(row_id)


def in_flight() -> int:
    """Return how many attempts this process works on."""
    with _lock:
        return len(_held)


def is_held(attempt_id: uuid.UUID) -> bool:
    """Say whether this very process works on an attempt."""
    with _lock:
        return attempt_id in _held


def _beat() -> None:
    """Renew the leases four times per lease until nothing is held."""
    global _heart
    try:
        while True:
            _idle.wait(settings.STUDIO_LEASE_S / 4)
            with _lock:
                attempts, outputs = list(_held), list(_storing)
                if not attempts and not outputs:
                    _heart = None
                    return
            try:
                renew(attempts, outputs)
            except (DatabaseError, InterfaceError):
                # The next beat tries again; an expired lease only means that
                # the sweeper may call the outcome unknown until the answer comes.
                logger.warning("lease not renewed: %d attempts", len(attempts))
                connection.close()
    finally:
        connection.close()


def renew(attempts: list[uuid.UUID], outputs: list[uuid.UUID]) -> None:
    """Say once that this process still works on these."""
    if attempts:
        Attempt.objects.renew(attempts, owner=OWNER)
    if outputs:
        Output.objects.hold(outputs, hold_s=settings.STUDIO_LEASE_S)
    pool.let_go()
