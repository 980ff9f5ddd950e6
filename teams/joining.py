"""How people come into a team: invitations made, taken back and accepted.

An invitation never gives more than its maker has, neither when it is made nor, for
`ranks` takes back what its maker lost, when it is accepted.
"""

import logging

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models import Invitation, Member, User
from teams.models.invitation import hash_of, new_token
from teams.ranks import OutOfReach, as_now, hold, reach
from teams.roles import Role

logger = logging.getLogger(__name__)

TAKEN = _("There is an account of this address. Sign in with it.")


class InvitationOver(Exception):
    """The link lets nobody in any more."""


class AlreadyMember(Exception):
    """The person belongs to the team; the invitation stays open."""


def invite(actor: Member, *, role: Role, note: str = "") -> tuple[Invitation, str]:
    """Make an invitation; return it with the link's secret, told this once.

    Raises:
        OutOfReach: who asks may not give that role.
    """
    token = new_token()
    with transaction.atomic():
        hold(actor.team)
        if role not in reach(as_now(actor)):
            raise OutOfReach
        made = Invitation.objects.create(
            team=actor.team,
            role=role,
            note=note,
            token_hash=hash_of(token),
            made_by=actor.user,
        )
    logger.info("invitation made: %s %s by %s", made.pk, role, actor.user_id)
    return made, token


def revoke(actor: Member, invitation: Invitation) -> bool:
    """Close an invitation; False when somebody came in or it was closed before.

    Raises:
        OutOfReach: it gives a role above who asks.
    """
    return _set_revoked(actor, invitation, is_revoked=True)


def restore(actor: Member, invitation: Invitation) -> bool:
    """Open a revoked invitation again, for the rest of its days; False when over.

    Raises:
        OutOfReach: it gives a role above who asks.
    """
    return _set_revoked(actor, invitation, is_revoked=False)


def accept(invitation: Invitation, user: User) -> Member:
    """Make a person a member, once.

    Raises:
        AlreadyMember: the person belongs to the team.
        InvitationOver: used, revoked or too old.
    """
    with transaction.atomic():
        hold(invitation.team)
        if Member.objects.filter(team=invitation.team, user=user).exists():
            raise AlreadyMember
        mine = Invitation.objects.filter(pk=invitation.pk).open()
        if not mine.update(accepted_at=timezone.now(), accepted_by=user):
            raise InvitationOver
        member = Member.objects.create(
            team=invitation.team, user=user, role=invitation.role
        )
    logger.info("invitation accepted: %s by %s", invitation.pk, user.pk)
    return member


def join_as_new(
    invitation: Invitation, *, email: str, password: str, name: str
) -> Member:
    """Make the account of somebody invited, and the membership with it, or neither.

    Raises:
        ValidationError: there is an account of that address.
        InvitationOver: used, revoked or too old.
    """
    with transaction.atomic():
        hold(invitation.team)
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(TAKEN)
        try:
            with transaction.atomic():
                user = User.objects.create_user(email, password, name=name)
        except IntegrityError as error:  # the same address, in this very moment
            raise ValidationError(TAKEN) from error
        return accept(invitation, user)


def _set_revoked(actor: Member, invitation: Invitation, *, is_revoked: bool) -> bool:
    with transaction.atomic():
        hold(actor.team)
        now = as_now(actor)
        if Role(invitation.role) not in reach(now):
            raise OutOfReach
        unused = Invitation.objects.filter(
            pk=invitation.pk, team=now.team, accepted_at=None
        )
        if is_revoked:
            found = unused.open()
            changed = found.update(revoked_at=timezone.now())
        else:
            maker = Member.objects.filter(team=now.team, user=invitation.made_by_id)
            if not any(Role(invitation.role) in reach(each) for each in maker):
                return False
            found = unused.filter(
                revoked_at__isnull=False, expires_at__gt=timezone.now()
            )
            changed = found.update(revoked_at=None)
    logger.info("invitation %s revoked=%s by %s", invitation.pk, is_revoked, actor.pk)
    return bool(changed)
