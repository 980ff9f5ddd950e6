"""Several teams: name one, found another, switch between them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams import ranks
from teams.access import memberships_of, require, switch_to
from teams.forms import TeamForm
from teams.models import Team
from teams.roles import Action
from teams.views.people import show


@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Give the team another name."""
    member = require(request, Action.MANAGE)
    form = TeamForm(request.POST)
    if not form.is_valid():
        return show(request, status=422, rename_form=form)
    Team.objects.filter(pk=member.team_id).update(name=form.cleaned_data["name"])
    messages.success(request, _("The team has its new name."))
    return redirect("teams:team")


@require_POST
def found(request: HttpRequest) -> HttpResponse:
    """Make a team of one's own and work in it; for who runs a team already."""
    founder = require(request, Action.MANAGE)
    form = TeamForm(request.POST, auto_id="found-%s")
    if not form.is_valid():
        return show(request, status=422, found_form=form)
    member = ranks.found_team(founder.user, form.cleaned_data["name"])
    switch_to(request, member)
    messages.success(request, _("The team is there. Invite its people here."))
    return redirect("teams:team")


@require_POST
def switch(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Work in another team one belongs to; every page follows."""
    for member in memberships_of(request):
        if member.team_id == team_id:
            switch_to(request, member)
            return redirect("generations:gallery")
    raise Http404("another team")
