"""Pages for what cannot be shown: in words, without the insides of the studio."""

import logging
import secrets
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from generations.fragments import render_page
from teams.access import NoTeam

logger = logging.getLogger(__name__)


class Purged(Http404):
    """What was there, and was deleted for good."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What happened and what to do next."""

    title: str
    text: str
    event: str = ""  #: what to tell an admin, who finds it in the log

    @property
    def words(self) -> str:
        """Return all of it as one line."""
        facts = {"title": self.title, "text": self.text, "event": self.event}
        if not self.event:
            return _("%(title)s. %(text)s") % facts
        return _("%(title)s. %(text)s Event id: %(event)s") % facts


def show_bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    problem = Problem(
        _("This request cannot be read"),
        _("The browser sent something the studio does not understand."),
    )
    return _show(request, problem, status=400)


def show_forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    problem = Problem(
        _("Not for this account"),
        _("Your role in the team does not allow this. An admin can change it."),
    )
    return _show(request, problem, status=403)


def show_csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose protection does not fit."""
    problem = Problem(
        _("The page was too old"),
        _(
            "For your safety the form was not taken. Nothing was sent or paid. "
            "Go back, load the page again and send it once more. Cookies must be "
            "allowed for this address."
        ),
    )
    return _show(request, problem, status=403)


def show_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404: also to what belongs to another team, and to who has none."""
    if isinstance(exception, NoTeam):
        return render(request, "teams/teamless.html", status=404)
    if isinstance(exception, Purged):
        problem = Problem(
            _("Deleted for good"),
            _("This picture was in the trash and has been deleted; its cost stays."),
        )
        return _show(request, problem, status=410)
    problem = Problem(
        _("There is nothing here"),
        _("The address is wrong, or what it named belongs to another team."),
    )
    return _show(request, problem, status=404)


def show_too_many(request: HttpRequest) -> HttpResponse:
    """Answer 429 to somebody who signs in, or tries to, too often."""
    problem = Problem(
        _("Too many attempts"),
        _("To protect the accounts, wait a few minutes before you try again."),
    )
    return _show(request, problem, status=429)


def show_server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 with an event id that stands in the log beside the traceback."""
    event = secrets.token_hex(4)
    logger.error("event %s: %s %s", event, request.method, request.path, exc_info=True)
    problem = Problem(
        _("The studio made a mistake"),
        _(
            "Your pictures are safe, and no paid request is ever repeated by "
            "itself. Try again; if it happens again, tell an admin the event id."
        ),
        event,
    )
    try:
        return _show(request, problem, status=500)
    except Exception:  # whatever broke the page broke this one too: plain words
        logger.exception("event %s: the page that tells of it failed as well", event)
        return HttpResponse(problem.words, status=500, content_type="text/plain")


def _show(request: HttpRequest, problem: Problem, *, status: int) -> HttpResponse:
    context = {"problem": problem, "status": status}
    return render_page(
        request, "problem.html", context, fragment="_problem.html", status=status
    )
