"""The queue: what waits, is made or is saved, of one person or of the whole team."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from generations.fragments import render_page
from generations.models import Attempt, AttemptState, Output, OutputState, Verdict
from generations.models.images import OutputQuerySet
from generations.models.unindexed import Unindexed
from generations.views.drawing import Viewing
from generations.views.tiles import Tile, tiles_of
from generations.views.verbs import Verb
from teams.access import member_of
from teams.models import Member

#: Requests that are shown, and of those that wait for a decision.
MOST, MOST_UNDECIDED = 50, 10
MINE, TEAM = "mine", "team"
_UNDER_WAY = (AttemptState.QUEUED, AttemptState.CLAIMED, AttemptState.SENT)
#: As `_attempts` and `_saving` ask; a value in COALESCE is found by no index.
WAITING = f"""
    SELECT count(*) AS many FROM generations_attempt WHERE team_id = %s
        AND state IN {tuple(map(str, _UNDER_WAY))} AND unwatched_at IS NULL
        AND COALESCE(person_id, person_id) = %s
    UNION ALL
    SELECT count(*) FROM generations_output o
        JOIN generations_attempt a ON a.id = o.attempt_id
    WHERE o.state = '{OutputState.ANNOUNCED}' AND a.unwatched_at IS NULL
        AND COALESCE(o.team_id, o.team_id) = %s
        AND COALESCE(a.person_id, a.person_id) = %s
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One request under way and what this person can do about it."""

    tile: Tile
    verb: Verb | None
    may_decide: bool

    @property
    def order(self) -> tuple[int, float]:
        """Return its place: decisions, what runs longest, then turn by turn."""
        attempt, face = self.tile.output.attempt, self.tile.face
        since = (attempt.sent_at or attempt.created_at).timestamp()
        if face.key == "unknown":
            return 0, since
        if attempt.state != AttemptState.QUEUED:
            return 1, since
        place = self.tile.turn.place
        return (3, since) if place is None else (2, place)


@require_safe
@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """Show the requests under way, mine or (`whose`) those of the team."""
    member = member_of(request)
    whose = TEAM if request.GET.get("whose") == TEAM else MINE
    context: dict[str, Any] = {
        "whose": whose,
        "queued": _rows(member, whose),
        "waiting": waiting_for(member.team_id, member.user_id),
    }
    return render_page(request, "generations/queue.html", context, fragment="rows")


def waiting_for(team_id: uuid.UUID, person_id: int) -> int:
    """Return how many requests and downloads a person waits for, with one query.

    Every page and every few seconds each open one asks: in plain SQL, for the ORM takes
    ten times as long to write it as a database to answer it.
    """
    with connection.cursor() as cursor:
        cursor.execute(WAITING, waiting_values(team_id, person_id))
        return sum(count for (count,) in cursor.fetchall())


def waiting_values(team_id: uuid.UUID, person_id: int) -> list[str | int]:
    """Return what stands for the marks of `WAITING`."""
    return [team_id.hex, person_id, team_id.hex, person_id]


def _attempts(team_id: uuid.UUID, person_id: int | None = None) -> "QuerySet[Attempt]":
    """Find the requests that somebody waits for: of a person, or of the whole team.

    Few wait at any time, so the state is what finds them, whatever else is indexed.
    """
    found = Attempt.objects.filter(team=team_id, state__in=_UNDER_WAY)
    if person_id is not None:
        found = found.alias(maker=Unindexed("person")).filter(maker=person_id)
    return found.filter(unwatched_at=None).order_by()


def _saving(team_id: uuid.UUID, person_id: int | None = None) -> OutputQuerySet:
    """Find pictures that are made and on their way, as `_attempts` does."""
    found = Output.objects.alias(
        owner=Unindexed("team"), maker=Unindexed("attempt__person")
    ).filter(state=OutputState.ANNOUNCED, owner=team_id, attempt__unwatched_at=None)
    if person_id is not None:
        found = found.filter(maker=person_id)
    return found.order_by()


def _undecided(team_id: uuid.UUID, person_id: int | None = None) -> list[uuid.UUID]:
    """Find requests of unknown outcome about which nobody has decided, oldest first."""
    found = Attempt.objects.filter(
        team=team_id, state=AttemptState.UNKNOWN, verdict=Verdict.NONE
    )
    if person_id is not None:
        found = found.filter(person=person_id)
    ids = found.order_by("created_at").values_list("pk", flat=True)
    return list(ids[:MOST_UNDECIDED])


def _rows(member: Member, whose: str) -> list[Row]:
    """Return one row for each request under way, in the order of `Row`."""
    whom = member.user_id if whose == MINE else None
    attempts, saving = _attempts(member.team_id, whom), _saving(member.team_id, whom)
    is_queued = Case(When(state=AttemptState.QUEUED, then=Value(1)), default=Value(0))
    ids = attempts.order_by(is_queued, "created_at").values_list("pk", flat=True)
    shown = [*_undecided(member.team_id, whom), *ids[:MOST]]
    pictures = list(saving.values_list("pk", flat=True)[:MOST])
    found = Output.objects.for_team(member.team)
    found = found.filter(Q(attempt__in=shown) | Q(pk__in=pictures))
    rows: dict[uuid.UUID, Tile] = {}
    for tile in tiles_of(found.order_by("listed_at")):
        if tile.face.is_open or tile.face.key == "unknown":
            rows.setdefault(tile.output.attempt_id, tile)
    viewing = Viewing(member)
    made = (
        Row(tile, viewing.verb_of(tile), viewing.may_decide(tile))
        for tile in rows.values()
    )
    return sorted(made, key=lambda row: row.order)
