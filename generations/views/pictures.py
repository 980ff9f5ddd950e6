"""One picture on its own page, or over the gallery: the picture and its papers."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.db.models import Count, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from generations import mentions
from generations.fragments import render_page, wants_fragment
from generations.models import (
    AttemptState,
    Generation,
    Listing,
    Output,
    OutputState,
    Shelf,
)
from generations.models.images import OutputQuerySet
from generations.models.unindexed import Unindexed
from generations.pipeline.decide import UNSENT
from generations.search.roll import Roll, read_roll
from generations.views import compose, custody, remarks
from generations.views.delivered import say_fewer
from generations.views.judgement import judgement_of
from generations.views.questions import question_of
from generations.views.recipes import price_of
from generations.views.stages import (
    Ingredient,
    Stage,
    ingredients_of,
    turns_from,
)
from generations.views.tiles import Tile, tile_of
from generations.views.verbs import may_decide, verb_of
from teams.access import may, member_of
from teams.models import Member
from teams.roles import Action

TEMPLATE = "generations/picture.html"


@dataclass(frozen=True, slots=True)
class Away:
    """Where a picture is that is not in the gallery, since when, by whom."""

    is_purged: bool
    at: datetime | None
    by: str
    is_freed: bool  #: whether its bytes are gone, too
    days: int  #: how long the trash keeps it


@require_safe
@never_cache
def picture(request: HttpRequest, output_id: uuid.UUID) -> HttpResponse:
    """Show one picture, or in full words why there is none.

    `in`, `q` and `collection` name the roll it was reached from. A page that shows
    an unfinished one asks again with the face it shows as `seen`, and is answered
    204 as long as that has not changed.
    """
    member = member_of(request)
    output = find(member, output_id)
    tile = tile_of(output)
    if wants_fragment(request) and request.GET.get("seen") == tile.face.key:
        return HttpResponse(status=204)
    line = _line_of(output)
    context = describe(tile, member, asked=request.GET.dict())
    if line is not None:
        remarks.mark_seen(request, line)
    return render_page(request, TEMPLATE, context, fragment="picture")


def show(
    request: HttpRequest,
    member: Member,
    output_id: uuid.UUID,
    *,
    more: dict[str, Any],
    draft: tuple[int, str, str] | None = None,
) -> HttpResponse:
    """Show the whole page of one picture again, with a comment that was not taken."""
    tile = tile_of(find(member, output_id))
    context = describe(tile, member, asked=request.GET.dict(), draft=draft) | more
    return render_page(request, TEMPLATE, context, fragment="picture")


def find(member: Member, output_id: uuid.UUID) -> Output:
    """Return a picture of the member's team with all that its page tells of it.

    Raises:
        Http404: the team has none of this id.
    """
    found = _with_siblings(Output.objects.for_team(member.team))
    found = found.select_related(
        "attempt", "image", "generation__person", "listing__trashed_by"
    )
    return get_object_or_404(found, pk=output_id)


def describe(
    tile: Tile,
    member: Member,
    *,
    asked: Mapping[str, str] | None = None,
    draft: tuple[int, str, str] | None = None,
) -> dict[str, Any]:
    """Return what the page of one picture, from `find`, tells.

    `asked` names the roll whose neighbours are shown, the team's unless told.
    """
    output, generation = tile.output, tile.output.generation
    away = _away(output)
    image = None if away and away.is_purged else tile.image
    absent, stored = _siblings_of(output)
    fewer = say_fewer(output, absent=absent) if image else ""
    references = ingredients_of(generation)
    return {
        "tile": tile,
        "output": output,
        "generation": generation,
        "attempt": output.attempt,
        "image": image,
        "file": output.image,
        "away": away,
        "pieces": mentions.pieces_of(generation.prompt),
        "references": references,
        "stage": Stage(image) if image else None,
        "lines": custody.lines_of(output, stored=stored),
        "differences": [each.sentence for each in tile.differences]
        + [fewer] * bool(fewer),
        **_papers(output),
        **_repeatable(generation, member, references),
        **_decidable(tile, member),
        **_library(output, member, asked or {}, draft),
    }


def _repeatable(
    generation: Generation, member: Member, references: Sequence[Ingredient]
) -> dict[str, Any]:
    """Return what may be made of a picture here, and what one more would cost."""
    can_make = may(member, Action.GENERATE)
    can_repeat = generation.mode in compose.PAGES and can_make
    there = sum(not each.is_gone for each in references)
    price = price_of(generation, references=there) if can_repeat else None
    return {"can_make": can_make, "can_repeat": can_repeat, "price": price}


def _papers(output: Output) -> dict[str, Any]:
    """Return who made a picture, what it cost, and what the gateway said."""
    generation, attempt = output.generation, output.attempt
    return {
        "bill": custody.bill_of(output),
        "image_model": custody.image_model_name(generation),
        "gateway": custody.gateway_name(generation),
        "seconds": _answer_s(output),
        "error_code": output.error_code or attempt.error_code,
        "error_message": output.error_message or attempt.error_message,
    }


def _library(
    output: Output,
    member: Member,
    asked: Mapping[str, str],
    draft: tuple[int, str, str] | None,
) -> dict[str, Any]:
    """Return what the library knows of a picture: judgement, comments, neighbours."""
    line = _line_of(output)
    if line is None:
        return {}
    roll = _roll_of(member, asked)
    return {
        "line": line,
        "judgement": judgement_of(line, member),
        "turns": turns_from(line, roll),
        "roll_query": urlencode(roll.parameters()),
        **remarks.panel_of(line, member, draft=draft),
    }


def _roll_of(member: Member, asked: Mapping[str, str]) -> Roll:
    """Return the roll a page was reached from, the team's where it is gone."""
    try:
        return read_roll(member, asked)
    except Http404:
        return read_roll(member, {})


def _line_of(output: Output) -> Listing | None:
    """Return the line of a picture; those of before the library may wait for one."""
    return getattr(output, "listing", None)


def _away(output: Output) -> Away | None:
    """Return where a picture is that is in the trash or deleted, None elsewhere."""
    line, image = _line_of(output), output.image
    is_freed = image is not None and image.purged_at is not None
    shelf = line.shelf if line else Shelf.GALLERY
    if line is None or (shelf == Shelf.GALLERY and not is_freed):
        return None
    is_purged = shelf == Shelf.PURGED or is_freed
    freed_at = image.purged_at if image else None
    return Away(
        is_purged=is_purged,
        at=(freed_at if is_purged else None) or line.trashed_at,
        by=line.trashed_by.get_full_name() if line.trashed_by else "",
        is_freed=is_freed,
        days=settings.STUDIO_TRASH_DAYS,
    )


def asked_from(address: str) -> dict[str, str]:
    """Return what the address of a page asked for, such as its roll."""
    return dict(parse_qsl(urlsplit(address).query))


def _decidable(tile: Tile, member: Member) -> dict[str, Any]:
    """Return what can be decided about the request behind a picture."""
    output, attempt = tile.output, tile.output.attempt
    is_theirs = may_decide(member, attempt, maker_id=output.generation.person_id)
    found: dict[str, Any] = {"output_id": str(output.pk)}
    if is_theirs:
        found["verb"] = verb_of(output, tile.face)
    if attempt.state == AttemptState.UNKNOWN:
        attempt.generation = output.generation  # the same row, not fetched again
        found["question"] = question_of(attempt, may_decide=is_theirs)
    if found.get("verb") and attempt.state in UNSENT:
        siblings = output.generation.attempts.filter(state__in=UNSENT)
        found["unsent"] = siblings.count()
    return found


def _answer_s(output: Output) -> int | None:
    """Return the seconds between the request and its answer, None before it."""
    attempt = output.attempt
    if attempt.sent_at is None or attempt.answered_at is None:
        return None
    return round((attempt.answered_at - attempt.sent_at).total_seconds())


def _with_siblings(outputs: OutputQuerySet) -> OutputQuerySet:
    """Count with each picture what came of its click and of its request."""
    click = Output.objects.alias(came=Unindexed("state")).order_by()
    click = click.filter(generation=OuterRef("generation"))
    stored = click.filter(came=OutputState.STORED)
    absent = click.filter(came=OutputState.ABSENT, attempt=OuterRef("attempt"))
    return outputs.annotate(stored_beside=_count(stored), absent_beside=_count(absent))


def _count(beside: OutputQuerySet) -> Subquery:
    rows = beside.values("generation").annotate(count=Count("pk"))
    return Subquery(rows.values("count"))


def _siblings_of(output: Output) -> tuple[int, int]:
    """Return how many of its request are absent and how many of its click are here."""
    counts = (getattr(output, name, 0) for name in ("absent_beside", "stored_beside"))
    absent, stored = (count or 0 for count in counts)
    return absent, stored
