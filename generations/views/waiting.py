"""Whose turn is when: the places of queued requests and the pauses of their gates.

Asks the gates once for all tiles of a page, and not at all when nothing waits.
"""

import uuid
from collections.abc import Iterable

from generations.faces import Turn
from generations.models import ALL, AttemptState, Gate, Output, PauseReason
from generations.pipeline.order import standing


def turns_of(outputs: Iterable[Output]) -> dict[uuid.UUID, Turn]:
    """Return for each attempt that is queued what it waits for, by its id."""
    queued = {
        output.attempt_id: output.attempt.gateway
        for output in outputs
        if output.attempt.state == AttemptState.QUEUED
    }
    if not queued:
        return {}
    places = standing(list(queued))
    pauses = _pauses({*queued.values(), ALL})
    return {
        pk: Turn(places.get(pk), pauses.get(gateway) or pauses.get(ALL, ""))
        for pk, gateway in queued.items()
    }


def _pauses(slugs: set[str]) -> dict[str, str]:
    """Return why gates are closed, by their slugs; open ones are left out."""
    closed = Gate.objects.filter(slug__in=slugs).exclude(pause_reason=PauseReason.NONE)
    return dict(closed.values_list("slug", "pause_reason"))
