"""One thing a person does to many pictures: begun, done in chunks, undone.

Every chunk is one short transaction under the lock of the step's row, which knows
what is left: so a step goes on where a dead worker left it, and the gallery stays
readable meanwhile. `Step.before` holds {"left": [place, ...], "was": [[old value,
[place, ...]], ...]}; undoing consumes what was.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from generations.library.verbs import VERBS, Change, Verb
from generations.models import Listing, Step
from generations.models.clock import from_now
from teams.models import Member

#: Pictures changed in one transaction: others wait for no longer than this takes.
CHUNK = 500
#: More pictures than this are changed in the background.
AT_ONCE = 500
#: Most pictures of one step.
MOST = 50_000
#: Seconds after which an unfinished step is rung for again.
QUIET_S = 60.0
#: Days for which a step can be undone.
UNDO_DAYS = 30


def begin(
    member: Member, verb: Verb, value: Any, places: Sequence[int], *, query: str = ""
) -> Step:
    """Write down what is to be done to which lines of a team; nothing is done yet.

    `value`: of a judgement, or the list of marks. The caller has checked that the
    person may, and that the lines are the team's.
    """
    left = list(dict.fromkeys(places))[:MOST]
    return Step.objects.create(
        team=member.team,
        person=member.user,
        verb=verb.name,
        value=value,
        query=query,
        before={"left": left, "was": []},
        total=len(left),
    )


def is_long(step: Step) -> bool:
    """Say whether a step is better taken in the background."""
    return step.total > AT_ONCE


def take(step_id: uuid.UUID) -> bool:
    """Do what is left of a step, or undo what is left of it; safe to repeat.

    Returns whether bytes that nobody uses any more may be the outcome.
    """
    while _take_chunk(step_id):
        pass
    found = Step.objects.filter(pk=step_id).first()
    return found is not None and VERBS[found.verb].is_final


def undo(step: Step) -> bool:
    """Turn a step round; `take` then takes it back. False when it cannot be.

    What was not done yet is not done any more.
    """
    if VERBS[step.verb].is_final:
        return False
    with transaction.atomic():
        fresh = Step.objects.select_for_update(of=("self",)).get(pk=step.pk)
        if fresh.undone_at is not None:
            return False
        before = _changes(fresh)
        fresh.before = before | {"left": []}
        fresh.undone_at = timezone.now()
        fresh.finished_at = None
        fresh.done = 0
        fresh.total = sum(len(places) for _old, places in before["was"])
        fresh.save(
            update_fields=["before", "undone_at", "finished_at", "done", "total"]
        )
    return True


def unfinished() -> QuerySet[Step]:
    """Find steps that somebody should have finished by now."""
    return Step.objects.filter(finished_at=None, created_at__lt=from_now(-QUIET_S))


def forget_old() -> None:
    """Drop steps that nobody can undo any more."""
    limit = timezone.now() - timedelta(days=UNDO_DAYS)
    Step.objects.filter(created_at__lt=limit, finished_at__isnull=False).delete()


def changed_places(step: Step) -> list[int]:
    """Return the lines a step has changed so far, or is to give back."""
    return [place for _old, places in _changes(step)["was"] for place in places]


def eligible(verb: Verb, lines: "QuerySet[Listing]") -> "QuerySet[Listing]":
    """Narrow lines to those a verb can be done to."""
    return lines.filter(verb.scope)


def _changes(step: Step) -> dict[str, Any]:
    return step.before or {"left": [], "was": []}


def _take_chunk(step_id: uuid.UUID) -> bool:
    """Do or undo one chunk; False when nothing is left."""
    with transaction.atomic():
        found = Step.objects.select_for_update(of=("self",)).filter(pk=step_id)
        step = found.first()
        if step is None or step.finished_at is not None:
            return False
        before = _changes(step)
        change = VERBS[step.verb].change
        if step.undone_at is None:
            has_more = _go_on(step, change, before)
        else:
            has_more = _go_back(step, change, before)
        fields: dict[str, Any] = {"before": before, "done": step.done}
        if not has_more:
            fields["finished_at"] = Now()
        Step.objects.filter(pk=step.pk).update(**fields)
    return has_more


def _go_on(step: Step, change: Change, before: dict[str, Any]) -> bool:
    places, before["left"] = before["left"][:CHUNK], before["left"][CHUNK:]
    before["was"] += change.do(step, places)
    step.done += len(places)
    return bool(before["left"])


def _go_back(step: Step, change: Change, before: dict[str, Any]) -> bool:
    count = 0
    while before["was"] and count < CHUNK:
        old, places = before["was"].pop()
        change.undo(step, old, places)
        count += len(places)
    step.done += count
    return bool(before["was"])
