"""What a thread that sends gives back while it waits for a gateway.

Its connection: a hundred requests in flight must not hold a hundred of them. And its
leave to work: of a hundred answers that come at once a few at a time are written.
"""

import threading

from django.db import connection

#: Threads of one process that work on the rows of paid requests at once. Each waits
#: for the database now and then, so that a few keep one interpreter busy. Measured:
#: with no limit a hundred answers that came at once were all written in the end, so
#: that nobody's successor left before.
AT_WORK = 6
#: Seconds after which a thread works without leave: this is order, not a lock.
PATIENCE_S = 5.0

_leaves = threading.Semaphore(AT_WORK)
_mine = threading.local()


def begin_work() -> None:
    """Wait until this thread may work on rows; one that may goes on.

    Nobody holds a connection while waiting: those at work need them.
    """
    if getattr(_mine, "is_at_work", False):
        return
    _mine.is_at_work = _leaves.acquire(blocking=False)
    if not _mine.is_at_work:
        _give_back_connection()
        _mine.is_at_work = _leaves.acquire(timeout=PATIENCE_S)


def let_go() -> None:
    """End this thread's work on rows and give its connection back."""
    if getattr(_mine, "is_at_work", False):
        _mine.is_at_work = False
        _leaves.release()
    _give_back_connection()


def _give_back_connection() -> None:
    """Return it to the pool, where there is one.

    Without a pool (SQLite) it is kept: it costs nothing and opening one does.
    """
    if "pool" in connection.settings_dict["OPTIONS"] and not connection.in_atomic_block:
        connection.close()
