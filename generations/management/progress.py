"""How far a long command is, on one line of stderr, where a person looks at it."""

import sys
import time

#: Seconds between two words.
EVERY_S = 1.0


class Counter:
    """Counts something on stderr when that is a terminal."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._told_at = time.monotonic()
        self._is_shown = sys.stderr.isatty()

    def show(self, count: int) -> None:
        """Tell the count when the last time is a while ago."""
        if self._is_shown and time.monotonic() - self._told_at > EVERY_S:
            self._told_at = time.monotonic()
            print(f"\r{count} {self._unit} ", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave an empty line behind."""
        if self._is_shown:
            print(f"\r{' ' * 40}\r", end="", file=sys.stderr)
