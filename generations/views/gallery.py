"""The gallery: every picture of the team, newest first, month by month."""

import base64
import binascii
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from generations.catalogue.vocabulary import Mode
from generations.fragments import render_page
from generations.models import Output
from generations.views.retry_bar import retry_bar_of
from generations.views.tiles import Tile, tiles_of
from teams.access import member_of

#: Pictures on one page.
PAGE = 60
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Place = tuple[datetime, uuid.UUID]


@dataclass(frozen=True, slots=True)
class Month:
    """The pictures of one month that stand on this page."""

    key: str  #: "2026-11"
    day: datetime  #: some moment of it, in the time zone of the pages
    tiles: list[Tile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Starter:
    """A prompt to begin with, and a picture of what it may become."""

    picture: str
    name: str
    prompt: str


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show one page of the gallery, from the place named by `before` on."""
    member = member_of(request)
    place = read_place(request.GET.get("before", ""))
    found = Output.objects.for_team(member.team).newest_first()
    if place:
        found = found.older_than(*place)
    outputs = list(found[: PAGE + 1])
    months = by_month(outputs[:PAGE])
    context: dict[str, Any] = {
        "months": months,
        "continued": months[0] if _continues(months, place) else None,
        "older": write_place(outputs[PAGE - 1]) if len(outputs) > PAGE else "",
        "is_first": place is None,
        "starters": [] if outputs or place else starters(),
        "start_mode": Mode.TEXT_TO_IMAGE,
    }
    if place is None:
        context["bar"] = retry_bar_of(member)
    return render_page(request, "generations/gallery.html", context, fragment="rows")


def by_month(outputs: Sequence[Output]) -> list[Month]:
    """Gather outputs, already in order, under their months."""
    shown = tiles_of(outputs)
    days = ((timezone.localtime(tile.output.listed_at), tile) for tile in shown)
    groups = groupby(days, key=lambda pair: f"{pair[0]:%Y-%m}")
    months = []
    for key, group in groups:
        pairs = list(group)
        tiles = [tile for _day, tile in pairs]
        months.append(Month(key=key, day=pairs[0][0], tiles=tiles))
    return months


def _continues(months: Sequence[Month], place: Place | None) -> bool:
    """Say whether the first month already has pictures on the page above."""
    if not months or place is None:
        return False
    return months[0].key == f"{timezone.localtime(place[0]):%Y-%m}"


def write_place(output: Output) -> str:
    """Return the place of an output in the gallery, as it stands in an address."""
    moment = (output.listed_at - _EPOCH) // _MICROSECOND
    raw = moment.to_bytes(8, "big", signed=True) + output.pk.bytes
    return base64.urlsafe_b64encode(raw).decode()


def read_place(text: str) -> Place | None:
    """Return the place an address names, None when it names none."""
    try:
        raw = base64.b64decode(text, altchars=b"-_", validate=True)
        moment = int.from_bytes(raw[:8], "big", signed=True)
        place = _EPOCH + moment * _MICROSECOND, uuid.UUID(bytes=raw[8:])
        timezone.localtime(place[0])  # a year that no calendar here can show
    except (binascii.Error, ValueError, OverflowError):  # tampered: start again
        return None
    return place


def starters() -> list[Starter]:
    """Return a few prompts for the first picture, in the person's language."""
    return [
        Starter(
            picture="img/starters/ridge-dawn.webp",
            name=pgettext("starter", "Mountains at dawn"),
            prompt=pgettext(
                "starter",
                "Layered mountain ridges at dawn, blue mist in the valleys, "
                "a low pale sun, calm, wide view",
            ),
        ),
        Starter(
            picture="img/starters/life-shelf.webp",
            name=pgettext("starter", "Still life"),
            prompt=pgettext(
                "starter",
                "Three glazed vessels on a pale shelf, soft morning light from the "
                "left, long shadows, quiet colours",
            ),
        ),
        Starter(
            picture="img/starters/paper-hills.webp",
            name=pgettext("starter", "Cut paper"),
            prompt=pgettext(
                "starter",
                "Rolling hills of cut paper in orange and plum, a round paper sun, "
                "visible edges and soft shadows",
            ),
        ),
        Starter(
            picture="img/starters/sea-ember.webp",
            name=pgettext("starter", "Sea at sunset"),
            prompt=pgettext(
                "starter",
                "An ember sunset over a calm sea, one long reflection on the water, "
                "deep violet clouds",
            ),
        ),
    ]
