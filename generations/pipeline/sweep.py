"""Finds what was left lying and says what is to be done again.

May run again anything except a request that was sent. Safe to run in several
processes at once: every step is a compare-and-set.
"""

import logging
import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models.functions import Now

from generations.models import (
    Attempt,
    AttemptState,
    Output,
    OutputState,
    StoredImage,
)
from generations.models.clock import from_now
from generations.pipeline import lease, settle, spool

logger = logging.getLogger(__name__)

#: A message not acted upon for this long is sent again.
QUIET_S = 30.0
#: Most rows of one kind in one round.
ROUND = 200
#: An address this close to its end is not tried any more.
LAST_CALL_S = 300.0
#: A stored image without its larger thumbnails after this long gets them again.
THUMBNAIL_S = 60.0


@dataclass(slots=True)
class Due:
    """What the sweeper found to be done now, by id."""

    send: list[uuid.UUID] = field(default_factory=list)
    store: list[uuid.UUID] = field(default_factory=list)
    thumbnails: list[uuid.UUID] = field(default_factory=list)


def sweep() -> Due:
    """Go round once."""
    due = Due()
    _free_abandoned()
    due.store += _replay_spool()
    _lose_expired()
    due.send += _take_unpublished()
    stored = Output.objects.to_store().values_list("pk", flat=True)[:ROUND]
    due.store += [pk for pk in stored if pk not in due.store]
    due.thumbnails += (
        StoredImage.objects.filter(
            created_at__lt=from_now(-THUMBNAIL_S),
            thumbnails__has_key="320",
        )
        .exclude(thumbnails__has_key="640")
        .values_list("pk", flat=True)[:ROUND]
    )
    return due


def _take_unpublished() -> list[uuid.UUID]:
    """Mark due attempts as published and return them."""
    found = list(
        Attempt.objects.to_publish(quiet_s=QUIET_S).values_list("pk", flat=True)[:ROUND]
    )
    if found:
        Attempt.objects.filter(pk__in=found).update(published_at=Now())
    return found


def _free_abandoned() -> None:
    """Take attempts from silent workers: unsent ones go back, sent ones do not."""
    for attempt_id in Attempt.objects.abandoned(AttemptState.CLAIMED).values_list(
        "pk", flat=True
    )[:ROUND]:
        Attempt.objects.filter(lease_until__lt=Now()).give_back(
            attempt_id, before=(AttemptState.CLAIMED,), wait_s=0
        )
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
        announced += settle.replay(attempt)
    return announced


def _lose_expired() -> None:
    """Say visibly that the address of a paid picture ran out."""
    expired = Output.objects.filter(
        state=OutputState.ANNOUNCED,
        spooled="",
        url_expires_at__lt=Now() + timedelta(seconds=LAST_CALL_S),
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
