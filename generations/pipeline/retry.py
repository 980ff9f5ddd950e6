"""Does again what costs nothing twice: unbilled requests, addresses still alive.

What provably was not billed is queued again on its own row. Never content that was
refused, never an unknown outcome. Rings for nobody: the caller or the sweeper does.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from generations.clients.errors import (
    BadCredentials,
    Busy,
    ModelUnavailable,
    NotSent,
    OutOfCredit,
)
from generations.models import (
    Attempt,
    AttemptState,
    LedgerEntry,
    Listing,
    Output,
    OutputState,
    OverBudget,
    Shelf,
    Verdict,
    shelf_fact,
)
from generations.models.attempt import AttemptQuerySet
from generations.models.clock import from_now
from generations.models.images import OutputQuerySet
from generations.models.listing import ListingQuerySet
from teams.models import Team, User

#: Ends that were not billed and that another try may better, by kind of error.
MENDABLE: dict[str, frozenset[str]] = {
    AttemptState.UNDELIVERED: frozenset({NotSent.__name__, Busy.__name__}),
    AttemptState.REFUSED: frozenset(
        {BadCredentials.__name__, OutOfCredit.__name__, ModelUnavailable.__name__}
    ),
}
#: Older failures are not offered for all at once: who asked has forgotten them.
RETRY_DAYS = 7
#: Most requests that one click queues again.
MOST = 500

#: What an attempt says of its last try, emptied.
CLEAN: dict[str, Any] = {
    "error_kind": "",
    "error_code": "",
    "error_message": "",
    "http_status": None,
    "request_id": "",
    "unwatched_at": None,
    "verdict": Verdict.NONE,
    "verdict_by": None,
    "verdict_at": None,
}


@dataclass(frozen=True, slots=True)
class Retried:
    """What one click queued again; `refusal` is the budget that stopped it."""

    requests: list[uuid.UUID]
    pictures: list[uuid.UUID]
    refusal: OverBudget | None = None


def is_mendable(attempt: Attempt) -> bool:
    """Say whether it ended unbilled, and another try may go better."""
    return attempt.error_kind in MENDABLE.get(attempt.state, ())


def retry(attempt: Attempt, *, person: User | None) -> bool:
    """Queue a request again that provably was not billed; False when it was none.

    Raises:
        OverBudget: a budget does not allow it now.
    """
    return queue_again(attempt, _is_mendable(), person)


def fetch_again(output: Output) -> bool:
    """Try a lost picture again whose address is still alive; it leaves the trash."""
    _bring_back(Listing.objects.filter(output=output))
    return _alive().advance(
        output.pk,
        before=(OutputState.LOST,),
        after=OutputState.ANNOUNCED,
        next_run_at=Now(),
        tries=0,
        error_code="",
        error_message="",
    )


def mendable(team: Team, person: User | None = None) -> AttemptQuerySet:
    """Find what `retry_safe` queues again: of a person, or None for everybody."""
    since = from_now(-RETRY_DAYS * 86_400)
    recent = Attempt.objects.filter(
        _is_mendable(), generation__team=team, generation__created_at__gt=since
    )
    return recent if person is None else recent.filter(person=person)


def fetchable(team: Team, person: User | None = None) -> OutputQuerySet:
    """Find the lost pictures of a team whose address is still alive."""
    since = from_now(-RETRY_DAYS * 86_400)
    lost = _alive().filter(team=team, listed_at__gt=since, state=OutputState.LOST)
    return lost if person is None else lost.filter(attempt__person=person)


def retry_safe(
    team: Team, person: User | None = None, *, decided_by: User | None
) -> Retried:
    """Do all again that costs nothing twice: unbilled requests, living addresses.

    `person`: only theirs. Stops at the first request a budget does not allow.
    """
    lost = list(fetchable(team, person).order_by("listed_at")[:MOST])
    pictures = [output.pk for output in lost if fetch_again(output)]
    requests: list[uuid.UUID] = []
    found = mendable(team, person).order_by("created_at", "variation")
    for attempt in list(found[:MOST]):
        try:
            if retry(attempt, person=decided_by):
                requests.append(attempt.pk)
        except OverBudget as refusal:
            return Retried(requests, pictures, refusal)
    return Retried(requests, pictures)


def queue_again(attempt: Attempt, condition: Q, person: User | None) -> bool:
    """Queue a request that has ended unbilled again, if the budgets allow it."""
    with transaction.atomic():
        found = (
            Attempt.objects.select_for_update(of=("self",))
            .select_related("generation")
            .filter(condition, pk=attempt.pk)
            .first()
        )
        if found is None:
            return False
        before = AttemptState(found.state)
        found.state = AttemptState.QUEUED  # what its money has to allow
        LedgerEntry.objects.reserve([found])
        # Money on its way is never hidden.
        _bring_back(Listing.objects.filter(output__attempt=found))
        return Attempt.objects.give_back(
            found.pk, before=(before,), wait_s=0, decided_by=person, tries=0, **CLEAN
        )


def _bring_back(lines: ListingQuerySet) -> None:
    """Put lines into the gallery, wherever they are."""
    away = lines.exclude(shelf=Shelf.GALLERY).values_list("pk", "team", "shelf")
    for place, team_id, shelf in list(away):
        line = Listing.objects.filter(pk=place)
        clean = {"shelf": Shelf.GALLERY, "trashed_at": None, "trashed_by": None}
        line.swap_words(shelf_fact(team_id, shelf), shelf_fact(team_id), **clean)
        Listing.objects.fold_anew(line.values_list("generation", flat=True))


def _alive() -> OutputQuerySet:
    """Find pictures whose address still works; one we must not fetch from never."""
    alive = Output.objects.filter(url_expires_at__gt=Now()).exclude(url="")
    return alive.exclude(error_code="AddressRefused")


def _is_mendable() -> Q:
    """Return the condition of an unbilled end of which no picture has come.

    Not of one that a person sent again: its wish has left already.
    """
    came = Output.objects.filter(attempt=OuterRef("pk"))
    again = Attempt.objects.filter(repeats=OuterRef("pk"))
    condition = Q(pk=None)
    for state, kinds in MENDABLE.items():
        condition |= Q(state=state, error_kind__in=kinds)
    unseen = ~Exists(came.exclude(state=OutputState.PROMISED))
    return condition & Q(unseen) & Q(~Exists(again))
