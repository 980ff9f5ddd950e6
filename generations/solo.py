"""Rights that one process of a data folder has: locks the system takes back.

An exclusive transaction on a small SQLite file; it is gone after kill -9, on
every system.
"""

import sqlite3
from pathlib import Path

#: Last byte of SQLite's error codes, which says what kind it is.
_KIND = 0xFF


class Solo:
    """The right to do something alone on one data folder.

    `process`: run the workers; `studio`: be the studio of the folder, which
    `./studio finish` makes way for; `prepare`: migrate.
    """

    def __init__(self, folder: Path, right: str = "process") -> None:
        self._path = folder / f"{right}.lock"
        self._connection: sqlite3.Connection | None = None

    def take(self, *, wait_s: float = 0) -> bool:
        """Take the right, waiting for it; False when another process has it.

        Raises:
            PermissionError: the folder cannot be written to.
        """
        try:
            self._connection = sqlite3.connect(
                self._path,
                timeout=wait_s,
                isolation_level=None,
                check_same_thread=False,
            )
            self._connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            self.give_back()
            if error.sqlite_errorcode & _KIND == sqlite3.SQLITE_BUSY:
                return False
            message = f"{self._path} cannot be written ({error})."
            raise PermissionError(message) from error
        return True

    def is_taken(self) -> bool:
        """Say whether another process has the right now."""
        is_free = self.take()
        self.give_back()
        return not is_free

    def give_back(self) -> None:
        """Let another process have it."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
