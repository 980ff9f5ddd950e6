"""Gives a thread's database connection back while it waits for a gateway.

A hundred requests in flight must not hold a hundred connections to PostgreSQL.
"""

from django.db import connection


def let_go() -> None:
    """Return this thread's connection to the pool, where there is one.

    Without a pool (SQLite) it is kept: it costs nothing and opening one does.
    """
    if "pool" in connection.settings_dict["OPTIONS"] and not connection.in_atomic_block:
        connection.close()
