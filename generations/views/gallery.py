"""The gallery: a roll of pictures in its order, month by month, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from generations.fragments import render_page, wants_fragment
from generations.models import Listing
from generations.models.places import first_place_at, moment_of
from generations.search import Page, Roll, Scope, read_roll
from generations.views.drawing import Viewing, address_of
from generations.views.stacks import read_stack, show_stack, tiles_in_stack
from generations.views.surroundings import around, is_by_month
from generations.views.tiles import Tile, tiles_of
from teams.access import member_of
from teams.models import Member

#: Characters of a cursor that are read.
LONGEST_CURSOR = 80


@dataclass(frozen=True, slots=True)
class Month:
    """The pictures of one month that stand on this page."""

    key: str  #: "2026-11"; "all" where months say nothing
    day: datetime | None  #: some moment of it, in the time zone of the pages
    tiles: list[Tile] = field(default_factory=list)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show what the whole team has made."""
    return _show(request, Scope.TEAM)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what this person has made."""
    return _show(request, Scope.MINE)


@require_safe
def favourites(request: HttpRequest) -> HttpResponse:
    """Show what this person likes."""
    return _show(request, Scope.FAVOURITES)


@require_safe
def trash(request: HttpRequest) -> HttpResponse:
    """Show what can be restored."""
    return _show(request, Scope.TRASH)


@require_safe
def collection(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Show a collection of the team.

    Raises:
        Http404: it is not of this team.
    """
    member = member_of(request)
    named = {**request.GET.dict(), "collection": str(collection_id)}
    roll = read_roll(member, named, scope=Scope.COLLECTION)
    return show_roll(request, member, roll)


def _show(request: HttpRequest, scope: Scope) -> HttpResponse:
    member = member_of(request)
    return show_roll(request, member, read_roll(member, request.GET, scope=scope))


def show_roll(request: HttpRequest, member: Member, roll: Roll) -> HttpResponse:
    """Answer with one page of a roll: from `before` on, or one stack of it."""
    viewing = Viewing(member, roll)
    generation_id = read_stack(request.GET.get("stack", ""))
    if generation_id and wants_fragment(request):
        return show_stack(request, viewing, generation_id)
    cursor = request.GET.get("before", "")[:LONGEST_CURSOR]
    page, months = Page([]), []
    if generation_id:
        months = [Month("all", None, tiles_in_stack(viewing, generation_id))]
    else:
        page = roll.page(cursor)
        months = by_month(page.lines, viewing, cursor)
    context = {
        "roll": roll,
        "viewing": viewing,
        "months": months,
        "continued": months[0] if _continues(months, cursor) else None,
        "older": address_of(roll, before=page.older) if page.older else "",
    }
    if not wants_fragment(request):
        context |= around(request, viewing, page)
    if generation_id:
        context |= {"is_stack": True, "emptiness": "", "starters": []}
    return render_page(request, "generations/gallery.html", context, fragment="rows")


def by_month(
    lines: Sequence[Listing], viewing: Viewing, cursor: str = ""
) -> list[Month]:
    """Gather lines, already in order, under their months."""
    tiles = tiles_of(
        (line.output for line in lines),
        stacks=stacks_of(lines),
        before={0: cursor},
        liked_by=viewing.member.user_id,
    )
    if viewing.roll and not is_by_month(viewing.roll):
        return [Month("all", None, tiles)] if tiles else []
    months: list[Month] = []
    begin = 0
    for line, tile in zip(lines, tiles, strict=True):
        if not months or line.place < begin:
            day = _day_of(line.place)
            months.append(Month(f"{day:%Y-%m}", day))
            begin = first_place_at(_first_of_month(day))
        months[-1].tiles.append(tile)
    return months


def _day_of(place: int) -> datetime:
    return timezone.localtime(moment_of(place))


def _first_of_month(day: datetime) -> datetime:
    return day.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _continues(months: Sequence[Month], cursor: str) -> bool:
    """Say whether the first month already has pictures on the page above."""
    if not months or not cursor:
        return False
    if months[0].day is None:
        return True
    if not (cursor.isascii() and cursor.isdigit()):
        return False
    try:
        return months[0].key == f"{_day_of(int(cursor)):%Y-%m}"
    except (OverflowError, ValueError):  # a moment that no calendar here can show
        return False


def stacks_of(lines: Sequence[Listing]) -> dict[Any, int]:
    """Return for how many pictures each of these stands, of those that are several."""
    counts = {line.generation_id: getattr(line, "pictures", 1) for line in lines}
    return {key: count for key, count in counts.items() if count > 1}
