"""One thread at the gates: sends what waits there, one request after the other."""

import uuid
from collections.abc import Callable

from django.db import close_old_connections

from generations.pipeline import pool
from generations.pipeline.answer import Announce
from generations.pipeline.send import send, send_next


def serve(
    attempt_id: uuid.UUID, *, announce: Announce, is_wanted: Callable[[], bool]
) -> str:
    """Let one paid request through its gate, then the next that wait at that gateway.

    Until nobody waits there, or `is_wanted` says that this thread is, elsewhere.
    Returns the gateway where there is room for another one now, "" if there is none.
    """
    try:
        gateway = send(attempt_id, announce=announce)
        while gateway and not is_wanted():
            close_old_connections()
            gateway = send_next(gateway, announce=announce)
        return gateway
    finally:
        pool.let_go()
