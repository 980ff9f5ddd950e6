"""The page behind an invitation's link: join with an account, or make one.

The link's secret leaves the address at once: the session keeps its hash alone.
"""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from teams import joining
from teams.access import BACKEND, memberships_of, switch_to
from teams.forms import AccountForm
from teams.models import Invitation, Member
from teams.models.invitation import hash_of

#: Where the session keeps the hash of the link that was opened.
OPENED_LINK = "invitation"


@login_not_required
@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember an invitation and go to its page, without the secret in the address."""
    invitation = Invitation.objects.of_token_hash(hash_of(token))
    if invitation is None:
        return _show_end(request, None)
    request.session[OPENED_LINK] = invitation.token_hash
    return redirect("teams:join")


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    """Show what one is invited to, and take part in it."""
    opened = request.session.get(OPENED_LINK, "")
    invitation = Invitation.objects.of_token_hash(opened) if opened else None
    if invitation is None or not invitation.is_open:
        return _show_end(request, invitation)
    mine = [each for each in memberships_of(request) if _is_of(each, invitation)]
    if mine and request.method == "POST":
        return _enter(request, mine[0])
    if request.user.is_authenticated:
        if request.method == "POST":
            return _accept(request, invitation)
        form = None
    else:
        form = AccountForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            return _accept_as_new(request, invitation, form)
    context = {"invitation": invitation, "form": form, "is_member": bool(mine)}
    return render(request, "teams/join.html", context)


def _accept(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Make the person signed in a member."""
    assert request.user.is_authenticated
    try:
        member = joining.accept(invitation, request.user)
    except joining.AlreadyMember:  # in another window, in this very moment
        return redirect("teams:join")
    except joining.InvitationOver:
        invitation.refresh_from_db()
        return _show_end(request, invitation)
    return _enter(request, member)


def _accept_as_new(
    request: HttpRequest, invitation: Invitation, form: AccountForm
) -> HttpResponse:
    """Make an account and a membership, then sign in."""
    asked = form.cleaned_data
    try:
        member = joining.join_as_new(
            invitation,
            email=asked["email"],
            password=asked["password"],
            name=asked["name"],
        )
    except ValidationError as error:
        form.add_error("email", error)
        context = {"invitation": invitation, "form": form}
        return render(request, "teams/join.html", context)
    except joining.InvitationOver:
        invitation.refresh_from_db()
        return _show_end(request, invitation)
    login(request, member.user, backend=BACKEND)
    return _enter(request, member)


def _enter(request: HttpRequest, member: Member) -> HttpResponse:
    """Begin to work in the team one came into."""
    request.session.pop(OPENED_LINK, None)
    switch_to(request, member)
    messages.success(request, _("Welcome to %(team)s.") % {"team": member.team.name})
    return redirect("generations:gallery")


def _is_of(member: Member, invitation: Invitation) -> bool:
    return member.team_id == invitation.team_id


def _show_end(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """Say in words why the link lets nobody in; a wrong one tells no name.

    A link that worked once may say so: who holds it was told the team by it.
    """
    ends = {
        "wrong": _("Perhaps a part of it is missing: copy the whole link."),
        "used": _("A link lets in one person, once. Were it you, just sign in."),
        "revoked": _("Who sent it to you took it back."),
        "late": _("A link works for seven days."),
    }
    if invitation is None:
        end = "wrong"
    elif invitation.accepted_at:
        end = "used"
    else:
        end = "revoked" if invitation.revoked_at else "late"
    context = {"end": end, "why": ends[end]}
    status = 404 if invitation is None else 410
    return render(request, "teams/join_end.html", context, status=status)
