"""Lets the next paid request of a gateway account in, or nobody.

As many at once and a minute as the account takes, less after a "too many
requests", none while it is paused. Decides under the gate's lock, by the
database's clock.
"""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Sum
from django.db.models.functions import Now

from generations.models import ALL, Attempt, AttemptState, Gate, PauseReason
from generations.models.clock import from_now
from generations.pipeline import order
from generations.pipeline.order import IN_FLIGHT
from generations.pipeline.together import Together

logger = logging.getLogger(__name__)

#: Seconds after which a lowered concurrency is raised by one again.
RECOVERY_S = 60.0
#: The unit of `Gate.pictures_per_minute`, in seconds.
MINUTE_S = 60.0
#: How often another is tried when somebody took back the one that was chosen.
CHOICES = 5


@dataclass(frozen=True, slots=True)
class Ring:
    """A hand that is free for what waits at a gateway, or at the gate of an attempt."""

    owner: str
    attempt_id: uuid.UUID | None = None
    gateway: str = ""


def admit(attempt_id: uuid.UUID, *, owner: str) -> uuid.UUID | None:
    """Claim the attempt whose turn it is at the gate of this one, if there is room.

    A message is a ring at the gate, not a ticket: it may let in another one. Who
    rings while a gate is decided is let in together: a gate has one lock, and what
    is read under it counts for all.
    """
    return _admitted(Ring(owner, attempt_id))


def admit_next(gateway: str, *, owner: str) -> uuid.UUID | None:
    """Claim the attempt whose turn it is at a gateway, if there is room."""
    return _admitted(Ring(owner, gateway=gateway))


def _answer_rings(rings: Sequence[Ring]) -> list[uuid.UUID | None]:
    """Return whom each ring let in; nobody twice."""
    at_gates: dict[tuple[str, str], list[int]] = {}
    gateways = _gateways_of({each.attempt_id for each in rings if each.attempt_id})
    for place, ring in enumerate(rings):
        gateway = gateways.get(ring.attempt_id, "") if ring.attempt_id else ring.gateway
        if gateway:
            at_gates.setdefault((gateway, ring.owner), []).append(place)
    found: list[uuid.UUID | None] = [None] * len(rings)
    for (gateway, owner), places in sorted(at_gates.items()):
        rung = [rings[place].attempt_id for place in places]
        try:
            claimed = _let_in(gateway, rung, owner)
        except (OperationalError, InterfaceError):
            # Those let in at the other gates must be sent; the sweeper rings again.
            logger.exception("gate not decided: %s", gateway)
        else:
            for place, each in zip(places, claimed, strict=False):
                found[place] = each
    return found


_admitted = Together(_answer_rings)


def _let_in(gateway: str, rung: list[uuid.UUID | None], owner: str) -> list[uuid.UUID]:
    """Claim as many as rang at one gate, and as there is room for."""
    with transaction.atomic():
        gate = Gate.objects.locked(gateway)
        room = room_at(gate)
        if room <= 0:
            return []
        if gate.pictures_per_minute is None:
            waiting = _first_waiting(gateway, most=room + 1)
            if len(waiting) <= room:  # room for all: nobody's turn matters
                return _claimed(_each_one(rung, waiting), owner)
        wanted = min(room, len(rung))
        claimed: list[uuid.UUID] = []
        for _try in range(CHOICES):
            chosen = _next_at(gate, most=wanted - len(claimed))
            taken = _claimed(chosen, owner)
            claimed += taken
            if len(taken) == len(chosen):  # nobody took one back meanwhile
                break
        return claimed


def _claimed(chosen: list[uuid.UUID], owner: str) -> list[uuid.UUID]:
    """Claim one after the other; return those that nobody else took, or took back."""
    return [each for each in chosen if Attempt.objects.claim(each, owner=owner)]


def _gateways_of(attempt_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return where requests go, naming it where an older version did not."""
    rows = Attempt.objects.filter(pk__in=attempt_ids)
    found: dict[uuid.UUID, str] = dict(rows.values_list("pk", "gateway"))
    for pk in [pk for pk, gateway in found.items() if not gateway]:
        row = rows.filter(pk=pk)
        offer_key = row.values_list("generation__offer_key", flat=True).get()
        found[pk] = offer_key.rpartition("@")[2]
        row.update(gateway=found[pk])
    return found


def _first_waiting(gateway: str, *, most: int) -> list[uuid.UUID]:
    """Return some of those that wait for nothing but their turn, in any order."""
    waiting = Attempt.objects.due().filter(gateway=gateway).order_by()
    return list(waiting.values_list("pk", flat=True)[:most])


def _each_one(
    rung: list[uuid.UUID | None], waiting: list[uuid.UUID]
) -> list[uuid.UUID]:
    """Return one for each hand: who it named, else one of those that wait."""
    others = (each for each in waiting if each not in rung)
    chosen = [each or next(others, None) for each in rung]
    return [each for each in chosen if each is not None]


def due_at(gateway: str) -> list[uuid.UUID]:
    """Return the attempts for which there is room now, in the order of their turns."""
    room = room_of(gateway)
    if room <= 0:
        return []
    return order.in_order(gateway, most=room)


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
    under_way = Attempt.objects.filter(gateway=gate.slug, state__in=IN_FLIGHT)
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


def _pictures_left(gate: Gate) -> int:
    """Return how many pictures may still be asked for within this minute."""
    recent = Attempt.objects.filter(gateway=gate.slug)
    sent = recent.filter(sent_at__gt=from_now(-MINUTE_S))
    prepared = recent.filter(state=AttemptState.CLAIMED)
    asked = sum(
        each.aggregate(images=Sum("images"))["images"] or 0 for each in (sent, prepared)
    )
    return (gate.pictures_per_minute or 0) - asked


def _next_at(gate: Gate, *, most: int) -> list[uuid.UUID]:
    """Return the attempts whose turns are next, as long as they are not too much."""
    limit = gate.pictures_per_minute
    left = 0 if limit is None else _pictures_left(gate)
    chosen: list[uuid.UUID] = []
    for pk, images in order.next_ones(gate.slug, most=most):
        # One that asks for more than a whole minute's worth goes alone.
        if limit is not None and images > left < limit:
            break
        left -= images
        chosen.append(pk)
    return chosen


def _database_now() -> datetime:
    """Return the time by the database's clock; there is a gate to ask."""
    now: datetime = Gate.objects.order_by().values_list(Now(), flat=True)[:1].get()
    return now
