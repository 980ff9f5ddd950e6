"""Who may see and do what: the one place that answers."""

from django.http import Http404, HttpRequest

from teams.models import Member, Team, User
from teams.roles import ALLOWED, Action, Role


def member_of(request: HttpRequest) -> Member:
    """Return the signed-in person's membership of the current team.

    Raises:
        Http404: the person belongs to no team.
    """
    found: Member | None = getattr(request, "_member", None)
    if found is None:
        found = Member.objects.current_for(request.user)
        if found is None:
            raise Http404("no team")
        request._member = found  # type: ignore[attr-defined]  # kept for this request
    return found


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


def people_who_may(action: Action) -> list[str]:
    """Return the addresses of everybody whose role allows an action in any team."""
    roles = [role for role, actions in ALLOWED.items() if action in actions]
    people = User.objects.filter(is_active=True, memberships__role__in=roles)
    return list(people.order_by("email").values_list("email", flat=True).distinct())
