"""The compose pages: one form family, drawn anew for each change, sent once."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from generations import accounts, mentions
from generations.budgets import budget_notes, say_over_budget
from generations.catalogue.vocabulary import Mode
from generations.forms import FORMS, ComposeForm, copies, tray, uploads
from generations.forms.cards import OfferCard
from generations.forms.sentences import say_other_team, say_size_limits
from generations.fragments import render_page
from generations.models import Draft, Generation, Output, OverBudget, StaleToken
from generations.tasks import ring_for
from generations.views import desk
from generations.views.code import code_of
from generations.views.tiles import tiles_of
from teams.access import may, member_of
from teams.models import Member
from teams.roles import Action

#: The modes in the order of their tabs.
PAGES = {
    Mode.TEXT_TO_IMAGE: _("Text to image"),
    Mode.EDIT: _("Edit"),
    Mode.FUSION: _("Fusion"),
    Mode.SEQUENCE: _("Sequence"),
}
#: How many variations can be picked.
VARIATIONS = (1, 2, 3, 4, 6, 8)
#: How many offers are shown before the fold.
NEAR_OFFERS = 3
#: How many of a person's latest pictures stand beside the form.
LATEST = 8
TEMPLATE = "generations/compose.html"


@require_http_methods(["GET", "HEAD", "POST"])
def compose(request: HttpRequest, mode: str) -> HttpResponse:
    """Show the form of a mode, or take a wish and answer with its placeholders."""
    member = _maker(request, mode)
    offers = accounts.offers(Mode(mode))
    form_class = FORMS[Mode(mode)]
    if request.method == "POST":
        order, taken = _gather(request, member, Mode(mode))
        posted = request.POST.copy()
        posted.setlist("references", order)
        form = form_class(posted, offers=offers, team=member.team)
        desk.keep(request, member, Mode(mode), order=order, more=taken.places)
        is_sendable = form.is_valid() and not taken.complaints
        generation = _submit(form, member) if is_sendable else None
        if generation is not None:
            return _answer(request, form, generation, member)
        more = {"complaints": taken.complaints}
        return _draw(request, form, member, fragment="compose-form", more=more)
    initial, gone = desk.first_values(request, member, Mode(mode))
    form = form_class(offers=offers, team=member.team, initial=initial)
    more = {"complaints": gone}
    return _draw(request, form, member, fragment="compose-options", more=more)


@require_POST
def redraw(request: HttpRequest, mode: str) -> HttpResponse:
    """Draw the form for what stands on it now: a changed offer, tray or prompt.

    Without htmx the form is kept and shown again by its own address.
    """
    member = _maker(request, mode)
    before = request.POST.get("tray_before", "").split(",")
    order, taken = _gather(request, member, Mode(mode))
    laid, order = order, desk.on_hand(order, member.team)
    complaints = [*desk.say_gone(laid, order), *taken.complaints]
    places = mentions.places_after(before, order) if before != [""] else {}
    prompt = mentions.renumber(request.POST.get("prompt", ""), places)
    values = desk.keep(
        request, member, Mode(mode), prompt=prompt, order=order, more=taken.places
    )
    switched = request.POST.get("switch") in PAGES
    if request.POST.get("payer") not in (None, str(member.team_id)):
        messages.warning(request, say_other_team(member.team.name))
        return _switch(request, mode)
    if switched or not request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        for complaint in complaints:
            messages.warning(request, complaint)
        return _switch(request, request.POST["switch"] if switched else mode)
    form = FORMS[Mode(mode)](
        offers=accounts.offers(Mode(mode)), team=member.team, initial=values
    )
    more = {
        "is_redrawn": True,
        "complaints": complaints,
        "is_renumbered": prompt != request.POST.get("prompt", ""),
    }
    return _draw(request, form, member, fragment="compose-redrawn", more=more)


def _gather(
    request: HttpRequest, member: Member, mode: Mode
) -> tuple[list[str], uploads.Taken]:
    """Return the tray after the press and the files that came with the form.

    A new file takes the place of the one picture that is edited.
    """
    order = tray.press(request.POST.getlist("references"), request.POST.get("tray", ""))
    if mode is Mode.TEXT_TO_IMAGE:
        return order, uploads.Taken()
    taken = uploads.take(request.FILES.getlist("files"), team=member.team)
    new = [place["image"] for place in taken.places]
    if mode is Mode.EDIT and new:
        return new[-1:], taken
    return tray.add(order, new) if new else order, taken


def _switch(request: HttpRequest, mode: str) -> HttpResponse:
    """Go to the form of a mode; what stood on this one has been kept."""
    address = reverse("generations:compose", args=[mode])
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return HttpResponseClientRedirect(address)
    return redirect(address)


def _maker(request: HttpRequest, mode: str) -> Member:
    """Return the member who may make pictures in this mode, or 404."""
    member = member_of(request)
    if mode not in PAGES or not may(member, Action.GENERATE):
        raise Http404(mode)
    return member


def _submit(form: ComposeForm, member: Member) -> Generation | None:
    """Write the wish and ring for it; None, and the form says why, when refused."""
    try:
        with transaction.atomic():
            generation = Generation.objects.submit(
                form.wish(),
                team=member.team,
                person=member.user,
                token=form.cleaned_data["token"],
            )
            transaction.on_commit(lambda: ring_for(generation), robust=True)
    except StaleToken:
        form.say_stale()
        return None
    except OverBudget as refusal:
        form.say_over_budget(say_over_budget(refusal))
        return None
    return generation


def _answer(
    request: HttpRequest, form: ComposeForm, generation: Generation, member: Member
) -> HttpResponse:
    """Answer a submit: the form with a fresh token and the new placeholders."""
    if not request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return redirect("generations:gallery")
    values = {name: form[name].value() for name in form.fields if name != "token"}
    fresh = type(form)(offers=form.offers, team=member.team, initial=values)
    outputs = Output.objects.for_team(member.team).filter(generation=generation)
    more = {"outputs": tiles_of(outputs.order_by("-listed_at")), "is_sent": True}
    return _draw(request, fresh, member, fragment="compose-form", more=more)


def _draw(
    request: HttpRequest,
    form: ComposeForm,
    member: Member,
    *,
    fragment: str,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Draw the page, or only the part that htmx asked for."""
    context = _context(form, member) | (more or {})
    if not request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        own = Output.objects.for_team(member.team)
        own = own.filter(generation__person=member.user)
        context["latest"] = tiles_of(own.order_by("-listed_at", "-id")[:LATEST])
    return render_page(request, TEMPLATE, context, fragment=fragment)


def _context(form: ComposeForm, member: Member) -> dict[str, Any]:
    draft = Draft.objects.of(team=member.team, person=member.user)
    offer = form.choice.offer if form.offers else None
    places = desk.places_of(form.reference_ids, member.team, draft.tray, offer=offer)
    prompt = str(form.values.get("prompt") or "")
    context: dict[str, Any] = {
        "form": form,
        "mode": form.mode,
        "tabs": PAGES.items(),
        "address": reverse("generations:compose", args=[form.mode]),
        "redraw": reverse("generations:redraw", args=[form.mode]),
        "places": places,
        "room": 0,
        "tray_before": ",".join(str(place.image.pk) for place in places),
        "pieces": mentions.pieces_of(prompt),
        "sent_as": desk.sent_as(prompt, len(places)),
        "lint": desk.lint(prompt, len(places)),
        "left_out": desk.say_left_out(form.mode, draft),
        "budget_notes": partial(budget_notes, member.team, member.user),
    }
    if not form.offers:
        return context
    choice = form.choice
    cards = [OfferCard(offer, choice) for offer in form.offers]
    near = [card for n, card in enumerate(cards) if n < NEAR_OFFERS or card.is_picked]
    return context | {
        "choice": choice,
        "smaller": copies.say_smaller([place.image for place in places], choice.offer),
        "room": max(0, form.most_references(choice.offer) - len(places)),
        "near_offers": near,
        "more_offers": [card for card in cards if card not in near],
        "variation_choices": VARIATIONS,
        "sum_cells": desk.sum_cells(choice),
        "size_limits": say_size_limits(choice.rule),
        "code": code_of(form),
    }
