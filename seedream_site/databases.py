"""How a database address becomes Django's settings of a connection.

A paid request follows a commit: on either database it must have reached the disk.
"""

from pathlib import Path
from typing import Any

from generations.deadlines import DATABASE_WAIT_S, LEASE_S, ROW_WAIT_S
from seedream_site.env import env

#: Most connections one process keeps to PostgreSQL. Threads that wait for a gateway
#: hold none (`pipeline.send`), so this is far below the number of paid requests.
POOL_SIZE = 20
#: Times a connection to PostgreSQL is asked something before it keeps the plan. Six
#: statements of a page: 5.2 ms when planned each time, 2.6 ms when kept.
PREPARED_AFTER = 3
#: Seconds a thread keeps its connection to SQLite. Each gathers up to 128 prepared
#: statements; a new one takes a millisecond and begins with none. Measured: 24
#: connections held 13 MB and growing when kept, 6 to 8 MB renewed every 80 clicks,
#: which take about this long.
SQLITE_AGE_S = 300


def database_of(address: str, folder: Path) -> dict[str, Any]:
    """Return the settings of the database at an address; "" is SQLite in a folder."""
    found: dict[str, Any] = env.db_url_config(
        address or f"sqlite:///{folder / 'studio.sqlite3'}"
    )
    if found["ENGINE"] == "django.db.backends.sqlite3":
        return found | {
            "CONN_MAX_AGE": SQLITE_AGE_S,
            "OPTIONS": {
                "timeout": DATABASE_WAIT_S,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    "PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
                ),
            },
        }
    pool = {"min_size": 1, "max_size": POOL_SIZE, "timeout": DATABASE_WAIT_S}
    spoken = {
        "options": _session_limits(),
        "server_side_binding": True,
        "prepare_threshold": PREPARED_AFTER,
    }
    options = spoken | found.get("OPTIONS", {}) | {"pool": pool}
    return found | {
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def _session_limits() -> str:
    """Return what PostgreSQL does to a session, above all to one that others wait for.

    A worker that freezes inside a transaction keeps its rows, the gate among them,
    from everybody: after a lease its session ends, as its attempts are taken over.
    """
    silent_ms = 1000 * env.float("STUDIO_LEASE_S", default=LEASE_S)
    limits = {
        "idle_in_transaction_session_timeout": f"{silent_ms:.0f}",
        "lock_timeout": f"{1000 * ROW_WAIT_S}",
        # Compiling a plan takes longer than any statement of ours, and helpers take
        # longer to start: a search of 25 ms with them took 17 ms without.
        "jit": "off",
        "max_parallel_workers_per_gather": "0",
    }
    return " ".join(f"-c {name}={value}" for name, value in limits.items())
