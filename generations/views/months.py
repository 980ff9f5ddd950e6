"""Which month of a team's money a page shows, and who may see it."""

import re
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from generations.models import month_of
from teams.access import may, member_of
from teams.models import Member
from teams.roles import Action

_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def spender_of(request: HttpRequest) -> Member:
    """Return the member, who may spend money and so sees where it went.

    Raises:
        PermissionDenied: the role does not allow it.
    """
    member = member_of(request)
    if not may(member, Action.GENERATE):
        raise PermissionDenied
    return member


def month_asked(request: HttpRequest) -> date:
    """Return the first day of the month a page is asked for, else of this one.

    Raises:
        Http404: there is no such month.
    """
    text = request.GET.get("month", "")
    if not text:
        return month_of(timezone.now())
    if not _MONTH.fullmatch(text):
        raise Http404(text)
    return date.fromisoformat(f"{text}-01")


def write_month(month: date) -> str:
    """Return "November 2026"."""
    return date_format(month, pgettext("date format", "F Y"))


def write_day(day: date) -> str:
    """Return "Fri 20 Nov"."""
    return date_format(day, pgettext("date format", "D j M"))
