"""The answer to a decision: a word, the tiles that look different now, the way back.

Draws what the page shows; changes no rows.
"""

import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import reswap, retarget, trigger_client_event

from generations.fragments import wants_fragment
from generations.models import Attempt, Output
from generations.views.changes import read_open
from generations.views.pictures import asked_from, describe, find
from generations.views.questions import question_of
from generations.views.retry_bar import forget_retry_bar, retry_bar_of
from generations.views.tiles import Tile, tile_of, tiles_of
from teams.models import Member


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a press, and the verb that undoes it."""

    text: str
    undo: str = ""


def answer(
    request: HttpRequest,
    member: Member,
    said: Said,
    *,
    attempt: Attempt | None = None,
) -> HttpResponse:
    """Answer a decision: fragments for htmx, else back to where it was pressed.

    `output` of the form names the picture page it stands on, `question` says that
    it stands in a list of questions, `open` and `shown` what tiles the page shows.
    """
    forget_retry_bar(member)
    undo = ""
    if said.undo and attempt is not None:
        undo = reverse("generations:decide", args=[attempt.pk, said.undo])
    if not wants_fragment(request):
        messages.info(request, said.text, extra_tags=undo)
        return redirect(back(request))
    seen = read_open(request.POST.getlist("open") + request.POST.getlist("shown"))
    context = _around(member, seen, attempt) | {"said": said.text, "undo": undo}
    context["bar"] = retry_bar_of(member) if request.POST.get("bar") else None
    if request.POST.get("output"):
        shown = _picture(request, member, said)
        response = HttpResponse(shown + _draw(request, context))
        return reswap(retarget(response, "#picture"), "outerHTML")
    if request.POST.get("question") and attempt is not None:
        attempt.refresh_from_db()
        question = question_of(attempt, may_decide=True)
        asked = {"question": question, "said": said.text}
        part = render_to_string("generations/_decision.html", asked, request)
        response = HttpResponse(part + _draw(request, context))
        return trigger_client_event(response, "decided")  # the figures around it
    return HttpResponse(_draw(request, context | {"has_toast": True}))


def _around(
    member: Member, seen: dict[uuid.UUID, str], attempt: Attempt | None
) -> dict[str, Any]:
    """Return the tiles of the page that changed, and new ones beside an old one."""
    found = Output.objects.for_team(member.team).filter(pk__in=seen)
    tiles = tiles_of(found)
    changed = [tile for tile in tiles if tile.face.key != seen[tile.output.pk]]
    anchors = [
        tile.output
        for tile in tiles
        if attempt is not None and tile.output.attempt_id == attempt.pk
    ]
    new: list[Tile] = []
    if anchors and attempt is not None:
        repeats = Output.objects.for_team(member.team)
        repeats = repeats.filter(attempt__repeats=attempt).exclude(pk__in=seen)
        new = tiles_of(repeats.order_by("-listed_at"))
    anchor = max(anchors, key=lambda output: output.index, default=None)
    return {"changed": changed, "new": new, "anchor": anchor}


def _picture(request: HttpRequest, member: Member, said: Said) -> str:
    """Draw the picture on whose page it was decided."""
    output_id = request.POST["output"]
    try:
        key = uuid.UUID(output_id)
    except ValueError:  # not ours: the page would show nothing, either
        key = uuid.UUID(int=0)
    asked = asked_from(request.headers.get("HX-Current-URL", ""))
    tile = tile_of(find(member, key))
    context = describe(tile, member, asked=asked) | {"said": said.text}
    return render_to_string("generations/picture.html#picture", context, request)


def _draw(request: HttpRequest, context: dict[str, Any]) -> str:
    return render_to_string("generations/_decided.html", context, request)


def back(request: HttpRequest) -> str:
    """Return where the form stood: its `next`, else the page that sent it."""
    asked = request.POST.get("next", "")
    came_from = urlsplit(request.META.get("HTTP_REFERER", ""))
    here = came_from.path if came_from.netloc == request.get_host() else ""
    if here and came_from.query:
        here += f"?{came_from.query}"
    for address in (asked, here):
        is_ours = url_has_allowed_host_and_scheme(
            address, allowed_hosts=None, require_https=request.is_secure()
        )
        if is_ours:
            return address
    return reverse("generations:gallery")
