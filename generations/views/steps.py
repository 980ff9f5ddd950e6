"""Steps of a person: judge, tag, collect, put in the trash, and back again.

Reads what a form asks for, lets the library do it, at once or in the background.
"""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from generations.fragments import render_page, wants_fragment
from generations.library import asked, steps
from generations.library.asked import Foreign
from generations.library.shelves import tops_beside
from generations.library.verbs import VERBS, Unfit, Verb
from generations.models import Listing, Step
from generations.search import read_roll
from generations.tasks import ring, take_step
from generations.views.stepped import answer, complain, redraw, show_progress
from teams.access import may, member_of
from teams.models import Member


@require_POST
@never_cache
def step(request: HttpRequest) -> HttpResponse:
    """Do one verb to the pictures named, or with `all` to everything in a roll."""
    member = member_of(request)
    verb = VERBS.get(request.POST.get("verb", "").partition(":")[0])
    if verb is None or not verb.is_offered:
        return complain(request, _("This cannot be done to pictures."))
    if not may(member, verb.action):
        raise PermissionDenied
    try:
        places = _places(member, verb, request.POST)
        if verb.is_final and not request.POST.get("sure"):
            return _ask(request, len(places))
        value = _value(member, verb, request.POST)
    except Unfit as refusal:
        return complain(request, str(refusal))
    except Foreign as error:
        raise Http404 from error
    done = steps.begin(member, verb, value, places, query=_query(request.POST))
    _take(done)
    skipped = _skipped(member, verb, request.POST, len(places))
    return answer(request, member, done, skipped=skipped)


@require_POST
@never_cache
def undo(request: HttpRequest, step_id: uuid.UUID) -> HttpResponse:
    """Take a step of one's own back."""
    member = member_of(request)
    found = _find(member, step_id)
    if not may(member, VERBS[found.verb].action):
        raise PermissionDenied
    places = steps.changed_places(found)
    if places and not asked.any_left(places):
        return complain(request, _("Deleted for good meanwhile: nothing comes back."))
    tops = tops_beside(places[: steps.AT_ONCE])
    if not steps.undo(found):
        return complain(request, _("This was taken back before."))
    _take(found)
    if found.verb == "dissolve" and wants_fragment(request):
        return HttpResponseClientRedirect(reverse("generations:collections"))
    if found.finished_at is None:  # its tiles are drawn once it is over
        places = []
    return answer(request, member, found, redraw=places, tops=tops)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def progress(request: HttpRequest, step_id: uuid.UUID) -> HttpResponse:
    """Tell how far a step is; to the tiles named in a POST, how they are now."""
    member = member_of(request)
    found = _find(member, step_id)
    if request.method == "POST" and wants_fragment(request):
        return redraw(request, member, found)
    return show_progress(request, found)


def _find(member: Member, step_id: uuid.UUID) -> Step:
    """Return a person's own step in the team worked in.

    Raises:
        Http404: there is none.
    """
    return get_object_or_404(
        Step.objects.filter(team=member.team, person=member.user), pk=step_id
    )


def _take(found: Step) -> None:
    """Take a short step now, a long one in the background."""
    found.refresh_from_db()
    is_long = steps.is_long(found)
    if not is_long:
        steps.take(found.pk)
    if is_long or VERBS[found.verb].is_final:  # the bytes follow
        ring(take_step, found.pk)
    found.refresh_from_db()


def _places(member: Member, verb: Verb, sent: QueryDict) -> list[int]:
    """Return the lines meant: by the roll, or by their names.

    Raises:
        Foreign: a picture of another team was named.
        Unfit: there are none, or too many.
    """
    if sent.get("all"):
        return asked.all_places(read_roll(member, sent), verb)
    places = asked.named_places(member, sent.getlist("pictures"))
    if not places:
        raise Unfit(_("Select pictures first."))
    if len(places) > steps.MOST:
        raise Unfit(
            _("At most %(count)s pictures at once.") % {"count": f"{steps.MOST:,}"}
        )
    return places


def _value(member: Member, verb: Verb, sent: QueryDict) -> Any:
    """Return the value of a step: `rate:4`, or the field of its verb, or `value`.

    Raises:
        Foreign: a collection of another team was named.
        Unfit: there is no such value.
    """
    pressed = sent.get("verb", "").partition(":")[2]
    if pressed:  # a button names both
        return asked.value_of(member, verb, [pressed])
    named = "tag" if verb.name == "untag" else verb.name
    values = sent.getlist(f"value-{named}") or sent.getlist("value")
    return asked.value_of(member, verb, values, name=sent.get("name", ""))


def _query(sent: QueryDict) -> str:
    """Return the roll meant, as it stands in an address; "" for named pictures."""
    if not sent.get("all"):
        return ""
    named = [(name, sent.get(name, "")) for name in ("in", "q", "collection")]
    return urlencode([(name, str(text)) for name, text in named if text])


def _skipped(member: Member, verb: Verb, sent: QueryDict, meant: int) -> str:
    """Say why some of the pictures named stay as they are, "" where none does."""
    if verb.name != "trash" or sent.get("all"):
        return ""
    places = asked.named_places(member, sent.getlist("pictures"))
    gone = 0
    for start in range(0, len(places), steps.CHUNK):
        some = Listing.objects.filter(place__in=places[start : start + steps.CHUNK])
        gone += (
            some.in_gallery(member.team).exclude(pk__in=some.filter(verb.scope)).count()
        )
    if not gone:
        return ""
    words = ngettext(
        "%(count)d picture stays: it is on its way, or its money is undecided.",
        "%(count)d pictures stay: they are on their way, or their money is undecided.",
        gone,
    )
    return words % {"count": gone}


def _ask(request: HttpRequest, count: int) -> HttpResponse:
    """Ask once more before pictures are deleted for good."""
    context = {"count": count, "sent": _repeated(request.POST)}
    return render_page(
        request, "generations/purge.html", context, fragment="generations/_purge.html"
    )


def _repeated(sent: QueryDict) -> list[tuple[str, str]]:
    left_out = ("csrfmiddlewaretoken", "sure")
    return [
        (name, value)
        for name, values in sent.lists()
        for value in values
        if name not in left_out
    ]
