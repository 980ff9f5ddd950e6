"""A studio as a person runs it: a process of its own, its folder, what it printed.

Looks into the folder only to compare: rows, the store, the simulator's book.
The drafts of the compose form are all that it clears away by itself.
"""

import json
import os
import re
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWNER = "ada@example.com"
PASSWORD = "a sentence is easy to remember"
#: How long a studio may take to start, on a machine that is busy.
START_S = 90


class Studio:
    """One `manage.py run`, demo only, pictures within a second."""

    def __init__(self, folder, *, is_founded, **settings):
        self.folder = folder
        self.printed = []
        self._ready = threading.Event()
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--port", "0"],
            cwd=ROOT,
            env=_environment(folder, is_founded=is_founded) | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        if not self._ready.wait(START_S):
            self.stop()
            raise RuntimeError("The studio did not start:\n" + "".join(self.printed))

    def _listen(self):
        for line in self._process.stdout:
            self.printed.append(line)
            if "is running at" in line:
                self._ready.set()

    @property
    def address(self):
        """Return where it listens, without the last slash."""
        return re.search(r"is running at (\S+)/", "".join(self.printed))[1]

    def stop(self):
        """End it as Ctrl+C would."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def one_time_link(self):
        """Return the link of the first visit, as it was printed."""
        return re.search(r"one-time link: (\S+)", "".join(self.printed))[1]

    def ask(self, sql, *values):
        """Return the rows of a query."""
        path = self.folder / "studio.sqlite3"
        with closing(sqlite3.connect(path, timeout=20)) as connection:
            return connection.execute(sql, values).fetchall()

    def change(self, sql, *values):
        """Change rows, as time or an admin would."""
        path = self.folder / "studio.sqlite3"
        with closing(sqlite3.connect(path, timeout=20)) as connection, connection:
            connection.execute(sql, values)

    def forget_drafts(self):
        """Clear the compose form of everybody."""
        self.change("DELETE FROM generations_draft")

    def set_gates(self, *, concurrency=4, pause=""):
        """Say what the gateways let in, all that is usual unless told otherwise."""
        self.change(
            "UPDATE generations_gate SET concurrency = ?, pause_reason = ?,"
            " eased_to = NULL, eased_at = NULL",
            concurrency,
            pause,
        )
        # Whoever waits is rung for again by the next sweep.
        self.change("UPDATE generations_attempt SET published_at = NULL")

    def generations(self, prompt):
        """Return how many generations have this prompt."""
        table = "generations_generation"
        return self.ask(f"SELECT count(*) FROM {table} WHERE prompt = ?", prompt)[0][0]

    def book(self):
        """Return the lines of the gateway's book, oldest first."""
        book = self.folder / "simulator" / "ledger.jsonl"
        lines = book.read_text().splitlines() if book.exists() else []
        return [json.loads(line) for line in lines]

    def requests(self):
        """Return how many requests reached the gateway."""
        return len(self.book())

    def stored(self, sha256):
        """Return the original with this digest, as it lies in the store."""
        [(key,)] = self.ask(
            "SELECT key FROM generations_storedimage WHERE sha256 = ?", sha256
        )
        return (self.folder / "store" / key).read_bytes()


def _environment(folder, *, is_founded):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STUDIO_")}
    owner = {"STUDIO_OWNER_EMAIL": OWNER, "STUDIO_OWNER_PASSWORD": PASSWORD}
    return {
        **kept,
        **(owner if is_founded else {}),
        "STUDIO_DATA_DIR": str(folder),
        "STUDIO_SIMULATOR_LATENCY_S": "1",
        "STUDIO_MIN_FREE_BYTES": "0",
    }
