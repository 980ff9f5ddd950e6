"""Whether this process can do its part: each part asked, answered in a word.

Asked by health checks every few seconds, so an answer is believed for a moment.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.models import Max, Min
from django.db.models.functions import Now
from kombu import Connection

from generations.models import ALL, Attempt, AttemptState, Gate, PauseReason
from generations.models.clock import from_now
from generations.pipeline import spool

OK = "ok"
#: Seconds for which an answer is believed.
BELIEVED_S = 2.0
#: A due request that waits for longer while its gateway is idle waits for a worker.
STALLED_S = 300.0
#: A broker that does not answer for this long is away, seconds.
BROKER_S = 2.0


@dataclass(frozen=True, slots=True)
class Readiness:
    """What was found, part by part: `OK`, or what is wrong in a few words."""

    parts: dict[str, str]

    @property
    def is_ready(self) -> bool:
        """Say whether all parts are well."""
        return all(word == OK for word in self.parts.values())


_asking = threading.Lock()
_last: tuple[float, Readiness] | None = None


def look() -> Readiness:
    """Return how it stands; one thread finds out while the others wait for it."""
    global _last
    with _asking:
        if _last is None or time.monotonic() - _last[0] > BELIEVED_S:
            _last = (time.monotonic(), look_anew())
        return _last[1]


def look_anew() -> Readiness:
    """Ask every part now."""
    parts: dict[str, Callable[[], str]] = {"database": database}
    if not settings.IS_EMBEDDED:
        parts["broker"] = broker
    parts |= {"store": store, "spool": spooling, "queue": queue}
    return Readiness({name: ask() for name, ask in parts.items()})


def database() -> str:
    """Ask the database for nothing."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return "away"
    return OK


def broker() -> str:
    """Open a connection to the broker and close it."""
    patience = {"socket_timeout": BROKER_S, "socket_connect_timeout": BROKER_S}
    line = Connection(settings.CELERY_BROKER_URL, transport_options=patience)
    try:
        with line:
            line.connect()  # it asks the server for its word
    except line.connection_errors + line.channel_errors:
        return "away"
    return OK


def store() -> str:
    """Ask whether originals can be written and whether there is room for them."""
    is_writable = getattr(default_storage, "is_writable", None)
    if is_writable is not None and not is_writable():
        return "not writable"
    free_bytes = getattr(default_storage, "free_bytes", None)
    if free_bytes is not None and free_bytes() < settings.STUDIO_MIN_FREE_BYTES:
        return "full"
    return OK


def spooling() -> str:
    """Ask whether an answer could be kept."""
    return OK if spool.is_writable() else "not writable"


def queue() -> str:
    """Ask whether requests wait although nothing of their gateway is under way.

    A long queue is no fault, nor is one at a paused gateway.
    """
    try:
        waits = [wait_s for wait_s in map(stalled_s, _open_gateways()) if wait_s]
    except DatabaseError:
        return "unknown"
    return f"waiting for {max(waits):.0f} s" if waits else OK


def stalled_s(gateway: str) -> float:
    """Return how long the oldest due request waits at an idle gateway, else 0."""
    here = Attempt.objects.filter(gateway=gateway)
    in_flight = here.filter(state__in=(AttemptState.CLAIMED, AttemptState.SENT))
    lately = here.filter(sent_at__gt=from_now(-STALLED_S))
    if lately.exists() or in_flight.exists():
        return 0.0
    due = Attempt.objects.due().filter(gateway=gateway)
    found = due.aggregate(oldest=Min("next_run_at"), now=Max(Now()))
    if found["oldest"] is None:
        return 0.0
    wait_s: float = (found["now"] - found["oldest"]).total_seconds()
    return wait_s if wait_s > STALLED_S else 0.0


def _open_gateways() -> list[str]:
    """Return the gateways at which something is due and nothing is paused."""
    paused = Gate.objects.exclude(pause_reason=PauseReason.NONE)
    closed = set(paused.values_list("slug", flat=True))
    due = Attempt.objects.due().order_by().values_list("gateway", flat=True)
    return [] if ALL in closed else sorted(set(due.distinct()) - closed)
