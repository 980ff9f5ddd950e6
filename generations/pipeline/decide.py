"""What a person decides about paid requests: each a compare-and-set on its row.

A request that left is sent again only where a person said so, once per request.
Knows no pages and rings for nobody: the caller or the sweeper does.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Now

from generations.deadlines import AGAIN_S, Timeouts
from generations.models import (
    Attempt,
    AttemptState,
    Cause,
    Generation,
    LedgerEntry,
    Listing,
    Output,
    Verdict,
    WaitReason,
)
from generations.models.clock import from_now
from generations.pipeline.retry import CLEAN, queue_again
from teams.models import User

#: Nothing has left: the fence asks for `CLAIMED`, and whoever comes second loses.
UNSENT = (AttemptState.QUEUED, AttemptState.CLAIMED)


class TooEarly(Exception):
    """The request may still be on its way: its answer is waited for first."""


def cancel(attempt: Attempt, *, person: User | None) -> bool:
    """Take back a request that has not left; False when it has."""
    return Attempt.objects.advance(
        attempt.pk,
        before=UNSENT,
        after=AttemptState.CANCELLED,
        decided_by=person,
        wait_reason=WaitReason.NONE,
        lease_owner="",
        lease_until=None,
        **CLEAN,
    )


def cancel_all(generation: Generation, *, person: User | None) -> int:
    """Take back what has not left of one click; return how many requests."""
    waiting = generation.attempts.filter(state__in=UNSENT).order_by("-variation")
    return sum(cancel(attempt, person=person) for attempt in list(waiting))


def send_after_all(attempt: Attempt, *, person: User | None) -> bool:
    """Queue a cancelled request again; False when it is not cancelled any more.

    Raises:
        OverBudget: a budget does not allow it now.
    """
    return queue_again(attempt, Q(state=AttemptState.CANCELLED), person)


def stop_waiting(attempt: Attempt) -> bool:
    """Leave a request that has left to itself; its answer is kept all the same."""
    watched = Attempt.objects.filter(pk=attempt.pk, unwatched_at=None)
    return bool(watched.filter(state=AttemptState.SENT).update(unwatched_at=Now()))


def wait_again(attempt: Attempt) -> bool:
    """Wait for a request again; False when it is over."""
    left = Attempt.objects.filter(pk=attempt.pk, state=AttemptState.SENT)
    return bool(left.update(unwatched_at=None))


def judge(attempt: Attempt, verdict: Verdict, *, person: User) -> bool:
    """Decide about an unknown outcome; False when it is known or decided."""
    return Attempt.objects.filter(verdict=Verdict.NONE).advance(
        attempt.pk,
        before=(AttemptState.UNKNOWN,),
        after=AttemptState.UNKNOWN,
        decided_by=person,
        verdict=verdict,
        verdict_by=person,
        verdict_at=Now(),
    )


def take_back(attempt: Attempt, *, person: User, may_overrule: bool = False) -> bool:
    """Take back one's own decision; anybody's with `may_overrule`.

    Not once the request was sent again because it was not billed: that one counts.
    """
    again = Attempt.objects.filter(repeats=OuterRef("pk"), cause=Cause.NOT_BILLED)
    decided = Attempt.objects.exclude(verdict=Verdict.NONE).filter(~Exists(again))
    mine = decided if may_overrule else decided.filter(verdict_by=person)
    with transaction.atomic():
        # As `generate_again` does, so that the statement after it sees what that made.
        locked = Attempt.objects.select_for_update(no_key=True)
        locked.filter(pk=attempt.pk).first()
        return mine.advance(
            attempt.pk,
            before=(AttemptState.UNKNOWN,),
            after=AttemptState.UNKNOWN,
            decided_by=person,
            verdict=Verdict.NONE,
            verdict_by=None,
            verdict_at=None,
        )


def again_at(attempt: Attempt) -> datetime:
    """Return from when on it can be generated again: nobody still sends or reads it."""
    begun = attempt.sent_at or attempt.created_at
    return begun + timedelta(seconds=_again_s(attempt))


def generate_again(attempt: Attempt, *, person: User) -> tuple[Attempt, bool]:
    """Send the wish of an unknown request once more; may be billed twice.

    Returns the new request, or the one there is already, and whether it is new.

    Raises:
        TooEarly: its answer may still come, or its outcome is known.
        OverBudget: a budget does not allow it now.
    """
    with transaction.atomic():
        wish = Generation.objects.select_for_update(no_key=True)
        generation = wish.get(pk=attempt.generation_id)
        old = Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)
        repeat = Attempt.objects.filter(repeats=old).first()
        if repeat is not None:
            return repeat, False
        is_free = old.verdict == Verdict.NOT_BILLED
        if old.state != AttemptState.UNKNOWN or not (is_free or _is_over(old)):
            raise TooEarly
        cause = Cause.NOT_BILLED if is_free else Cause.CONFIRMED
        new = _repeat(old, generation, cause, person)
        LedgerEntry.objects.reserve([new])
        Listing.objects.enter(generation, Output.objects.promise(generation, [new]))
    return new, True


def _repeat(
    old: Attempt, generation: Generation, cause: Cause, person: User
) -> Attempt:
    """Make the request that repeats another, at the next free place of the click."""
    last = generation.attempts.aggregate(last=Max("variation"))["last"]
    return Attempt.objects.create(
        generation=generation,
        team_id=old.team_id,
        person=person,
        gateway=old.gateway,
        lane=old.lane,
        images=old.images,
        variation=last + 1,
        cause=cause,
        repeats=old,
    )


def _again_s(attempt: Attempt) -> float:
    """Return how long after it left a request can be generated again, in seconds."""
    asked = attempt.generation.parameters
    is_slow = bool(asked.get("quality") or asked.get("thinking_mode"))
    deadline_s = Timeouts().total_s(attempt.images, is_slow=is_slow)
    return (deadline_s + AGAIN_S) * float(settings.STUDIO_PATIENCE)


def _is_over(attempt: Attempt) -> bool:
    """Say whether its deadline has passed, by the database's clock."""
    long_ago = from_now(-_again_s(attempt))
    begun = Q(sent_at__lt=long_ago) | Q(sent_at=None, created_at__lt=long_ago)
    return Attempt.objects.filter(begun, pk=attempt.pk).exists()
