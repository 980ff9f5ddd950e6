"""A month's paid requests as a file for spreadsheets, and bytes that were kept aside.

The columns are held against a gateway's bill; a cell never becomes a formula.
"""

import csv
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from generations import books
from generations.models import (
    DELIVERED,
    Attempt,
    AttemptState,
    Output,
    OutputState,
    Verdict,
    position_of,
)
from generations.pipeline import quarantine
from generations.views.months import month_asked, spender_of
from generations.views.ranges import answer_file
from teams.access import may
from teams.roles import Action

#: Names of the columns; part of the format, so in no language.
COLUMNS = (
    *("asked_at", "sent_at", "answered_at", "gateway", "image_model"),
    *("remote_model", "person", "mode", "state", "cause", "verdict", "our_id"),
    *("request_id", "pictures_asked", "pictures_billed", "pictures_delivered"),
    *("pictures_stored", "pictures_lost", "cost", "currency", "held"),
)
#: Rows read and written at once.
CHUNK = 1000
#: What a spreadsheet program would calculate, were it the first of a cell.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_OPEN = (AttemptState.QUEUED, AttemptState.CLAIMED, AttemptState.SENT)
_READ = (
    *("created_at", "sent_at", "answered_at", "gateway", "remote_model", "state"),
    *("cause", "verdict", "request_id", "images", "images_billed", "cost"),
    *("team_id", "person_id", "generation_id", "repeats_id"),
    *("person__name", "person__email", "generation__offer_key"),
    *("generation__mode", "generation__estimate", "generation__currency"),
    "generation__created_at",
)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


@require_safe
@never_cache
def bill(request: HttpRequest) -> StreamingHttpResponse:
    """Answer a line for each paid request of a month, as it is read."""
    member = spender_of(request)
    month = month_asked(request)
    found = books.requests_of(member.team, month).order_by("created_at", "pk")
    found = found.select_related("generation", "person").only(*_READ)
    name = f"payments-{slugify(member.team.name) or 'team'}-{month:%Y-%m}.csv"
    return StreamingHttpResponse(
        _lines(found.iterator(chunk_size=CHUNK)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": str(content_disposition_header(True, name))},
    )


def _lines(attempts: Iterator[Attempt]) -> Iterator[str]:
    """Write the heading and a line for each request, a chunk at a time."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(COLUMNS))
    while chunk := list(islice(attempts, CHUNK)):
        states = _states(chunk)
        yield "".join(
            str(writer.writerow([_cell(each) for each in _row(attempt, states)]))
            for attempt in chunk
        )


def _states(attempts: list[Attempt]) -> Counter[tuple[uuid.UUID, str]]:
    """Count the pictures of requests by their state."""
    rows = Output.objects.filter(attempt__in=attempts)
    return Counter(rows.values_list("attempt_id", "state"))


def _row(attempt: Attempt, states: Counter[tuple[uuid.UUID, str]]) -> list[Any]:
    """Return the cells of one request, in the order of the columns."""
    generation, person = attempt.generation, attempt.person
    image_model, _at, gateway = generation.offer_key.rpartition("@")
    delivered = sum(states[attempt.pk, state] for state in DELIVERED)
    accepted = 0
    if (attempt.state, attempt.verdict) == (
        AttemptState.UNKNOWN,
        Verdict.LOSS_ACCEPTED,
    ):
        accepted = states[attempt.pk, OutputState.PROMISED]
    is_told = attempt.state == AttemptState.ANSWERED
    told = attempt.images_billed if is_told else None
    money = position_of(attempt)
    is_priced = generation.estimate is not None and attempt.state not in _OPEN
    if is_told and attempt.cost is None:
        is_priced = False
    return [
        *(attempt.created_at, attempt.sent_at, attempt.answered_at),
        *(attempt.gateway or gateway, image_model, attempt.remote_model),
        person.get_full_name() if person else "",
        *(generation.mode, attempt.state, attempt.cause, attempt.verdict),
        *(attempt.pk, attempt.request_id, attempt.images),
        (delivered if told is None else told) + accepted,
        *(delivered, states[attempt.pk, OutputState.STORED]),
        states[attempt.pk, OutputState.LOST] + accepted,
        money.committed if is_priced else "",
        *(generation.currency, money.held or ""),
    ]


def _cell(value: Any) -> str:
    """Write one cell: moments in UTC, nothing for None, no formula."""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_ACTIVE) else text


@require_safe
@never_cache
def kept_bytes(request: HttpRequest, output_id: uuid.UUID) -> HttpResponseBase:
    """Answer paid bytes that are no picture, as an attachment that is nothing else.

    Raises:
        Http404: there are none of this team's.
    """
    member = spender_of(request)
    output = get_object_or_404(Output, pk=output_id, team=member.team)
    if not may(member, Action.SETTLE):
        raise PermissionDenied
    path = quarantine.path_of(output.pk)
    if path is None:
        raise Http404(output_id)
    length = path.stat().st_size
    response = answer_file(
        request,
        path.open("rb"),
        length=length,
        etag=f'"{output.pk}-{length}"',
        media_type="application/octet-stream",
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Disposition"] = f'attachment; filename="{output.pk}.bin"'
    return response
