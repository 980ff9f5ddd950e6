"""The answer to a step: the tiles as they are now, a word, the way back.

A tile that has left its roll leaves a hidden place behind, into which the undo draws
it again: nothing on the page moves twice. Draws; changes no rows.
"""

import uuid
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django_htmx.http import reswap, retarget, trigger_client_event

from generations.fragments import wants_fragment
from generations.library import steps
from generations.library.verbs import VERBS
from generations.models import Listing, Step
from generations.search import read_roll
from generations.views.decided import back
from generations.views.drawing import GRID, Viewing, viewing_of
from generations.views.judgement import judgement_of
from generations.views.pictures import asked_from, describe, find
from generations.views.step_tiles import tiles_after
from generations.views.step_words import say_done, say_progress
from generations.views.tiles import tile_of
from teams.models import Member

#: Tiles drawn anew by one answer.
MOST_DRAWN = 300
#: Verbs whose press on a single picture needs no toast: the picture shows it.
QUIET = ("rate", "flag", "colour", "favourite", "unfavourite")


def answer(
    request: HttpRequest,
    member: Member,
    step: Step,
    *,
    skipped: str = "",
    redraw: Sequence[int] | None = None,
    tops: Sequence[int] = (),
) -> HttpResponse:
    """Answer a step: fragments for htmx, else back to where it was pressed.

    `redraw`: the places it changed, where that is not what the form named. `tops`:
    those that stood for their stacks before.
    """
    text = _say(step, redraw, skipped)
    address = _undo_address(step)
    if not wants_fragment(request):
        messages.info(request, text, extra_tags=address)
        return redirect(back(request))
    viewing = _viewing(request, member)
    lines = _lines(member, _drawn(request, member, step, redraw))
    context = {"viewing": viewing, "step": step, "text": text, "undo": address}
    page = _page(request, lines)
    context["progress"] = _progress(step)
    if page is None or request.POST.get(GRID):  # a page of its own has no tiles
        context |= tiles_after(
            viewing, lines, tops=tops, unfolded=request.POST.getlist("unfolded")
        )
    context["is_quiet"] = step.verb in QUIET and step.total == 1 and not skipped
    shown = render_to_string("generations/_stepped.html", context, request)
    response = HttpResponse(shown)
    if page is not None:
        response = _with_page(request, member, step, page, shown)
    told = {"undo": address, "verb": step.verb, "is_undo": step.undone_at is not None}
    return trigger_client_event(response, "stepped", told)


def redraw(request: HttpRequest, member: Member, step: Step) -> HttpResponse:
    """Answer with the tiles named, as a step in the background has left them."""
    viewing = _viewing(request, member)
    lines = _lines(member, _drawn(request, member, step, None))
    context = {"viewing": viewing, "step": step, "is_again": True}
    context |= tiles_after(viewing, lines, unfolded=request.POST.getlist("unfolded"))
    return render(request, "generations/_stepped.html", context)


def complain(request: HttpRequest, text: str) -> HttpResponse:
    """Answer 400 with words to what cannot be done; nothing was changed."""
    if not wants_fragment(request):
        messages.info(request, text)
        return redirect(back(request))
    context = {"text": text}
    return render(request, "generations/_stepped_not.html", context, status=400)


def show_progress(request: HttpRequest, step: Step) -> HttpResponse:
    """Answer with the toast of a step that runs, or ran, in the background."""
    context = {
        "step": step,
        "text": _say(step, None, ""),
        "undo": _undo_address(step),
        "progress": _progress(step),
        "is_page": not wants_fragment(request),
        "next": back(request),
    }
    name = "progress.html" if context["is_page"] else "_step_toast.html"
    response = render(request, f"generations/{name}", context)
    if step.finished_at is not None and not context["is_page"]:
        over = {"action": reverse("generations:step-progress", args=[step.pk])}
        return trigger_client_event(response, "stepover", over, after="swap")
    return response


def _say(step: Step, redraw: Sequence[int] | None, skipped: str) -> str:
    if step.finished_at is None:
        return say_progress(step)
    if VERBS[step.verb].is_final:
        changed = step.total
    else:
        changed = len(set(redraw or steps.changed_places(step)))
    text = say_done(step, changed)
    if skipped and not changed:
        return skipped
    return f"{text} {skipped}".strip()


def _undo_address(step: Step) -> str:
    """Return where the step is undone, "" where that is not possible."""
    if step.undone_at is not None or VERBS[step.verb].is_final:
        return ""
    if step.finished_at is not None and not steps.changed_places(step):
        return ""
    return reverse("generations:step-undo", args=[step.pk])


def _progress(step: Step) -> str:
    """Return where to ask how far a step is, "" for one that is done."""
    if step.finished_at is not None:
        return ""
    return reverse("generations:step-progress", args=[step.pk])


def _viewing(request: HttpRequest, member: Member) -> Viewing:
    """Return the roll the tiles stand in; behind a picture, that of its address."""
    if request.POST.get(GRID):
        return viewing_of(request)
    asked = asked_from(request.headers.get("HX-Current-URL", ""))
    try:
        return Viewing(member, read_roll(member, asked))
    except Http404:  # the collection is gone: its tiles are, too
        return Viewing(member)


def _drawn(
    request: HttpRequest, member: Member, step: Step, redraw: Sequence[int] | None
) -> list[int]:
    """Return the places on the page that may look different now."""
    if redraw is not None:
        return list(redraw[:MOST_DRAWN])
    names = [
        each for text in request.POST.getlist("pictures") for each in text.split(",")
    ]
    ids = []
    for name in names[:MOST_DRAWN]:
        try:
            ids.append(uuid.UUID(name))
        except ValueError:  # not ours: with `all` nobody has looked at them
            continue
    found = Listing.objects.filter(team=member.team, output__in=ids)
    return list(found.values_list("place", flat=True))


def _lines(member: Member, places: Sequence[int]) -> list[Listing]:
    found = Listing.objects.filter(team=member.team, place__in=places)
    return list(found.newest_first().with_pictures())


def _page(request: HttpRequest, lines: Sequence[Listing]) -> Listing | None:
    """Return the line on whose own page the step was pressed, None elsewhere."""
    if len(lines) != 1:
        return None
    here = urlsplit(request.headers.get("HX-Current-URL", "")).path
    is_page = here == reverse("generations:picture", args=[lines[0].output_id])
    return lines[0] if is_page else None


def _with_page(
    request: HttpRequest, member: Member, step: Step, line: Listing, shown: str
) -> HttpResponse:
    """Draw the parts of a picture's page that show what was done to it."""
    if step.verb in ("trash", "restore"):
        asked = asked_from(request.headers.get("HX-Current-URL", ""))
        tile = tile_of(find(member, line.output_id))
        context = describe(tile, member, asked=asked)
        picture = render_to_string("generations/picture.html#picture", context, request)
        response = HttpResponse(picture + shown)
        return reswap(retarget(response, "#picture"), "outerHTML")
    context = {
        "oob": True,
        "output": line.output,
        "judgement": judgement_of(line, member),
    }
    parts = [
        render_to_string(f"generations/_picture_{name}.html", context, request)
        for name in ("judgement", "sorting")
    ]
    return HttpResponse(shown + "".join(parts))
