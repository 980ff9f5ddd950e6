"""The page Gateways: keys, tests of keys, and the gates of the accounts.

Only for who minds the studio itself. A key goes in and never comes out.
"""

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from generations import accounts, keys
from generations.catalogue.vocabulary import Gateway
from generations.catalogue_words import gateway_label
from generations.forms.gateways import KeyForm, LimitsForm
from generations.fragments import render_page
from generations.models import ALL, Gate, PauseReason
from generations.views.gateway_cards import PAUSED, cards, find_gateway
from teams.access import member_of, runs_studio
from teams.models import Member

logger = logging.getLogger(__name__)

TEMPLATE = "generations/gateways.html"
#: The gate of everything, in addresses.
EVERYTHING = "all"


@require_safe
def gateways(request: HttpRequest) -> HttpResponse:
    """Show every gateway: its key's origin, its gate, what is under way."""
    _minder(request)
    return _show(request)


@require_POST
@sensitive_post_parameters("key")
def save_key(request: HttpRequest, slug: str) -> HttpResponse:
    """Seal and keep a key; what was typed is never sent back, not with an error."""
    person = _minder(request).user
    gateway = _keyed(slug)
    form = KeyForm(request.POST, auto_id=f"{slug}-%s")
    if keys.from_environment(gateway):
        form.add_error(None, _("The environment has a key for it, which wins."))
    if not form.is_valid():
        return _show(request, status=422, key_form=(slug, form))
    keys.save(gateway, form.cleaned_data["key"], person=person)
    messages.success(
        request,
        _("The key of %(gateway)s is kept, sealed. It is used within seconds.")
        % {"gateway": gateway_label(gateway)},
    )
    return _back(slug)


@require_POST
def remove_key(request: HttpRequest, slug: str) -> HttpResponse:
    """Drop a kept key; requests to its gateway wait."""
    person = _minder(request).user
    gateway = _keyed(slug)
    if keys.remove(gateway, person=person):
        label = gateway_label(gateway)
        messages.success(
            request, _("The key of %(gateway)s is removed.") % {"gateway": label}
        )
    return _back(slug)


@require_POST
def check_key(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the gateway, for nothing, whether it accepts its key, and show the answer."""
    _minder(request)
    gateway = _keyed(slug)
    if not gateway.base_url or not accounts.key_of(gateway):
        raise Http404(slug)
    check = accounts.check_key(gateway)
    logger.info("key checked: %s %s status=%s", slug, check.answer, check.status)
    return _show(request, tested=(slug, check), shown=slug)


@require_POST
def save_limits(request: HttpRequest, slug: str) -> HttpResponse:
    """Set how much the gate of an account lets through."""
    _minder(request)
    gateway = _known(slug)
    form = LimitsForm(request.POST, auto_id=f"{slug}-%s")
    if not form.is_valid():
        return _show(request, status=422, limits_form=(slug, form))
    gate = Gate.objects.named(slug)
    Gate.objects.filter(pk=gate.pk).update(**form.limits())
    messages.success(
        request,
        _("The limits of %(gateway)s are set.") % {"gateway": gateway_label(gateway)},
    )
    return _back(slug)


@require_POST
def pause(request: HttpRequest, slug: str) -> HttpResponse:
    """Close a gate: what is under way ends, the rest waits."""
    person = _minder(request).user
    if Gate.objects.pause(_gate_slug(slug), PauseReason.PERSON):
        logger.info("gate paused: %s by %s", slug, person.pk)
    return _back(slug)


@require_POST
def resume(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a gate, whatever it was closed for."""
    person = _minder(request).user
    if Gate.objects.resume(_gate_slug(slug)):
        logger.info("gate resumed: %s by %s", slug, person.pk)
    return _back(slug)


def _minder(request: HttpRequest) -> Member:
    """Return the member who minds the studio.

    Raises:
        PermissionDenied: a colleague whose role does not allow it.
        Http404: somebody of another team: the gateways are not theirs to know of.
    """
    member = member_of(request)
    if not member.is_at_home:
        raise Http404("another team")
    if not runs_studio(member):
        raise PermissionDenied
    return member


def _known(slug: str) -> Gateway:
    """Return a gateway of the page, or 404."""
    gateway = find_gateway(slug)
    if gateway is None:
        raise Http404(slug)
    return gateway


def _keyed(slug: str) -> Gateway:
    """Return a gateway that takes a key, or 404."""
    gateway = _known(slug)
    if not gateway.key_variable:
        raise Http404(slug)
    return gateway


def _gate_slug(slug: str) -> str:
    """Return the slug of a gate, or 404."""
    return ALL if slug == EVERYTHING else _known(slug).slug


def _back(slug: str) -> HttpResponse:
    """Go to the card that was changed."""
    place = "" if slug == EVERYTHING else f"#gateway-{slug}"
    return redirect(f"{reverse('generations:gateways')}{place}")


def _show(
    request: HttpRequest, *, status: int = 200, shown: str = "", **changes: Any
) -> HttpResponse:
    """Draw the page; for htmx the card named by `shown` alone."""
    drawn = cards(**changes)
    everything = Gate.objects.filter(pk=ALL).first()
    context = {
        "connected": [card for card in drawn if card.is_connected],
        "others": [card for card in drawn if not card.is_connected],
        "card": next((card for card in drawn if card.slug == shown), None),
        "why_all_wait": PAUSED.get(everything.pause_reason, "") if everything else "",
    }
    if not shown:
        return render(request, TEMPLATE, context, status=status)
    return render_page(request, TEMPLATE, context, fragment="card")
