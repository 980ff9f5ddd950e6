"""Invitations as who makes them sees them: a link shown once, and what is open."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from teams import joining, ranks
from teams.access import require
from teams.forms import InvitationForm
from teams.models import Invitation, Member
from teams.roles import Action
from teams.views.people import show


@require_POST
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation and show its link, this once."""
    member = require(request, Action.INVITE)
    form = InvitationForm(request.POST, roles=ranks.reach(member))
    if not form.is_valid():
        return show(request, status=422, invitation_form=form)
    try:
        made, token = joining.invite(
            member, role=form.chosen(), note=form.cleaned_data["note"]
        )
    except ranks.OutOfReach as error:
        raise PermissionDenied from error
    address = request.build_absolute_uri(reverse("teams:link", args=[token]))
    return show(request, made=made, link=address)


@require_POST
def revoke(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Close an invitation; an undo stands in the note about it."""
    member = require(request, Action.INVITE)
    invitation = _invitation(member, invitation_id)
    try:
        is_done = joining.revoke(member, invitation)
    except ranks.OutOfReach as error:
        raise PermissionDenied from error
    if is_done:
        undo = reverse("teams:restore", args=[invitation.pk])
        said = _("The invitation is revoked: its link lets nobody in.")
        messages.success(request, said, extra_tags=undo)
    else:
        messages.info(request, _("The invitation was over already."))
    return redirect("teams:team")


@require_POST
def restore(request: HttpRequest, invitation_id: UUID) -> HttpResponse:
    """Open a revoked invitation again: the same link works for its last days."""
    member = require(request, Action.INVITE)
    invitation = _invitation(member, invitation_id)
    try:
        is_done = joining.restore(member, invitation)
    except ranks.OutOfReach as error:
        raise PermissionDenied from error
    said = _("The link works again.") if is_done else _("It cannot be opened again.")
    messages.success(request, said)
    if request.htmx:  # type: ignore[attr-defined]  # set by django-htmx
        return HttpResponseClientRedirect(reverse("teams:team"))
    return redirect("teams:team")


def _invitation(member: Member, invitation_id: UUID) -> Invitation:
    """Return an invitation of the team, or 404."""
    mine = Invitation.objects.filter(team=member.team).select_related("team", "made_by")
    return get_object_or_404(mine, pk=invitation_id)
