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
from django.db import DatabaseError, connection

from generations.models import Attempt

logger = logging.getLogger(__name__)

#: Names this process in `Attempt.lease_owner`.
OWNER = f"{socket.gethostname()[:30]}-{os.getpid()}-{token_hex(6)}"

_held: set[uuid.UUID] = set()
_lock = threading.Lock()
_heart: threading.Thread | None = None
_idle = threading.Event()


@contextmanager
def held(attempt_id: uuid.UUID) -> Iterator[None]:
    """Keep the lease of an attempt alive while the block runs."""
    global _heart
    with _lock:
        _held.add(attempt_id)
        if _heart is None or not _heart.is_alive():
            _idle.clear()
            _heart = threading.Thread(target=_beat, name="lease", daemon=True)
            _heart.start()
    try:
        yield
    finally:
        with _lock:
            _held.discard(attempt_id)


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
                attempts = list(_held)
                if not attempts:
                    _heart = None
                    return
            try:
                Attempt.objects.renew(attempts, owner=OWNER)
            except DatabaseError:
                # The next beat tries again; an expired lease only means that
                # the sweeper may call the outcome unknown until the answer comes.
                logger.warning("lease not renewed: %d attempts", len(attempts))
                connection.close()
    finally:
        connection.close()
