"""What stands around the rows of a gallery: tabs, chips, the rail, what is missing."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from generations.catalogue.vocabulary import Mode
from generations.search import Page, Roll, Scope, search_of
from generations.views.drawing import Viewing, address_of
from generations.views.retry_bar import recent_retry_bar
from generations.views.scopes import read_rows, tabs_of, title_of
from generations.views.starters import starters
from teams.access import may
from teams.roles import Action


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One part of a search, and the address without it."""

    label: str
    address: str


def around(request: HttpRequest, viewing: Viewing, page: Page) -> dict[str, Any]:
    """Return what stands around the rows of a whole page."""
    roll = viewing.roll
    if roll is None:
        return {}
    is_first = page.newer is None
    is_plain = roll.scope in (Scope.TEAM, Scope.MINE) and is_first
    is_new = emptiness_of(roll, page) == Scope.TEAM
    return {
        "tabs": tabs_of(roll),
        "title": title_of(roll),
        "rows": read_rows(request),
        "parameters": roll.parameters(),
        "is_first": is_first,
        "newer": "" if is_first else address_of(roll, before=page.newer or ""),
        "newest": page.lines[0].place if page.lines and is_plain else "",
        "has_rail": bool(page.older or not is_first) and is_by_month(roll),
        "asked": urlencode(roll.parameters()),
        "emptiness": emptiness_of(roll, page),
        "starters": starters() if is_new else [],
        "start_mode": Mode.TEXT_TO_IMAGE,
        "trash_days": settings.STUDIO_TRASH_DAYS,
        "bar": recent_retry_bar(viewing.member) if is_plain and roll.is_empty else None,
    } | _search(viewing, roll)


def _search(viewing: Viewing, roll: Roll) -> dict[str, Any]:
    """Return the parts of a search and where each can be left out."""
    if roll.is_empty:
        return {}
    return {
        "chips": [FilterChip(each.label, address_of(each.roll)) for each in roll.terms],
        "bare_address": address_of(replace(roll, text="")),
        "everywhere": address_of(replace(roll, scope=Scope.TEAM, collection=None)),
        "count_url": reverse("generations:count"),
        "kept_as": search_of(roll) if may(viewing.member, Action.ARRANGE) else "",
    }


def emptiness_of(roll: Roll, page: Page) -> str:
    """Return what there is none of: "search", a scope, or "" where there is some."""
    if page.lines or page.newer is not None:
        return ""
    return str(roll.scope) if roll.is_empty else "search"


def is_by_month(roll: Roll) -> bool:
    """Say whether the order of a roll is that of time."""
    return roll.collection is None or bool(roll.collection.query)
