"""Who waits at a gate, in the order of their turns: reads the rows for `turns`.

Claims nothing and asks for no room; what is read may be taken back meanwhile.
"""

import uuid
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from django.core.cache import cache
from django.db.models import Count, Max, Min, QuerySet

from generations.models import Attempt, AttemptState, Lane
from generations.models.clock import from_now
from generations.pipeline.turns import BULK_TURN, Queue, Turns

#: Seconds for which it is remembered who was served.
MEMORY_S = 900.0
#: Most attempts whose places in the queue are worked out.
MOST_PLACES = 2_000
#: Waiting requests from which on their order is worked out only now and then: it
#: took 149 ms for 5,000 on SQLite, and every page asks. Seconds between.
LONG_QUEUE, ORDER_S = 200, 3

IN_FLIGHT = (AttemptState.CLAIMED, AttemptState.SENT)


def next_ones(gateway: str, *, most: int) -> Iterator[tuple[uuid.UUID, int]]:
    """Yield who is next at a gateway, each with the pictures it asks for.

    Ends at one that was taken back just now.
    """
    turns = list(islice(_turns_at(gateway).order(), most))
    waiting = {
        queue: iter(_queued(gateway, queue)[:count])
        for queue, count in Counter(turns).items()
    }
    for queue in turns:
        found = next(waiting[queue], None)
        if found is None:
            return
        yield found


def standing(attempt_ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the places in their queues of those that wait, 1 for the next.

    An attempt that waits for something else than its turn has none.
    """
    wanted = Attempt.objects.due().filter(pk__in=attempt_ids).order_by()
    places: dict[uuid.UUID, int] = {}
    for gateway in set(wanted.values_list("gateway", flat=True)):
        order = _recent_order(gateway)
        places |= {pk: place for place, pk in enumerate(order, start=1)}
    return {pk: places[pk] for pk in attempt_ids if pk in places}


def _recent_order(gateway: str) -> list[uuid.UUID]:
    """Return the order of a queue; that of a long one may be some seconds old."""
    key = f"order-{gateway}"
    order: list[uuid.UUID] = cache.get(key, [])
    if not order:
        order = in_order(gateway, most=MOST_PLACES)
        if len(order) > LONG_QUEUE:
            cache.set(key, order, timeout=ORDER_S)
    return order


def in_order(gateway: str, *, most: int) -> list[uuid.UUID]:
    """Return the attempts that are due at a gateway in the order of their turns."""
    due = Attempt.objects.due().filter(gateway=gateway)
    by_queue: dict[Queue, list[uuid.UUID]] = {}
    rows = due.order_by("created_at", "variation", "pk")
    for pk, lane, person in rows.values_list("pk", "lane", "person")[:MOST_PLACES]:
        by_queue.setdefault((lane, person), []).append(pk)
    turns = _turns_at(gateway)
    turns.waiting = {queue: len(ids) for queue, ids in by_queue.items()}
    taken = dict.fromkeys(by_queue, 0)
    found: list[uuid.UUID] = []
    for queue in turns.order():
        found.append(by_queue[queue][taken[queue]])
        taken[queue] += 1
        if len(found) == most:
            break
    return found


def _queued(gateway: str, queue: Queue) -> "QuerySet[Attempt, tuple[uuid.UUID, int]]":
    """Find what waits in one queue, its id and pictures, in order."""
    lane, person = queue
    due = Attempt.objects.due().filter(gateway=gateway, lane=lane, person=person)
    return due.order_by("created_at", "variation", "pk").values_list("pk", "images")


def _turns_at(gateway: str) -> Turns:
    """Read who waits at a gateway and, where it matters, who was served when."""
    due = Attempt.objects.due().filter(gateway=gateway).order_by()
    queues = due.values_list("lane", "person").annotate(Count("pk"), Min("created_at"))
    waiting, since = {}, {}
    for lane, person, count, first in queues:
        waiting[lane, person] = count
        since[lane, person] = first.timestamp()
    turns = Turns(waiting=waiting, since=since)
    if len(waiting) > 1:
        _remember(turns, gateway)
    return turns


def _remember(turns: Turns, gateway: str) -> None:
    """Add who is under way, who was served when, and the lanes of the last turns."""
    here = Attempt.objects.filter(gateway=gateway).order_by()
    lately = here.filter(sent_at__gt=from_now(-MEMORY_S))
    for person, sent_at in lately.values_list("person").annotate(Max("sent_at")):
        turns.served[person] = sent_at.timestamp()
    newest = max(turns.served.values(), default=0.0) + 1
    under_way = here.filter(state__in=IN_FLIGHT)
    for person, state, lane in under_way.values_list("person", "state", "lane"):
        turns.in_flight[person] = turns.in_flight.get(person, 0) + 1
        if state == AttemptState.CLAIMED:  # let in, not yet sent
            turns.served[person] = newest
            turns.lanes.append(str(Lane(lane)))
    last = lately.order_by("-sent_at").values_list("lane", flat=True)
    turns.lanes += last[: BULK_TURN - 1]
    del turns.lanes[BULK_TURN - 1 :]
