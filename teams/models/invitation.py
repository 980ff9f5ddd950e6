"""Invitations by link. The link's secret is told once and kept only as a hash."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from teams.models.team import Team
from teams.roles import Role

if TYPE_CHECKING:
    from teams.models.user import User

#: How long a link works when nobody uses it.
INVITATION_LIFE = timedelta(days=7)


def hash_of(token: str) -> str:
    """Return what is kept of a link's secret; the secret is 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_token() -> str:
    """Return a secret that nobody guesses, for an address."""
    return secrets.token_urlsafe(32)


def end_of_life() -> datetime:
    """Return when an invitation made now ends."""
    return timezone.now() + INVITATION_LIFE


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Finds invitations."""

    def open(self) -> "InvitationQuerySet":
        """Return those whose link still lets somebody in."""
        return self.filter(
            accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
        )

    def waiting_in(self, team: Team) -> "InvitationQuerySet":
        """Return a team's open invitations, the newest first."""
        mine = self.filter(team=team).select_related("made_by")
        return mine.open().order_by("-created_at")

    def of_token_hash(self, token_hash: str) -> "Invitation | None":
        """Return the invitation a link belongs to, whatever became of it."""
        found = self.filter(token_hash=token_hash)
        return found.select_related("team", "made_by").first()


class Invitation(models.Model):
    """A link that makes one person a member of one team, once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=8, choices=Role.choices)
    #: whom it is for, as the maker wrote it; "" for nobody in particular
    note = models.CharField(max_length=80, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_by: "models.ForeignKey[User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(default=end_of_life)
    accepted_by: "models.ForeignKey[User | None]" = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role_known"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["team", "-created_at"], name="invitation_of_team"),
        ]

    def __str__(self) -> str:
        return f"{self.team} · {self.role}"

    @property
    def is_open(self) -> bool:
        """Say whether the link still lets somebody in."""
        is_used = bool(self.accepted_at or self.revoked_at)
        return not is_used and self.expires_at > timezone.now()
