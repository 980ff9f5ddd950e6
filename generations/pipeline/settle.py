"""Writes what an answer said: never fenced, repeatable, late answers included.

Live from `send` as events arrive, and again from `sweep` out of the spool.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models.functions import Now

from generations import accounts
from generations.catalogue import estimate
from generations.clients.contract import Receipt, Refusal
from generations.deadlines import SETTLE_S
from generations.failpoints import failpoint
from generations.models import (
    DELIVERED,
    Attempt,
    AttemptState,
    Listing,
    Output,
    OutputState,
)
from generations.models.clock import from_now
from generations.pipeline import spool
from generations.pipeline.spool import Broken, Entry, SpooledPicture

logger = logging.getLogger(__name__)

#: How long a result address lives when the gateway does not say.
URL_LIFE_S = 24 * 3600.0
#: How far behind its click a picture beyond the promise is listed, by variation.
BEHIND = timedelta(milliseconds=1)
#: States in which an answer may still be written: fence spending, not receiving.
OPEN = (
    AttemptState.SENT,
    AttemptState.UNKNOWN,
)

Result = TypeVar("Result")


def patiently(write: Callable[[], Result]) -> Result:
    """Run a database write, waiting up to a minute for a database that is away.

    Raises:
        OperationalError: it did not come back; the spool has the answer.
    """
    deadline = time.monotonic() + SETTLE_S
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if time.monotonic() > deadline or connection.in_atomic_block:
                raise
            connection.close()
            time.sleep(1)


def write(attempt: Attempt, entry: Entry) -> uuid.UUID | None:
    """Write one entry of the answer; returns the output whose bytes to fetch now."""
    match entry:
        case SpooledPicture():
            return _announce(attempt, entry)
        case Refusal():
            _refuse_one(attempt, entry)
        case Receipt():
            _close(attempt, entry)
        case _:
            _leave_open(attempt, entry)
    return None


def replay(attempt: Attempt) -> list[uuid.UUID]:
    """Write everything the spool holds of an answer and drop its lines.

    Returns the outputs whose bytes are to be fetched. Without a receipt or a
    `Broken` line the process died in the middle: the rest stays unknown.
    """
    size_bytes = spool.lines_bytes(attempt.pk)  # before: its reader may add to them
    entries = list(spool.read(attempt.pk))
    if not any(isinstance(entry, (Receipt, Broken)) for entry in entries):
        cut = Broken("OutcomeUnknown", "", "The worker stopped.", None, "")
        entries.append(cut)
    announced = [write(attempt, entry) for entry in entries]
    failpoint("replayed")
    spool.forget(attempt.pk, size_bytes=size_bytes)
    return [output_id for output_id in announced if output_id is not None]


def _output(attempt: Attempt, index: int) -> Output:
    """Return the row of a picture, making one for a picture beyond the promise."""
    found = Output.objects.filter(attempt=attempt, index=index).first()
    return found or _unpromised(attempt, index)


def _unpromised(attempt: Attempt, index: int) -> Output:
    """Make the row and the line of a picture nobody asked for, behind all others."""
    behind = BEHIND * (attempt.variation + 1) + timedelta(microseconds=index)
    with transaction.atomic():
        output, is_new = Output.objects.get_or_create(
            attempt=attempt,
            index=index,
            defaults={
                "team_id": attempt.team_id,
                "generation_id": attempt.generation_id,
                "listed_at": attempt.generation.created_at - behind,
            },
        )
        if is_new:
            Listing.objects.enter(attempt.generation, [output])
    return output


def _announce(attempt: Attempt, entry: SpooledPicture) -> uuid.UUID | None:
    output = _output(attempt, entry.index)
    moved = Output.objects.advance(
        output.pk,
        before=(OutputState.PROMISED, OutputState.ABSENT),
        after=OutputState.ANNOUNCED,
        url=entry.url,
        spooled=entry.file,
        url_expires_at=entry.expires_at or from_now(URL_LIFE_S),
        announced_at=Now(),
        next_run_at=Now(),
    )
    return output.pk if moved else None


def _refuse_one(attempt: Attempt, entry: Refusal) -> None:
    Output.objects.advance(
        _output(attempt, entry.index).pk,
        before=(OutputState.PROMISED,),
        after=OutputState.REFUSED,
        error_code=entry.code[:96],
        error_message=entry.message,
    )


def _close(attempt: Attempt, receipt: Receipt) -> None:
    """Close a complete answer: what was billed, what it cost, what did not come."""
    states = list(attempt.outputs.values_list("state", flat=True))
    delivered = sum(state in DELIVERED for state in states)
    billed = delivered if receipt.images_billed is None else receipt.images_billed
    if billed != delivered:  # found again by `Attempt.objects.mismatched`
        logger.warning("billed %s, came %s: %s", billed, delivered, attempt.pk)
    cost = _cost(attempt, billed)
    with transaction.atomic():
        Attempt.objects.advance(
            attempt.pk,
            before=OPEN,
            after=AttemptState.ANSWERED,
            answered_at=Now(),
            http_status=receipt.status,
            request_id=receipt.request_id[:128],
            remote_model=receipt.remote_model[:128],
            usage=receipt.usage,
            images_billed=billed,
            cost=cost,
            error_kind="",
            error_code="",
            error_message="",
            lease_until=None,
        )
        if OutputState.PROMISED in states:
            promised = attempt.outputs.filter(state=OutputState.PROMISED)
            promised.update(state=OutputState.ABSENT)
        if delivered:
            Listing.objects.correct_cost(attempt, cost, images=delivered)


def _leave_open(attempt: Attempt, broken: Broken) -> None:
    """Say that the rest of the answer is unknown and may have been billed.

    What came of it is settled: those pictures were made and are on the bill.
    """
    delivered = attempt.outputs.filter(state__in=DELIVERED).count()
    Attempt.objects.advance(
        attempt.pk,
        before=OPEN,
        after=AttemptState.UNKNOWN,
        http_status=broken.status,
        request_id=broken.request_id[:128],
        images_billed=delivered or None,
        cost=_cost(attempt, delivered) if delivered else None,
        error_kind=broken.error_kind,
        error_code=broken.code[:96],
        error_message=broken.message,
        lease_until=None,
    )


def _cost(attempt: Attempt, images: int) -> Decimal | None:
    """Return what that many pictures of this attempt cost, None when unknown.

    In the currency of its estimate; where the offer has no such price any more, by
    the estimate itself.
    """
    generation = attempt.generation
    if generation.estimate is None:
        return None
    offer = accounts.known_offer(generation.offer_key)
    money = offer and estimate(
        offer,
        pixels=generation.width_px * generation.height_px,
        references=len(generation.references.all()),
        images=images,
    )
    if money and money.currency == generation.currency:
        return money.amount
    return generation.estimate * images / generation.images
