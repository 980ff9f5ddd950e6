"""Who rises, falls and leaves in a team: the rules, under the lock of the team.

Nobody acts on somebody above, nobody gives more than they have, and a team always
keeps an owner.
"""

import logging

from django.db import transaction
from django.utils import timezone

from teams.endings import end_passes
from teams.models import Invitation, Member, Team, User
from teams.roles import ALLOWED, Action, Role, up_to

logger = logging.getLogger(__name__)


class OutOfReach(Exception):
    """The role of who asks does not allow it."""


class LastOwner(Exception):
    """A team without an owner could not be run by anybody."""


def reach(actor: Member) -> list[Role]:
    """Return the roles this member may give, from least to most; [] for none."""
    return up_to(actor.role) if Action.INVITE in ALLOWED[Role(actor.role)] else []


def may_change(actor: Member, target: Member) -> bool:
    """Say whether one member may change or remove another."""
    is_colleague = actor.team_id == target.team_id
    return is_colleague and Role(target.role) in reach(actor)


def hold(team: Team) -> None:
    """Lock a team until the transaction ends: one change of its people at a time."""
    Team.objects.select_for_update().get(pk=team.pk)


def as_now(actor: Member) -> Member:
    """Read who asks again, under the lock: the role may have changed since.

    Raises:
        OutOfReach: no member any more, or one who may not invite.
    """
    now = Member.objects.filter(pk=actor.pk).select_related("team", "user").first()
    if now is None or not reach(now):
        raise OutOfReach
    return now


def change_role(actor: Member, target: Member, role: Role) -> None:
    """Give a member another role.

    Raises:
        OutOfReach: the member or the role stands above who asks.
        LastOwner: nobody else owns the team.
    """
    with transaction.atomic():
        hold(actor.team)
        now, found = as_now(actor), _again(target)
        if not may_change(now, found) or role not in reach(now):
            raise OutOfReach
        if found.role == Role.OWNER != role:
            _keep_an_owner(found)
        Member.objects.filter(pk=found.pk).update(role=role)
        _take_back(found.user, found.team, above=role)
        end_passes(found.user_id)
    logger.info("role changed: member %s is %s by %s", target.pk, role, actor.user_id)


def remove(actor: Member, target: Member) -> None:
    """Take a member out of the team; what they made stays in it.

    Raises:
        OutOfReach: the member stands above who asks.
        LastOwner: nobody else owns the team.
    """
    with transaction.atomic():
        hold(actor.team)
        found = _again(target)
        if not may_change(as_now(actor), found):
            raise OutOfReach
        _take_out(found)
    logger.info("member removed: %s by %s", target.pk, actor.user_id)


def leave(member: Member) -> None:
    """Go out of a team oneself; what one made stays in it.

    Raises:
        LastOwner: nobody else owns the team.
    """
    with transaction.atomic():
        hold(member.team)
        _take_out(_again(member))
    logger.info("member left: %s", member.pk)


def found_team(founder: User, name: str) -> Member:
    """Make a team and its founder the owner."""
    with transaction.atomic():
        team = Team.objects.create(name=name)
        return Member.objects.create(team=team, user=founder, role=Role.OWNER)


def _again(target: Member) -> Member:
    """Read a member again, under the lock.

    Raises:
        OutOfReach: somebody was faster.
    """
    found = Member.objects.filter(pk=target.pk).select_related("team", "user").first()
    if found is None:
        raise OutOfReach
    return found


def _take_out(member: Member) -> None:
    if member.role == Role.OWNER:
        _keep_an_owner(member)
    _take_back(member.user, member.team, above=None)
    Member.objects.filter(pk=member.pk).delete()
    end_passes(member.user_id)


def _keep_an_owner(leaving: Member) -> None:
    """Refuse to take the last owner away.

    Raises:
        LastOwner: nobody else owns the team.
    """
    others = Member.objects.filter(team=leaving.team, role=Role.OWNER)
    if not others.exclude(pk=leaving.pk).filter(user__is_active=True).exists():
        raise LastOwner


def _take_back(maker: User, team: Team, *, above: Role | None) -> None:
    """Revoke the open invitations a person may not give any more."""
    kept = reach(Member(team=team, role=above)) if above else []
    lost = [role for role in Role if role not in kept]
    mine = Invitation.objects.filter(team=team, made_by=maker, role__in=lost)
    mine.open().update(revoked_at=timezone.now())
