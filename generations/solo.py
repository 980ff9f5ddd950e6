"""One process per data folder: a lock the operating system takes back.

An exclusive transaction on a small SQLite file; it is gone after kill -9, on
every system.
"""

import sqlite3
from pathlib import Path


class Solo:
    """The right to run workers on one data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "process.lock"
        self._connection: sqlite3.Connection | None = None

    def take(self) -> bool:
        """Take the right; False when another process has it."""
        connection = sqlite3.connect(
            self._path, timeout=0, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            connection.close()
            return False
        self._connection = connection
        return True

    def give_back(self) -> None:
        """Let another process have it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
