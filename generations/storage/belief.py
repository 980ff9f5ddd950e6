"""An answer that is asked for rarely and believed for a few seconds meanwhile."""

import threading
import time
from collections.abc import Callable


class Belief:
    """Yes or no, found out by one thread while the others wait for it."""

    def __init__(
        self, find_out: Callable[[], bool], *, yes_for_s: float, no_for_s: float
    ) -> None:
        """Take what finds it out, and for how many seconds each answer holds."""
        self._find_out = find_out
        self._holds_s = {True: yes_for_s, False: no_for_s}
        self._asking = threading.Lock()
        self._answer = False
        self._holds_until = float("-inf")

    def __bool__(self) -> bool:
        """Return the answer, found out anew when the last one is too old."""
        with self._asking:
            if time.monotonic() >= self._holds_until:
                self._answer = self._find_out()
                self._holds_until = time.monotonic() + self._holds_s[self._answer]
            return self._answer
