"""The page Team: who belongs to it, with which role, and who may change that."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from teams import ranks
from teams.access import may, member_of, memberships_of, require
from teams.forms import InvitationForm, RoleForm, TeamForm
from teams.models import Invitation, Member
from teams.roles import ABLE_TO, Action, Role

TEMPLATE = "teams/team.html"


@dataclass(frozen=True, slots=True)
class Row:
    """One member as a line of the page."""

    member: Member
    is_me: bool
    is_only_owner: bool
    form: RoleForm | None  #: None when the reader may not change the role
    may_remove: bool


@require_safe
def show_team(request: HttpRequest) -> HttpResponse:
    """Show the team: its people, who is invited, the other teams."""
    return show(request)


@require_POST
def change_role(request: HttpRequest, member_id: int) -> HttpResponse:
    """Give a member another role."""
    actor = require(request, Action.INVITE)
    target = _colleague(actor, member_id)
    form = RoleForm(request.POST, roles=list(Role))
    if not form.is_valid():
        return show(request, status=422, problem=_("There is no such role."))
    try:
        ranks.change_role(actor, target, form.chosen())
    except ranks.OutOfReach as error:
        raise PermissionDenied from error
    except ranks.LastOwner:
        return show(request, status=409, problem=_say_last_owner(target))
    facts = {"name": target.user.get_full_name(), "role": form.chosen().label}
    messages.success(request, _("%(name)s is %(role)s now.") % facts)
    return redirect("teams:team")


@require_POST
def remove(request: HttpRequest, member_id: int) -> HttpResponse:
    """Take a member out of the team; the pictures stay."""
    actor = require(request, Action.INVITE)
    target = _colleague(actor, member_id)
    try:
        ranks.remove(actor, target)
    except ranks.OutOfReach as error:
        raise PermissionDenied from error
    except ranks.LastOwner:
        return show(request, status=409, problem=_say_last_owner(target))
    name = target.user.get_full_name()
    said = _("%(name)s is not in the team any more.") % {"name": name}
    messages.success(request, said)
    return redirect("teams:team" if target.pk != actor.pk else "generations:gallery")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Go out of the team oneself."""
    member = member_of(request)
    try:
        ranks.leave(member)
    except ranks.LastOwner:
        return show(request, status=409, problem=_say_last_owner(member))
    messages.success(request, _("You left %(team)s.") % {"team": member.team.name})
    return redirect("generations:gallery")


def show(
    request: HttpRequest, *, status: int = 200, problem: str = "", **changes: Any
) -> HttpResponse:
    """Draw the page; `changes` are forms as they were sent, or a new link."""
    reader = member_of(request)
    able, may_invite = ranks.reach(reader), may(reader, Action.INVITE)
    context = {
        "reader": reader,
        "rows": rows_of(reader),
        "roles": [(role, ABLE_TO[role]) for role in reversed(Role)],
        "may_invite": may_invite,
        "may_rename": may(reader, Action.MANAGE),
        "invitations": _waiting(reader) if may_invite else [],
        "invitation_form": InvitationForm(roles=able, initial={"role": Role.EDITOR}),
        "rename_form": TeamForm(initial={"name": reader.team.name}),
        "found_form": TeamForm(auto_id="found-%s"),
        "others": [each for each in memberships_of(request) if each != reader],
        "problem": problem,
        "day_format": pgettext("date format", "j M Y"),
        "minute_format": pgettext("date format", "j M, H:i"),
    } | changes
    return render(request, TEMPLATE, context, status=status)


def rows_of(reader: Member) -> list[Row]:
    """Return everybody of the reader's team, with what the reader may change."""
    members = list(Member.objects.in_team(reader.team))
    owners = [member for member in members if member.role == Role.OWNER]
    rows = []
    for member in members:
        is_only_owner = owners == [member]
        is_free = ranks.may_change(reader, member) and not is_only_owner
        form = RoleForm(
            roles=ranks.reach(reader),
            initial={"role": member.role},
            auto_id=f"role-{member.pk}-%s",
        )
        is_me = member.pk == reader.pk
        rows.append(
            Row(
                member=member,
                is_me=is_me,
                is_only_owner=is_only_owner,
                form=form if is_free else None,
                may_remove=is_free and not is_me,
            )
        )
    return rows


def _waiting(reader: Member) -> list[tuple[Invitation, bool]]:
    """Return the open invitations, and whether the reader may revoke each."""
    able = ranks.reach(reader)
    found = Invitation.objects.waiting_in(reader.team)
    return [(each, Role(each.role) in able) for each in found]


def _colleague(actor: Member, member_id: int) -> Member:
    """Return a member of the same team, or 404."""
    return get_object_or_404(Member.objects.in_team(actor.team), pk=member_id)


def _say_last_owner(member: Member) -> str:
    name = member.user.get_full_name()
    return _(
        "%(name)s is the only owner, and a team needs one. Make somebody else an"
        " owner first."
    ) % {"name": name}
