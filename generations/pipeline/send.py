"""The one place from which a paid request leaves, once.

claim -> pre-flight -> fence -> one POST -> spool each event -> write it. What
may be tried again by itself is only what provably was not executed.
"""

import logging
import random
import time
import uuid
from typing import Any

from django.db import transaction
from structlog.contextvars import bound_contextvars

from generations import accounts
from generations.catalogue.vocabulary import Offer
from generations.clients.contract import ImageRequest
from generations.clients.errors import (
    BadCredentials,
    Busy,
    ImageApiError,
    NotSent,
    OutcomeUnknown,
    OutOfCredit,
    Refused,
)
from generations.failpoints import failpoint
from generations.imaging import NotAPicture
from generations.models import Attempt, AttemptState, PauseReason, WaitReason
from generations.models.attempt import AttemptQuerySet
from generations.pipeline import alarms, gate, lease, pool, preflight, settle, wire
from generations.pipeline.answer import Announce, Answer

logger = logging.getLogger(__name__)

#: Seconds between tries while the gateway cannot be reached; then it is given up.
NOT_SENT_WAITS_S = (1, 5, 30, 120, 120, 120)
BUSY_WAIT_S = 5.0  #: first wait after "busy", doubled each time up to the cap
BUSY_CAP_S = 600.0
BELIEVED_TRIES = 4  #: so often its own word may be shorter than that
#: Tries after which a busy gateway is given up: about three hours.
BUSY_TRIES = 24
MISTAKE_TRIES = 5  #: of a request that cannot be prepared; then it is given up
PREFLIGHT_WAIT_S = 10.0  #: before pre-flight looks again
#: What the next request would wait for, too: nobody is rung for, the sweeper looks.
SHARED_REASONS = frozenset(
    {
        WaitReason.STORE_FULL,
        WaitReason.STORE_BROKEN,
        WaitReason.SPOOL_BROKEN,
        WaitReason.NO_KEY,
    }
)
#: A fence that took longer than this from its commit to the wire is not trusted.
STALE_AFTER_S = 2.0
#: Refusals that every further request of the account would meet.
PAUSES: dict[type[Refused], PauseReason] = {
    OutOfCredit: PauseReason.CREDIT,
    BadCredentials: PauseReason.CREDENTIALS,
}


def send(attempt_id: uuid.UUID, *, announce: Announce) -> str:
    """Send the attempt whose turn it is at the gate of this one, if there is room.

    `announce` is called with the id of each output whose bytes can be fetched,
    while the gateway may still be drawing the next. Returns the gateway where
    there is room for another one now, "" when nothing was sent.
    """
    return _send_admitted(gate.admit(attempt_id, owner=lease.OWNER), announce)


def send_next(gateway: str, *, announce: Announce) -> str:
    """Send the attempt whose turn it is at a gateway, as `send` does."""
    return _send_admitted(gate.admit_next(gateway, owner=lease.OWNER), announce)


def _send_admitted(claimed: uuid.UUID | None, announce: Announce) -> str:
    if claimed is None:
        return ""
    with lease.held(claimed), bound_contextvars(attempt=str(claimed)):
        pool.begin_work()
        failpoint("claimed")
        attempt = Attempt.objects.with_wish().get(pk=claimed)
        offer = accounts.find_offer(attempt.generation.offer_key)
        reason = preflight.reason_to_wait(attempt, offer)
        if reason is not None or offer is None:
            _wait_before_sending(attempt, reason or WaitReason.NO_KEY)
            if offer is not None and reason in SHARED_REASONS:
                return ""
        else:
            _send_claimed(attempt, offer, announce)
    return attempt.gateway


def _wait_before_sending(attempt: Attempt, reason: WaitReason) -> None:
    """Queue it again with the reason; nothing has left."""
    Attempt.objects.give_back(
        attempt.pk,
        before=(AttemptState.CLAIMED,),
        wait_s=PREFLIGHT_WAIT_S,
        reason=reason,
        tries=0,
    )


def _prepare(attempt: Attempt, offer: Offer) -> ImageRequest | None:
    """Build the request, or say why it cannot be; nothing has left."""
    try:
        return wire.request_of(attempt.generation, offer)
    except (NotAPicture, ValueError) as problem:
        _give_up(attempt, problem)
    except OSError:
        logger.exception("reference not read: %s", attempt.pk)
        _wait_before_sending(attempt, WaitReason.REFERENCE_MISSING)
    except Exception as problem:  # a mistake of ours must not hold the wish for ever
        logger.exception("not prepared: %s", attempt.pk)
        if attempt.tries >= MISTAKE_TRIES:
            _give_up(attempt, problem, kind="Mistake")
        else:
            before = (AttemptState.CLAIMED,)
            Attempt.objects.give_back(
                attempt.pk, before=before, wait_s=PREFLIGHT_WAIT_S
            )
    return None


def _send_claimed(attempt: Attempt, offer: Offer, announce: Announce) -> None:
    """Prepare, pass the fence, send and read the answer."""
    request = _prepare(attempt, offer)
    if request is None:
        return
    client = accounts.client_for(offer)
    failpoint("prepared")
    fenced_at = time.monotonic()  # before: a pause in the commit counts, too
    if not Attempt.objects.pass_fence(attempt.pk, owner=lease.OWNER):
        return
    failpoint("fenced")
    events = client.generate(request, attempt_id=str(attempt.pk))
    if time.monotonic() - fenced_at > STALE_AFTER_S:
        _give_back(attempt, 0, WaitReason.NONE)
        return
    answer = Answer(attempt, announce)
    failpoint("leaving")
    try:
        pool.let_go()
        for event in events:
            answer.take(event)
            if attempt.images > 1:  # the next picture may take a minute
                pool.let_go()
            failpoint("mid-stream")
        if not answer.is_closed:
            answer.break_off(OutcomeUnknown("the answer ended without a receipt"))
    except ImageApiError as error:
        _end(attempt, answer, error)
    except BaseException as error:
        # Whatever it was, it came after the fence: never send again by itself.
        answer.break_off(
            OutcomeUnknown(f"{type(error).__name__} while reading the answer")
        )
        raise
    answer.finish()


def _end(attempt: Attempt, answer: Answer, error: ImageApiError) -> None:
    """Decide by the kind of error what may happen next."""
    logger.warning(
        "attempt %s: %s status=%s code=%s request=%s",
        attempt.pk,
        type(error).__name__,
        error.status,
        error.code,
        error.request_id,
    )
    match error:
        case NotSent() if attempt.tries <= _most_tries(attempt):
            place = min(attempt.tries, len(NOT_SENT_WAITS_S)) - 1
            wait_s = NOT_SENT_WAITS_S[place] * random.uniform(1.0, 1.2)
            _give_back(attempt, wait_s, WaitReason.UNREACHABLE, error)
        case Busy() if attempt.tries <= BUSY_TRIES:
            settle.patiently(lambda: gate.ease(attempt))
            wait_s = busy_wait_s(attempt.tries, error.retry_after_s)
            _give_back(attempt, wait_s, WaitReason.BUSY, error)
        case NotSent() | Busy():
            _finish(attempt, AttemptState.UNDELIVERED, error)
        case Refused():
            _finish(attempt, AttemptState.REFUSED, error)
            _close_gate(attempt, error)
        case _:
            answer.break_off(error)


def _close_gate(attempt: Attempt, error: Refused) -> None:
    """Send nothing more to an account that would refuse it all."""
    reason = PAUSES.get(type(error))
    if reason is None:
        return
    if settle.patiently(lambda: gate.pause(attempt.gateway, reason)):
        alarms.gateway_paused(attempt.gateway, reason)


def _most_tries(attempt: Attempt) -> int:
    """Return after how many tries an unreachable gateway is given up.

    One that was busy before is there: its tries so far do not speak against it.
    """
    was_busy = attempt.error_kind == Busy.__name__
    return BUSY_TRIES if was_busy else len(NOT_SENT_WAITS_S)


def _give_up(
    attempt: Attempt, problem: Exception, *, kind: str = "BadReference"
) -> None:
    """End an attempt whose references cannot be prepared; nothing was sent."""
    Attempt.objects.advance(
        attempt.pk,
        before=(AttemptState.CLAIMED,),
        after=AttemptState.UNDELIVERED,
        lease_until=None,
        error_kind=kind,
        error_message=str(problem),
    )


def busy_wait_s(tries: int, retry_after_s: float | None) -> float:
    """Return how long to wait for a busy gateway: its own word, else doubling."""
    wait_s: float = BUSY_WAIT_S * 2 ** min(tries - 1, 10)
    if retry_after_s is not None:
        wait_s = max(retry_after_s, wait_s if tries > BELIEVED_TRIES else 1.0)
    return min(wait_s, BUSY_CAP_S) * random.uniform(1.0, 1.1)


def _error_fields(error: ImageApiError) -> dict[str, Any]:
    return {
        "error_kind": type(error).__name__,
        "error_code": error.code[:96],
        "error_message": error.message,
        "http_status": error.status,
        "request_id": error.request_id[:128],
    }


def _give_back(
    attempt: Attempt,
    wait_s: float,
    reason: WaitReason,
    error: ImageApiError | None = None,
) -> None:
    """Queue it again: this process knows that the gateway did not execute it.

    Unless a person decided about it meanwhile: their decision sent it, or ended it.
    """
    settle.patiently(lambda: _queue_or_end(attempt, wait_s, reason, error))


def _queue_or_end(
    attempt: Attempt, wait_s: float, reason: WaitReason, error: ImageApiError | None
) -> None:
    """Queue an attempt that nobody decided about, else end it as never billed."""
    with transaction.atomic():
        mine = _sent_here(attempt)
        found = mine.select_for_update().filter(state__in=settle.OPEN).first()
        if found is None:
            return
        if found.verdict or Attempt.objects.filter(repeats=found).exists():
            held_up = NotSent("The worker was held up before it could send.")
            _end_unbilled(attempt, AttemptState.UNDELIVERED, error or held_up)
            return
        mine.give_back(
            attempt.pk,
            before=settle.OPEN,
            wait_s=wait_s,
            reason=reason,
            **(_error_fields(error) if error else {}),
        )


def _finish(attempt: Attempt, after: AttemptState, error: ImageApiError) -> None:
    """End an attempt of which it is proven that nothing was billed."""
    settle.patiently(lambda: _end_unbilled(attempt, after, error))


def _end_unbilled(attempt: Attempt, after: AttemptState, error: ImageApiError) -> None:
    _sent_here(attempt).advance(
        attempt.pk,
        before=settle.OPEN,
        after=after,
        lease_until=None,
        **_error_fields(error),
    )


def _sent_here(attempt: Attempt) -> AttemptQuerySet:
    """Narrow to this very try of this process.

    A write whose commit was never confirmed is done again, and by then another
    worker may have claimed and sent the next try.
    """
    return Attempt.objects.filter(lease_owner=lease.OWNER, tries=attempt.tries)
