"""The right to do what one process of a studio does at a time, kept by the database.

On PostgreSQL an advisory lock on a connection of its own: whoever dies loses it at
once, whoever is frozen or cut off loses it after `LOST_S`. SQLite serves the
processes of one folder, of which one sweeps anyway.
"""

import logging
import zlib
from typing import Any

from django.conf import settings
from django.db import connection

logger = logging.getLogger(__name__)

#: First half of the lock's number, so that it is nobody else's: "seed" as bytes.
OURS = int.from_bytes(b"seed")
#: Seconds without a sign of life, beside five rounds, after which it is lost.
LOST_S = 5.0


class Alone:
    """One right, asked for again and again by one thread."""

    def __init__(self, name: str, *, database: Any = connection) -> None:
        """Take what the right is for; processes of one database share the name."""
        self._database = database
        self._number = zlib.crc32(name.encode()) - 2**31
        self._line: Any = None  # psycopg's connection, where there is PostgreSQL
        self._is_ours = False

    def take(self) -> bool:
        """Say whether this process has the right now, taking it when it is free.

        Raises:
            Exception: the driver's own, when the database is away.
        """
        if self._database.vendor != "postgresql":
            return True
        try:
            if self._line is None:
                self._line = self._connect()
            if not self._is_ours:
                asked = self._ask("SELECT pg_try_advisory_lock(%s, %s)")
                self._is_ours = bool(asked)
            else:
                self._ask("SELECT 1")  # the sign of life
        except self._database.Database.Error:
            self.give_back()
            raise
        return self._is_ours

    def give_back(self) -> None:
        """Let another process have it; safe to repeat."""
        line, self._line, self._is_ours = self._line, None, False
        if line is not None:
            line.close()

    def _connect(self) -> Any:
        """Open a connection that the server ends when this process falls silent."""
        line = self._database.Database.connect(
            **self._database.get_connection_params(), autocommit=True
        )
        lost_ms = int((LOST_S + 5 * settings.STUDIO_SWEEP_S) * 1000)
        for sentence in (
            f"SET idle_session_timeout = {lost_ms}",
            "SET tcp_keepalives_idle = 5",
            "SET tcp_keepalives_interval = 5",
            "SET tcp_keepalives_count = 3",
        ):
            line.execute(sentence)
        return line

    def _ask(self, question: str) -> Any:
        numbers = (OURS, self._number) if "%s" in question else None
        return self._line.execute(question, numbers).fetchone()[0]
