"""One picture on its own page, or over the gallery: the picture and its papers."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from generations.catalogue.vocabulary import Mode
from generations.fragments import render_page, wants_fragment
from generations.models import (
    AttemptState,
    Generation,
    Output,
    OutputState,
    Reference,
)
from generations.pipeline.decide import UNSENT
from generations.views import compose, custody
from generations.views.delivered import say_fewer
from generations.views.questions import question_of
from generations.views.thumbs import SIZES, thumb_srcset, thumb_url
from generations.views.tiles import Tile, tile_of
from generations.views.verbs import may_decide, verb_of
from teams.access import may, member_of
from teams.models import Member
from teams.roles import Action


@require_safe
@never_cache
def picture(request: HttpRequest, output_id: uuid.UUID) -> HttpResponse:
    """Show one picture, or in full words why there is none.

    A page that shows an unfinished one asks again with the face it shows as
    `seen`, and is answered 204 as long as that has not changed.
    """
    member = member_of(request)
    output = get_object_or_404(Output.objects.for_team(member.team), pk=output_id)
    tile = tile_of(output)
    if wants_fragment(request) and request.GET.get("seen") == tile.face.key:
        return HttpResponse(status=204)
    context = describe(tile, member)
    return render_page(request, "generations/picture.html", context, fragment="picture")


def describe(tile: Tile, member: Member) -> dict[str, Any]:
    """Return what the page of one picture tells."""
    output, generation = tile.output, tile.output.generation
    states = list(
        Output.objects.filter(generation=generation).values_list("state", "attempt_id")
    )
    absent = states.count((OutputState.ABSENT, output.attempt_id))
    stored = sum(state == OutputState.STORED for state, _attempt in states)
    fewer = say_fewer(output, absent=absent) if tile.image else ""
    return {
        "tile": tile,
        "output": output,
        "generation": generation,
        "attempt": output.attempt,
        "image": tile.image,
        "references": _references(generation),
        "stage": _stage(tile),
        "lines": custody.lines_of(output, stored=stored),
        "differences": [each.sentence for each in tile.differences]
        + [fewer] * bool(fewer),
        "bill": custody.bill_of(output),
        "image_model": custody.image_model_name(generation),
        "gateway": custody.gateway_name(generation),
        "seconds": _answer_s(output),
        "error_code": output.error_code or output.attempt.error_code,
        "error_message": output.error_message or output.attempt.error_message,
        "can_repeat": generation.mode in compose.PAGES and may(member, Action.GENERATE),
        **_decidable(tile, member),
        **_neighbours(output, member),
    }


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


def _references(generation: Generation) -> list[Reference]:
    """Return what went in, in order; text to image takes nothing in."""
    if generation.mode == Mode.TEXT_TO_IMAGE:
        return []
    return list(generation.references.select_related("image"))


def _stage(tile: Tile) -> dict[str, str]:
    """Return the addresses of the large picture: the thumbnails, or the original."""
    image = tile.image
    if image is None:
        return {}
    return {
        "source": thumb_url(image, SIZES[-1]),
        "sources": thumb_srcset(image),
    }


def _answer_s(output: Output) -> int | None:
    """Return the seconds between the request and its answer, None before it."""
    attempt = output.attempt
    if attempt.sent_at is None or attempt.answered_at is None:
        return None
    return round((attempt.answered_at - attempt.sent_at).total_seconds())


def _neighbours(output: Output, member: Member) -> dict[str, uuid.UUID | None]:
    """Return the pictures to the left and right in the order of the gallery."""
    place = output.listed_at, output.pk
    team = Output.objects.filter(team=member.team)
    return {
        "newer": team.newer_than(*place).values_list("pk", flat=True).first(),
        "older": team.older_than(*place).values_list("pk", flat=True).first(),
    }
