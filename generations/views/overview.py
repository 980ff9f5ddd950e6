"""What is told of a whole roll, fetched after its page: its months, how many it has."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from generations.fragments import render_page
from generations.models import Fold
from generations.models.places import first_place_at, moment_of
from generations.search import OPERATORS, PLAIN, Roll, read_roll
from generations.views.drawing import address_of
from generations.views.scopes import tabs_of
from teams.access import member_of

#: Months that are looked for, and how many pictures are counted one by one.
MOST_MONTHS, MOST_COUNTED = 240, 1000
#: Seconds for which the months of a roll are remembered.
MEMORY_S = 60


@dataclass(frozen=True, slots=True)
class Stop:
    """A month on the rail and the address of the page that begins with it."""

    year: int
    short: str
    name: str
    address: str


@require_safe
@never_cache
def months(request: HttpRequest) -> HttpResponse:
    """Show the months of a roll, each as a link to its newest picture."""
    roll = read_roll(member_of(request), request.GET)
    stops = [_stop(roll, first) for first in _first_days(roll)]
    years = [
        (year, list(each)) for year, each in groupby(stops, key=lambda stop: stop.year)
    ]
    context: dict[str, Any] = {"years": years, "tabs": tabs_of(roll)}
    return render_page(request, "generations/months.html", context, fragment="rail")


@require_safe
@never_cache
def count(request: HttpRequest) -> HttpResponse:
    """Show how many pictures a roll has, up to a thousand one by one."""
    roll = read_roll(member_of(request), request.GET)
    counted = roll.count(MOST_COUNTED)
    if counted > MOST_COUNTED:
        told = _("more than %(count)s") % {"count": number_format(MOST_COUNTED)}
    else:
        told = ngettext("%(count)s picture", "%(count)s pictures", counted)
        told %= {"count": number_format(counted)}
    context = {"told": told, "back": address_of(roll), "tabs": tabs_of(roll)}
    return render_page(request, "generations/count.html", context, fragment="told")


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    """Show what can be searched for, with an example of each."""
    context = {"plain": PLAIN, "operators": OPERATORS}
    template = "generations/search_help.html"
    return render_page(request, template, context, fragment="help")


def _stop(roll: Roll, first: datetime) -> Stop:
    following = _next_month(first)
    return Stop(
        year=first.year,
        short=date_format(first, pgettext("date format", "M")),
        name=date_format(first, "YEAR_MONTH_FORMAT"),
        address=address_of(roll, before=str(first_place_at(following))),
    )


def _first_days(roll: Roll) -> list[datetime]:
    """Return the first moments of the months that have pictures, newest first."""
    text = f"{roll.team.pk} {roll.person.pk} {urlencode(roll.parameters())}"
    name = f"months:{sha256(text.encode()).hexdigest()}"
    found: list[datetime] | None = cache.get(name)
    if found is None:
        found = _look_for_months(roll)
        cache.set(name, found, MEMORY_S)
    return found


def _look_for_months(roll: Roll) -> list[datetime]:
    """Jump from month to month: one look into the index for each, however full."""
    found: list[datetime] = []
    matching = roll.matching().order_by()
    if roll.is_folded:
        matching = matching.filter(fold=Fold.TOP)
    place = matching.aggregate(newest=Max("place"))["newest"]
    while place is not None and len(found) < MOST_MONTHS:
        first = _month_of(moment_of(place))
        found.append(first)
        older = matching.filter(place__lt=first_place_at(first))
        place = older.aggregate(newest=Max("place"))["newest"]
    return found


def _month_of(moment: datetime) -> datetime:
    """Return the first moment of its month, in the time zone of the pages."""
    here = timezone.localtime(moment)
    return timezone.make_aware(datetime(here.year, here.month, 1))


def _next_month(first: datetime) -> datetime:
    year, month = divmod(first.year * 12 + first.month, 12)
    return timezone.make_aware(datetime(year, month + 1, 1))
