"""Teams and who belongs to them. Every row of the studio belongs to a team."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from teams.models.user import User
from teams.roles import Role

#: What the home team is called until somebody renames it.
FIRST_NAME = _("Studio")


class AlreadyFounded(Exception):
    """The studio has its first person already."""


class TeamQuerySet(models.QuerySet["Team"]):
    """Finds teams."""

    def home(self) -> "Team":
        """Return the team that is there from the start, making it when missing."""
        found = self.order_by("created_at").first()
        return found or self.create(name=str(FIRST_NAME))


class Team(models.Model):
    """People who share their pictures and their money."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[TeamQuerySet] = TeamQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    """Finds memberships."""

    def of_person(self, user: User | AnonymousUser) -> "MemberQuerySet":
        """Return a person's memberships with their teams, the one used last first."""
        older = Team.objects.filter(created_at__lt=models.OuterRef("team__created_at"))
        return (
            self.filter(user=user.pk)
            .annotate(is_at_home=~models.Exists(older))  # type: ignore[no-redef]  # declared for readers
            .select_related("team", "user")
            .order_by(models.F("chosen_at").desc(nulls_last=True), "pk")
        )

    def current_for(
        self, user: User | AnonymousUser, *, chosen: str = ""
    ) -> "Member | None":
        """Return the membership a person works in now, or None.

        `chosen` is the id of the team this browser works in; a team the person does
        not belong to counts as none.
        """
        return current_of(list(self.of_person(user)), chosen=chosen)

    def in_team(self, team: Team) -> "MemberQuerySet":
        """Return everybody of a team, who came first first."""
        return self.filter(team=team).select_related("user").order_by("pk")

    def found_studio(self, *, email: str, password: str, name: str) -> "Member":
        """Make the first person the owner of the home team, once.

        The team has its name in the language they speak: nobody else knew it before.

        Raises:
            AlreadyFounded: somebody was faster.
        """
        with transaction.atomic():
            team = Team.objects.select_for_update().get(pk=Team.objects.home().pk)
            if User.objects.exists():
                raise AlreadyFounded
            team.name = str(FIRST_NAME)
            team.save(update_fields=["name"])
            user = User.objects.create_user(email, password, name=name)
            return self.create(team=team, user=user, role=Role.OWNER)


def current_of(members: "list[Member]", *, chosen: str = "") -> "Member | None":
    """Return the membership of the chosen team, else the first, else None."""
    for member in members:
        if str(member.team_id) == chosen:
            return member
    return members[0] if members else None


class Member(models.Model):
    """One person in one team, with a role."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="members")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.EDITOR)
    created_at = models.DateTimeField(auto_now_add=True)
    #: when the person last switched to this team
    chosen_at = models.DateTimeField(null=True, editable=False)

    #: whether the team is the home team; told by `of_person` alone
    is_at_home: bool = False

    objects: ClassVar[MemberQuerySet] = MemberQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "user"], name="member_once"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="member_role_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.team} · {self.role}"
