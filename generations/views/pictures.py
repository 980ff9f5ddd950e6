"""One picture on its own page, or over the gallery: the picture and its papers."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from generations.catalogue.vocabulary import Mode
from generations.fragments import render_page, wants_fragment
from generations.models import Generation, Output, OutputState, Reference
from generations.views import compose, custody
from generations.views.delivered import say_fewer
from generations.views.tiles import SIZES, Tile, srcset, thumbnail_url, tile_of
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
    context = _describe(tile, member)
    return render_page(request, "generations/picture.html", context, fragment="picture")


def _describe(tile: Tile, member: Member) -> dict[str, Any]:
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
        **_neighbours(output, member),
    }


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
        "source": thumbnail_url(image.pk, SIZES[-1]),
        "sources": srcset(image),
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
