"""The simulator's own book: one line per request, written when it would bill.

Append-only and fsynced, so that a test can hold it against the studio's rows
whatever happened to either process. Knows neither the socket nor the rules.
"""

import json
import os
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from generations.catalogue.vocabulary import Pixels


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One request as it was billed; `images` is 0 where nothing is."""

    at: str  #: ISO 8601, UTC
    request_id: str
    client_request_id: str  #: header X-Client-Request-Id
    model: str
    mode: str
    images: int
    references: int
    ignored_fields: tuple[str, ...]
    forbidden_fields: tuple[str, ...]
    body_sha256: str
    refused: str = ""  #: error code, "" where pictures were made
    fault: str = ""  #: the fault that was played, if any
    #: (width, height) of each inline reference, in the order of the request
    reference_sizes: tuple[Pixels | None, ...] = ()


class Ledger:
    """The lines of one folder; safe for several threads."""

    def __init__(self, path: Path) -> None:
        """Open the book at `path`; the file appears with the first line."""
        self.path = path
        self._lock = threading.Lock()

    def record(self, line: LedgerLine) -> None:
        """Append one line and return when it is on the disk."""
        text = json.dumps(asdict(line)) + "\n"
        with self._lock, self.path.open("a", encoding="utf-8") as book:
            book.write(text)
            book.flush()
            os.fsync(book.fileno())

    def requests(self) -> list[dict[str, Any]]:
        """Return every line, oldest first."""
        with self._lock:
            if not self.path.exists():
                return []
            text = self.path.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines() if line]

    def billed_images(self) -> int:
        """Return how many pictures were billed in all."""
        return sum(line["images"] for line in self.requests())

    def reset(self) -> None:
        """Forget every line."""
        with self._lock:
            self.path.unlink(missing_ok=True)
