"""Finds what was left lying and says what is to be done again.

May run again anything except a request that was sent. Safe to run in several
processes at once: every step is a compare-and-set.
"""

import logging
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.cache import cache
from django.db import InterfaceError, OperationalError
from django.db.models.functions import Now

from generations.clients.errors import Busy
from generations.deadlines import EXPIRY_ALARM_S, ON_ITS_WAY_S, QUIET_S, THUMBNAIL_S
from generations.models import (
    Attempt,
    AttemptState,
    Output,
    OutputState,
    StoredImage,
)
from generations.models.clock import from_now
from generations.pipeline import alarms, gate, lease, settle, spool
from generations.pipeline.send import BUSY_TRIES

logger = logging.getLogger(__name__)

#: Workers that may die over a request before it is given up, unsent.
MOST_DEATHS = 10
#: Most rows of one kind in one round.
ROUND = 200
#: What a row says while its bytes lie on another machine, or on none.
NOT_HERE = FileNotFoundError.__name__

#: What this process rang for and when (monotonic seconds), by row and try: a long
#: queue is not made longer by the same rows in every round.
_rung: dict[tuple[uuid.UUID, int], float] = {}


@dataclass(slots=True)
class Due:
    """What the sweeper found to be done now, by id."""

    send: list[uuid.UUID] = field(default_factory=list)
    store: list[uuid.UUID] = field(default_factory=list)
    #: to be stored by this machine, whose spool has their bytes
    here: list[uuid.UUID] = field(default_factory=list)
    thumbnails: list[uuid.UUID] = field(default_factory=list)


def take_over() -> None:
    """End what a process that is gone held; only for who knows to be alone.

    The next round then finds it, without waiting for leases and holds to run out.
    """
    Attempt.objects.filter(state__in=(AttemptState.CLAIMED, AttemptState.SENT)).update(
        lease_until=from_now(-1)
    )
    Output.objects.filter(state=OutputState.ANNOUNCED, next_run_at__gt=Now()).update(
        next_run_at=Now()
    )


def forgive_addresses() -> None:
    """Try refused result addresses again that are still alive.

    For the start of a process: only then can the allowed hosts have changed.
    """
    Output.objects.filter(
        state=OutputState.LOST,
        error_code="AddressRefused",
        url_expires_at__gt=Now(),
    ).exclude(url="").update(state=OutputState.ANNOUNCED, next_run_at=Now())


def sweep(*, here_only: bool = False) -> Due:
    """Go round once; `here_only` is what no other machine can do: read its spool."""
    due = Due()
    if not here_only:
        _free_abandoned()
    replayed = _replay_spool()
    due.here += _lying_here()
    due.store += [pk for pk in replayed if pk not in due.here]
    if here_only:
        return due
    _lose_expired()
    _warn_of_expiry()
    due.send += _take_unpublished()
    announced = Output.objects.to_store().filter(spooled="").order_by("next_run_at")
    tries = announced.values_list("pk", "tries")[:ROUND]
    due.store += [pk for pk in _not_rung(tries) if pk not in due.store]
    due.store += _missed()
    # Not "= False": that becomes NOT, for which SQLite has no index.
    small = (
        StoredImage.objects.filter(
            has_all_sizes__in=(False,), created_at__lt=from_now(-THUMBNAIL_S)
        )
        # The newest first: what can never be drawn holds up nothing but itself.
        .order_by("-created_at")
        .values_list("pk", flat=True)[:ROUND]
    )
    due.thumbnails += _not_rung((pk, 0) for pk in small)
    return due


def _quiet_s() -> float:
    """Return after how long a message is sent again."""
    return QUIET_S * float(settings.STUDIO_PATIENCE)


def _not_rung(rows: Iterable[tuple[uuid.UUID, int]]) -> list[uuid.UUID]:
    """Return the rows this process did not ring for lately, and note them."""
    now = time.monotonic()
    for old in [row for row, at in _rung.items() if now - at > _quiet_s()]:
        del _rung[old]
    fresh = [row for row in rows if row not in _rung]
    _rung.update(dict.fromkeys(fresh, now))
    return [row_id for row_id, _tries in fresh]


def _take_unpublished() -> list[uuid.UUID]:
    """Mark as published and return what there is room for at the gates now.

    Who was rung for lately, or must wait for somebody to be done, is left out.
    """
    overdue = Attempt.objects.to_publish(quiet_s=_quiet_s())
    found: list[uuid.UUID] = []
    for gateway in gate.waiting_gateways():
        next_ones = gate.due_at(gateway)[:ROUND]
        quiet = set(overdue.filter(pk__in=next_ones).values_list("pk", flat=True))
        found += [pk for pk in next_ones if pk in quiet]
    if found:
        Attempt.objects.filter(pk__in=found).update(published_at=Now())
    return found


def _free_abandoned() -> None:
    """Take attempts from silent workers: unsent ones go back, sent ones do not."""
    claimed = Attempt.objects.abandoned(AttemptState.CLAIMED)
    for attempt in claimed.only("tries", "error_kind")[:ROUND]:
        _take_back(attempt)
    for attempt in Attempt.objects.abandoned(AttemptState.SENT).select_related(
        "generation"
    )[:ROUND]:
        if lease.is_held(attempt.pk):
            continue
        logger.error("outcome unknown, worker silent: %s", attempt.pk)
        broken = spool.Broken(
            "OutcomeUnknown", "", "The worker stopped before the answer.", None, ""
        )
        settle.write(attempt, broken)


def _take_back(attempt: Attempt) -> None:
    """Queue a request again whose worker died before it left.

    One that never gets further is given up: it may be what kills them.
    """
    silent = Attempt.objects.filter(lease_until__lt=Now())
    before = (AttemptState.CLAIMED,)
    was_busy = attempt.error_kind == Busy.__name__
    if attempt.tries < MOST_DEATHS + (BUSY_TRIES if was_busy else 0):
        silent.give_back(attempt.pk, before=before, wait_s=0)
        return
    logger.error("given up, its workers die: %s", attempt.pk)
    silent.advance(
        attempt.pk,
        before=before,
        after=AttemptState.UNDELIVERED,
        lease_until=None,
        error_kind="Mistake",
        error_message="The worker died each time it prepared this request.",
    )


def _replay_spool() -> list[uuid.UUID]:
    """Write answers that reached this disk but not the database."""
    announced: list[uuid.UUID] = []
    waiting = [each for each in spool.waiting() if not lease.is_held(each)]
    if not waiting:
        return announced
    known = Attempt.objects.filter(pk__in=waiting).select_related("generation")
    for attempt in known:
        if attempt.state == AttemptState.SENT:
            continue  # another process of this machine may be reading it
        try:
            announced += settle.replay(attempt)
        except (OperationalError, InterfaceError):
            raise  # the database is away: the next round
        except Exception:  # one odd answer must not keep the others waiting
            logger.exception("spooled answer not written: %s", attempt.pk)
    return announced


def _lying_here() -> list[uuid.UUID]:
    """Return pictures that are due and whose bytes lie in this machine's spool.

    Among them those that were given up while this machine was away.
    """
    names = spool.pictures()
    found: list[uuid.UUID] = []
    for start in range(0, len(names), ROUND):
        lying = Output.objects.filter(spooled__in=names[start : start + ROUND])
        lying.filter(state=OutputState.LOST, error_code=NOT_HERE).update(
            state=OutputState.ANNOUNCED, next_run_at=Now()
        )
        due = lying.to_store().order_by("next_run_at")
        found += _not_rung(due.values_list("pk", "tries"))
        if len(found) >= ROUND:
            break
    return found


def _missed() -> list[uuid.UUID]:
    """Return pictures whose bytes no machine takes that has them: perhaps none has.

    Whoever looks for them in vain says so in the row, and gives them up in the end.
    """
    late = Output.objects.to_store().exclude(spooled="")
    late = late.filter(next_run_at__lt=from_now(-ON_ITS_WAY_S))
    found = late.order_by("next_run_at").values_list("pk", "tries", "spooled")[:ROUND]
    elsewhere = [
        (pk, tries)
        for pk, tries, name in found
        if not spool.picture_path(name).exists()
    ]
    return _not_rung(elsewhere)


def _warn_of_expiry() -> None:
    """Tell the admins, twice a day, of paid pictures that are not ours for long.

    Their addresses run out, or nobody has taken the bytes that came.
    """
    soon = Output.objects.filter(
        state=OutputState.ANNOUNCED,
        announced_at__lt=from_now(-ON_ITS_WAY_S),
        url_expires_at__lt=from_now(EXPIRY_ALARM_S),
    )
    pictures = soon.count()
    if pictures and cache.add("told-of-expiry", True, timeout=EXPIRY_ALARM_S / 2):
        logger.error("not stored and soon gone: %d pictures", pictures)
        alarms.addresses_expire(pictures, hours=round(EXPIRY_ALARM_S / 3600))


def _lose_expired() -> None:
    """Say visibly that the address of a paid picture ran out.

    Each was tried at least once, whatever the clocks of the gateway say.
    """
    expired = Output.objects.filter(
        state=OutputState.ANNOUNCED,
        spooled="",
        tries__gt=0,
        url_expires_at__lt=Now(),
    )
    for output_id in expired.values_list("pk", flat=True)[:ROUND]:
        logger.error("lost, address expired: %s", output_id)
        Output.objects.advance(
            output_id,
            before=(OutputState.ANNOUNCED,),
            after=OutputState.LOST,
            url="",
            error_code="Expired",
        )
