"""The collections of a team: all of them, making one, changing one, its order.

The pictures of one are shown by the gallery; what is done to it stands here.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from generations.fragments import render_page, wants_fragment
from generations.library import asked, steps
from generations.library import collections as kept
from generations.library.asked import Foreign
from generations.library.verbs import VERBS, Unfit
from generations.models import Collection, Listing, Placement, Shelf
from generations.search import (
    Roll,
    Scope,
    for_everybody,
    not_understood,
    read_roll,
)
from generations.tasks import ring, take_step
from generations.views.ordering import order_of, read_number
from generations.views.scopes import tabs_of
from generations.views.tiles import Tile, tiles_of
from teams.access import may, require
from teams.models import Member
from teams.roles import Action

#: Characters of a description and of a search that are kept.
LONGEST_TEXT, LONGEST_QUERY = 2_000, 1_000
#: Smart collections that are counted; each is a search.
MOST_COUNTED = 30


@dataclass(frozen=True, slots=True)
class Card:
    """A collection in the list of all."""

    collection: Collection
    cover: Tile | None
    count: int | None  #: 1001 means more than a thousand; None = not counted


@require_safe
@never_cache
def collections(request: HttpRequest) -> HttpResponse:
    """Show the collections of the team, by name."""
    member = require(request, Action.LOOK)
    context = {
        "cards": _cards(member),
        "tabs": tabs_of(None),
        "may_arrange": may(member, Action.ARRANGE),
    }
    return render(request, "generations/collections.html", context)


@require_POST
@never_cache
def add(request: HttpRequest) -> HttpResponse:
    """Make a collection: an empty one, or a search that fills by itself."""
    member = require(request, Action.ARRANGE)
    query = _query(request, member)
    name = request.POST.get("name", "")
    if query and len(name) > Collection.LONGEST_NAME:
        name = name[: Collection.LONGEST_NAME]
    try:
        shown = asked.checked_name(name, longest=Collection.LONGEST_NAME)
        if len(query) > LONGEST_QUERY:
            raise Unfit(_("This search is too long to be saved."))
    except Unfit as refusal:
        return _refuse(request, member, str(refusal))
    made = Collection.objects.create(
        team=member.team,
        name=shown,
        description=_text(request),
        query=query,
        person=member.user,
    )
    _hint(request, member, query)
    return redirect("generations:collection", made.pk)


@require_safe
@never_cache
def edit(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Show what can be changed about a collection, and its order."""
    member = require(request, Action.ARRANGE)
    return _show(request, member, _find(member, collection_id))


@require_POST
@never_cache
def change(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Give a collection another name, description or search."""
    member = require(request, Action.ARRANGE)
    found = _find(member, collection_id)
    try:
        found.name = asked.checked_name(
            request.POST.get("name", ""), longest=Collection.LONGEST_NAME
        )
        query = _query(request, member)
        if len(query) > LONGEST_QUERY:
            raise Unfit(_("This search is too long to be saved."))
        if found.query and not query:
            raise Unfit(_("A smart collection needs a search."))
    except Unfit as refusal:
        return _show(request, member, found, refusal=str(refusal))
    found.description = _text(request)
    if found.query:
        found.query = query
    found.save(update_fields=["name", "description", "query"])
    messages.info(request, _("Saved."))
    _hint(request, member, found.query)
    return redirect("generations:collection", found.pk)


@require_POST
@never_cache
def set_cover(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Let one of its pictures stand for a collection."""
    member = require(request, Action.ARRANGE)
    found = _find(member, collection_id)
    place = _place(member, request.POST.get("picture", ""))
    if not kept.shown(found).filter(listing=place).exists():
        raise Http404
    Collection.objects.filter(pk=found.pk).update(cover=place)
    return _after(request, member, found)


@require_POST
@never_cache
def order(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Move a picture: one step, to an end, to a number, or before another one."""
    member = require(request, Action.ARRANGE)
    found = _find(member, collection_id)
    place = _place(member, request.POST.get("picture", ""))
    to = request.POST.get("to", "")
    if "before" in request.POST:
        before = request.POST["before"]
        anchor = _place(member, before) if before else None
        kept.move_before(found, place, anchor)
    elif (number := read_number(request.POST.get("number", ""))) and to == "number":
        kept.move_to(found, place, number)
    else:
        kept.move(found, place, to=to)
    return _after(request, member, found)


@require_POST
@never_cache
def remove(request: HttpRequest, collection_id: int) -> HttpResponse:
    """Take a collection apart; its pictures stay, and it can be taken back."""
    member = require(request, Action.ARRANGE)
    found = _find(member, collection_id)
    there = Placement.objects.filter(collection=found).order_by("rank", "pk")
    places = list(there.values_list("listing", flat=True))
    step = steps.begin(member, VERBS["dissolve"], kept.remember(found), places)
    if steps.is_long(step):
        ring(take_step, step.pk)
    else:
        steps.take(step.pk)
    undo = reverse("generations:step-undo", args=[step.pk])
    messages.info(request, _("Collection deleted. Its pictures stay."), extra_tags=undo)
    return redirect("generations:collections")


def _cards(member: Member) -> list[Card]:
    living = Q(placements__listing__shelf=Shelf.GALLERY)
    rows = Collection.objects.filter(team=member.team)
    rows = rows.annotate(count=Count("placements", filter=living)).order_by(
        "name", "pk"
    )
    all_of_them = list(rows)
    covers = kept.covers_of(all_of_them)
    counts: dict[int, int | None] = {row.pk: row.count for row in all_of_them}
    smart = [row for row in all_of_them if row.query]
    for row in smart:
        counts[row.pk] = None
    for row in smart[:MOST_COUNTED]:
        roll = _roll(member, row)
        counts[row.pk] = roll.count(1000)
        if row.pk not in covers and (lines := roll.page(limit=1).lines):
            covers[row.pk] = lines[0]
    tiles = tiles_of(line.output for line in covers.values())
    by_id = dict(zip(covers, tiles, strict=True))
    return [Card(row, by_id.get(row.pk), counts[row.pk]) for row in all_of_them]


def _roll(member: Member, collection: Collection) -> Roll:
    named = {"collection": str(collection.pk)}
    return read_roll(member, named, scope=Scope.COLLECTION)


def _find(member: Member, collection_id: int) -> Collection:
    """Return a collection of the team.

    Raises:
        Http404: it is not of this team.
    """
    try:
        return asked.collection_of(member, str(collection_id))
    except Foreign as error:
        raise Http404 from error


def _place(member: Member, output_id: str) -> int:
    """Return the place of a picture of the team.

    Raises:
        Http404: it is not of this team.
    """
    try:
        key = uuid.UUID(output_id)
    except ValueError as error:
        raise Http404 from error
    found = Listing.objects.for_team(member.team).filter(output=key)
    place = found.values_list("place", flat=True).first()
    if place is None:
        raise Http404
    return place


def _query(request: HttpRequest, member: Member) -> str:
    """Return the search that a form sent, as it is kept for the team."""
    typed = " ".join(request.POST.get("query", "").replace("\0", "").split())
    return typed if len(typed) > LONGEST_QUERY else for_everybody(typed, member.user)


def _hint(request: HttpRequest, member: Member, query: str) -> None:
    """Say what of a search that is kept means nothing."""
    for hint in not_understood(query, member):
        messages.info(request, hint)


def _text(request: HttpRequest) -> str:
    return request.POST.get("description", "").replace("\0", "").strip()[:LONGEST_TEXT]


def _after(request: HttpRequest, member: Member, found: Collection) -> HttpResponse:
    """Answer a change of the order or the cover."""
    if wants_fragment(request):
        found.refresh_from_db()
        return _show(request, member, found)
    edit = reverse("generations:collection-edit", args=[found.pk])
    page = read_number(request.GET.get("page", ""))
    return redirect(f"{edit}?page={page}" if page else edit)


def _show(
    request: HttpRequest, member: Member, found: Collection, *, refusal: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"collection": found, "refusal": refusal}
    if not found.query:
        context |= order_of(request, found)
    return render_page(
        request,
        "generations/collection_edit.html",
        context,
        fragment="generations/_collection_order.html",
        status=400 if refusal else 200,
    )


def _refuse(request: HttpRequest, member: Member, text: str) -> HttpResponse:
    context = {
        "cards": _cards(member),
        "tabs": tabs_of(None),
        "may_arrange": True,
        "refusal": text,
        "typed": request.POST,
    }
    return render(request, "generations/collections.html", context, status=400)
