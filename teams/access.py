"""Who may see and do what: the one place that answers."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from teams.models import Member, Team, User, current_of
from teams.roles import ALLOWED, Action, Role

#: What signs people in.
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: Where the session keeps the id of the team this browser works in.
CHOSEN_TEAM = "team"


class NoTeam(Http404):
    """The person signed in belongs to no team."""


def memberships_of(request: HttpRequest) -> list[Member]:
    """Return all memberships of the person, with one query per request."""
    found: list[Member] | None = getattr(request, "_memberships", None)
    if found is None:
        is_known = request.user.is_authenticated
        found = list(Member.objects.of_person(request.user)) if is_known else []
        request._memberships = found  # type: ignore[attr-defined]  # kept for this request
    return found


def member_of(request: HttpRequest) -> Member:
    """Return the signed-in person's membership of the current team.

    That is the one this browser chose, else the one the person chose last anywhere,
    else the oldest.

    Raises:
        NoTeam: the person belongs to no team.
    """
    session = getattr(request, "session", {})
    found = current_of(memberships_of(request), chosen=session.get(CHOSEN_TEAM, ""))
    if found is None:
        raise NoTeam
    return found


def switch_to(request: HttpRequest, member: Member) -> None:
    """Work in another team from the next request on, here and where one signs in."""
    request.session[CHOSEN_TEAM] = str(member.team_id)
    Member.objects.filter(pk=member.pk).update(chosen_at=timezone.now())


def require(request: HttpRequest, action: Action) -> Member:
    """Return the member who may do something in the current team.

    Raises:
        NoTeam: the person belongs to no team.
        PermissionDenied: the role does not allow it.
    """
    member = member_of(request)
    if not may(member, action):
        raise PermissionDenied
    return member


def may(member: Member, action: Action) -> bool:
    """Say whether this member's role allows the action."""
    return action in ALLOWED[Role(member.role)]


def runs_studio(member: Member) -> bool:
    """Say whether this person minds the studio itself, whose gateways all teams use.

    `member` comes from `member_of`.
    """
    return member.is_at_home and may(member, Action.MANAGE)


def first_owner() -> tuple[User, Team] | None:
    """Return the oldest owner and the team owned, for use from the shell."""
    member = (
        Member.objects.filter(role=Role.OWNER)
        .select_related("user", "team")
        .order_by("pk")
        .first()
    )
    return (member.user, member.team) if member else None


def minders() -> list[str]:
    """Return the addresses of everybody who runs the studio (`runs_studio`)."""
    home = Team.objects.order_by("created_at")[:1]
    roles = [role for role, actions in ALLOWED.items() if Action.MANAGE in actions]
    people = User.objects.filter(
        is_active=True, memberships__role__in=roles, memberships__team__in=home
    )
    return list(people.order_by("email").values_list("email", flat=True).distinct())
