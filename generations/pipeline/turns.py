"""Whose turn it is at a gate: pure arithmetic over who waits and who was served.

Each person has the same right to the gate, however much they asked for. Within
it, who looks at the page goes before what runs in bulk, but not for ever.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from generations.models import Lane

#: One turn in this many goes to the bulk lane while both lanes wait.
BULK_TURN = 4

#: A person (None: from the shell, nobody in particular) in one lane.
Queue = tuple[str, int | None]


@dataclass(slots=True)
class Turns:
    """What is known of one gate at a moment.

    `waiting` counts attempts by queue, `in_flight` by person; `served` is when each
    person was last let in (any number that grows, absent: long ago); `lanes` are
    those of the last turns, newest first; `since` is when each queue's oldest
    attempt came.
    """

    waiting: dict[Queue, int]
    since: dict[Queue, float] = field(default_factory=dict)
    in_flight: dict[int | None, int] = field(default_factory=dict)
    served: dict[int | None, float] = field(default_factory=dict)
    lanes: list[str] = field(default_factory=list)

    def next(self) -> Queue | None:
        """Return whose turn it is: fewest under way, then longest not served."""
        lane = self._lane()
        queues = [queue for queue in self._waiting() if queue[0] == lane]
        return min(queues, key=self._right, default=None)

    def order(self) -> Iterator[Queue]:
        """Yield the turns to come, as far as can be told now; uses itself up."""
        clock = max([*self.served.values(), 0.0])
        while (queue := self.next()) is not None:
            clock += 1
            lane, person = queue
            self.waiting[queue] -= 1
            self.in_flight[person] = self.in_flight.get(person, 0) + 1
            self.served[person] = clock
            self.lanes = [lane, *self.lanes[: BULK_TURN - 2]]
            yield queue

    def _waiting(self) -> list[Queue]:
        return [queue for queue, count in self.waiting.items() if count > 0]

    def _lane(self) -> str:
        lanes = {lane for lane, _person in self._waiting()}
        if Lane.INTERACTIVE not in lanes:
            return Lane.BULK
        was_passed_over = self.lanes[: BULK_TURN - 1] == [Lane.INTERACTIVE] * (
            BULK_TURN - 1
        )
        if Lane.BULK in lanes and was_passed_over:
            return Lane.BULK
        return Lane.INTERACTIVE

    def _right(self, queue: Queue) -> tuple[int, float, float]:
        _lane, person = queue
        return (
            self.in_flight.get(person, 0),
            self.served.get(person, 0.0),
            self.since.get(queue, 0.0),
        )
