"""The compose pages: one form per mode, drawn anew for each change of the offer."""

import uuid
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from generations import accounts
from generations.catalogue.vocabulary import Mode
from generations.forms import FORMS, ComposeForm
from generations.forms.cards import OfferCard
from generations.forms.sentences import say_size_limits
from generations.fragments import render_page
from generations.models import Generation, Output, StaleToken
from generations.tasks import ring_for
from teams.access import may, member_of
from teams.models import Member
from teams.roles import Action

#: Modes that have a page; the others can be asked for from the shell.
PAGES = {Mode.TEXT_TO_IMAGE: _("Text to image")}
#: How many offers are shown before the fold.
NEAR_OFFERS = 3
#: How many of a person's latest pictures stand beside the form.
LATEST = 8


def compose(request: HttpRequest, mode: str) -> HttpResponse:
    """Show the form of a mode, or take a wish and answer with its placeholders."""
    member = member_of(request)
    if mode not in PAGES or not may(member, Action.GENERATE):
        raise Http404(mode)
    offers = accounts.offers(Mode(mode))
    form_class = FORMS[Mode(mode)]
    if request.method == "POST":
        form = form_class(request.POST, offers=offers, team=member.team)
        generation = _submit(form, member) if form.is_valid() else None
        if generation is not None:
            return _answer(request, form, generation, member)
    else:
        form = form_class(
            offers=offers, team=member.team, initial=_first_values(request, member)
        )
    return _draw(request, form, member)


def _submit(form: ComposeForm, member: Member) -> Generation | None:
    """Write the wish and ring for it; None when the token is stale."""
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
    context = _context(fresh) | {
        "outputs": outputs.order_by("-listed_at"),
        "is_sent": True,
    }
    return render_page(
        request, "generations/compose.html", context, fragment="compose-form"
    )


def _draw(request: HttpRequest, form: ComposeForm, member: Member) -> HttpResponse:
    """Draw the page, or only what a change of the offer redraws."""
    fragment = "compose-form" if request.method == "POST" else "compose-options"
    context = _context(form)
    if not request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        context["latest"] = (
            Output.objects.for_team(member.team)
            .filter(generation__person=member.user)
            .order_by("-listed_at", "-id")[:LATEST]
        )
    return render_page(request, "generations/compose.html", context, fragment=fragment)


def _context(form: ComposeForm) -> dict[str, Any]:
    context: dict[str, Any] = {
        "form": form,
        "mode": form.mode,
        "mode_label": PAGES[form.mode],
        "address": reverse("generations:compose", args=[form.mode]),
    }
    if not form.offers:
        return context
    choice = form.choice
    cards = [OfferCard(offer, choice) for offer in form.offers]
    near = [card for n, card in enumerate(cards) if n < NEAR_OFFERS or card.is_picked]
    return context | {
        "choice": choice,
        "near_offers": near,
        "more_offers": [card for card in cards if card not in near],
        "size_limits": say_size_limits(choice.rule),
    }


def _first_values(request: HttpRequest, member: Member) -> dict[str, Any]:
    """Return what stands in a new form: the address's words, or an older recipe."""
    values: dict[str, Any] = {}
    if request.GET.get("from"):
        values |= _recipe_of(request.GET["from"], member)
    values |= {name: value for name, value in request.GET.items() if name != "from"}
    if "offer" in request.GET:  # the form asks for itself: an unticked box is absent
        values["watermark"] = "watermark" in request.GET
    return values


def _recipe_of(output_id: str, member: Member) -> dict[str, Any]:
    """Return the values of the wish behind one of the team's pictures."""
    try:
        output = Output.objects.for_team(member.team).get(pk=uuid.UUID(output_id))
    except (ValueError, Output.DoesNotExist):
        raise Http404("output") from None
    generation = output.generation
    return {
        "prompt": generation.prompt,
        "offer": generation.offer_key,
        "size": generation.size,
        **generation.parameters,
    }
