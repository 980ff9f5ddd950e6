"""Lets the next paid request of a gateway account in, or nobody.

As many at once and a minute as the account takes, less after a "too many
requests", none while it is paused. Decides under the gate's lock, by the
database's clock.
"""

import logging
import uuid
from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Max, Min, Sum
from django.db.models.functions import Now

from generations.models import ALL, Attempt, AttemptState, Gate, Lane, PauseReason
from generations.models.attempt import AttemptQuerySet
from generations.models.clock import from_now
from generations.pipeline.turns import BULK_TURN, Queue, Turns

logger = logging.getLogger(__name__)

#: Seconds after which a lowered concurrency is raised by one again.
RECOVERY_S = 60.0
#: Seconds for which it is remembered who was served.
MEMORY_S = 900.0
#: The unit of `Gate.pictures_per_minute`, in seconds.
MINUTE_S = 60.0
#: Most attempts whose places in the queue are worked out.
MOST_PLACES = 2_000
#: Waiting requests from which on their order is worked out only now and then: it
#: took 149 ms for 5,000 on SQLite, and every page asks. Seconds between.
LONG_QUEUE, ORDER_S = 200, 3
#: How often another is tried when somebody took back the one that was chosen.
CHOICES = 5

_IN_FLIGHT = (AttemptState.CLAIMED, AttemptState.SENT)


def admit(attempt_id: uuid.UUID, *, owner: str) -> uuid.UUID | None:
    """Claim the attempt whose turn it is at the gate of this one, if there is room.

    A message is a ring at the gate, not a ticket: it may let in another one.
    """
    gateway = _gateway_of(attempt_id)
    if gateway is None:
        return None
    with transaction.atomic():
        gate = Gate.objects.locked(gateway)
        room = room_at(gate)
        if room <= 0:
            return None
        if gate.pictures_per_minute is None and _is_enough(gateway, room):
            claimed = Attempt.objects.claim(attempt_id, owner=owner)
            return attempt_id if claimed else None
        for _try in range(CHOICES):
            chosen = _next_at(gate)
            if chosen is None or Attempt.objects.claim(chosen, owner=owner):
                return chosen
    return None


def _gateway_of(attempt_id: uuid.UUID) -> str | None:
    """Return where a request goes, naming it where an older version did not."""
    row = Attempt.objects.filter(pk=attempt_id)
    found = row.values_list("gateway", "generation__offer_key").first()
    if found is None:
        return None
    gateway, offer_key = found
    if not gateway:
        gateway = offer_key.rpartition("@")[2]
        row.update(gateway=gateway)
    return str(gateway)


def _is_enough(gateway: str, room: int) -> bool:
    """Say whether there is room for everybody who waits: then nobody's turn matters."""
    waiting = Attempt.objects.due().filter(gateway=gateway).order_by()
    return len(waiting.values_list("pk")[: room + 1]) <= room


def due_at(gateway: str) -> list[uuid.UUID]:
    """Return the attempts for which there is room now, in the order of their turns."""
    room = room_of(gateway)
    if room <= 0:
        return []
    return _in_order(gateway, most=room)


def somebody_at(gateway: str) -> uuid.UUID | None:
    """Return one of those that wait at a gateway: enough to ring with."""
    waiting = Attempt.objects.due().filter(gateway=gateway).order_by("next_run_at")
    return waiting.values_list("pk", flat=True).first()


def waiting_gateways() -> list[str]:
    """Return the gateways for which something is due."""
    due = Attempt.objects.due().order_by()
    return list(due.values_list("gateway", flat=True).distinct())


def room_of(gateway: str) -> int:
    """Return how many more requests may go to a gateway now."""
    return room_at(Gate.objects.named(gateway))


def room_at(gate: Gate) -> int:
    """Return how many more requests one gate lets in now, 0 while it is paused."""
    if gate.is_paused:
        return 0
    everything = Gate.objects.filter(slug=ALL)
    if everything.exclude(pause_reason=PauseReason.NONE).exists():
        return 0
    under_way = Attempt.objects.filter(gateway=gate.slug, state__in=_IN_FLIGHT)
    room = concurrency_of(gate) - under_way.count()
    if gate.pictures_per_minute is None or room <= 0:
        return max(0, room)
    return room if _pictures_left(gate) > 0 else 0


def concurrency_of(gate: Gate) -> int:
    """Return how many requests a gate takes at once now, at least one."""
    if gate.eased_to is None or gate.eased_at is None:
        return max(1, gate.concurrency)
    passed = (_database_now() - gate.eased_at).total_seconds()
    recovered = gate.eased_to + int(passed / RECOVERY_S)
    return max(1, min(gate.concurrency, recovered))


def ease(attempt: Attempt) -> None:
    """Halve what the gate of an attempt lets in, for it was too much.

    Once for all requests that were on their way when it happened.
    """
    sent_at = (
        Attempt.objects.filter(pk=attempt.pk).values_list("sent_at", flat=True).first()
    )
    with transaction.atomic():
        gate = Gate.objects.locked(attempt.gateway)
        if gate.eased_at and (sent_at is None or sent_at <= gate.eased_at):
            return
        Gate.objects.filter(pk=gate.pk).update(
            eased_to=max(1, concurrency_of(gate) // 2), eased_at=Now()
        )
    logger.warning("gateway busy, fewer at once: %s", attempt.gateway)


def pause(gateway: str, reason: PauseReason) -> bool:
    """Send nothing more to a gateway until somebody resumes it; True when new."""
    is_new = Gate.objects.pause(gateway, reason)
    if is_new:
        logger.error("gateway paused: %s %s", gateway, reason)
    return is_new


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
        order = _in_order(gateway, most=MOST_PLACES)
        if len(order) > LONG_QUEUE:
            cache.set(key, order, timeout=ORDER_S)
    return order


def _pictures_left(gate: Gate) -> int:
    """Return how many pictures may still be asked for within this minute."""
    recent = Attempt.objects.filter(gateway=gate.slug)
    sent = recent.filter(sent_at__gt=from_now(-MINUTE_S))
    prepared = recent.filter(state=AttemptState.CLAIMED)
    asked = sum(
        each.aggregate(images=Sum("images"))["images"] or 0 for each in (sent, prepared)
    )
    return (gate.pictures_per_minute or 0) - asked


def _next_at(gate: Gate) -> uuid.UUID | None:
    """Return the attempt whose turn it is, None when nobody waits or it is too much."""
    queue = _turns_at(gate.slug).next()
    if queue is None:
        return None
    found = _queued(gate.slug, queue).values_list("pk", "images").first()
    if found is None:
        return None
    chosen: uuid.UUID = found[0]
    if gate.pictures_per_minute is not None:
        left = _pictures_left(gate)
        # One that asks for more than a whole minute's worth goes alone.
        if found[1] > left and left < gate.pictures_per_minute:
            return None
    return chosen


def _queued(gateway: str, queue: Queue) -> AttemptQuerySet:
    lane, person = queue
    due = Attempt.objects.due().filter(gateway=gateway, lane=lane, person=person)
    return due.order_by("created_at", "variation", "pk")


def _in_order(gateway: str, *, most: int) -> list[uuid.UUID]:
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
    under_way = here.filter(state__in=_IN_FLIGHT)
    for person, state, lane in under_way.values_list("person", "state", "lane"):
        turns.in_flight[person] = turns.in_flight.get(person, 0) + 1
        if state == AttemptState.CLAIMED:  # let in, not yet sent
            turns.served[person] = newest
            turns.lanes.append(str(Lane(lane)))
    last = lately.order_by("-sent_at").values_list("lane", flat=True)
    turns.lanes += last[: BULK_TURN - 1]
    del turns.lanes[BULK_TURN - 1 :]


def _database_now() -> datetime:
    """Return the time by the database's clock; there is a gate to ask."""
    now: datetime = Gate.objects.order_by().values_list(Now(), flat=True)[:1].get()
    return now
