"""What many threads of one process want at once, done by one of them for all.

Knows neither rows nor gates.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Given = TypeVar("Given")


class Together(Generic[Asked, Given]):
    """A function of one, worked out for all who ask while it is being worked out."""

    def __init__(self, work: Callable[[Sequence[Asked]], Sequence[Given]]) -> None:
        """Take what gives an answer to each of those that are asked for, in order."""
        self._work = work
        self._asking: deque[tuple[Asked, Future[Given]]] = deque()
        self._turn = threading.Lock()

    def __call__(self, asked: Asked) -> Given:
        """Return the answer to one; whatever the work raises, all of it hear."""
        mine: Future[Given] = Future()
        self._asking.append((asked, mine))
        with self._turn:
            if not mine.done():  # else somebody before did it
                self._answer([self._asking.popleft() for _ in range(len(self._asking))])
        return mine.result()

    def _answer(self, asking: list[tuple[Asked, "Future[Given]"]]) -> None:
        try:
            given = self._work([asked for asked, _answer in asking])
            answers = list(zip(asking, given, strict=True))
        except BaseException as problem:  # raised again where it was asked for
            for _asked, answer in asking:
                answer.set_exception(problem)
        else:
            for (_asked, answer), each in answers:
                answer.set_result(each)
