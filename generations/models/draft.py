"""What stands on a person's compose form: kept, so that no page loses it."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from teams.models import Team, User


class DraftQuerySet(models.QuerySet["Draft"]):
    """Finds and keeps drafts."""

    def keep(
        self, *, team: Team, person: User, values: dict[str, Any], tray: list[Any]
    ) -> "Draft":
        """Keep what stands on the form, in place of what stood there before."""
        draft, _made = self.update_or_create(
            team=team, person=person, defaults={"values": values, "tray": tray}
        )
        return draft

    def of(self, *, team: Team, person: User) -> "Draft":
        """Return a person's draft in a team, an empty unsaved one for a start."""
        found = self.filter(team=team, person=person).first()
        return found or Draft(team=team, person=person)


class Draft(models.Model):
    """One person's compose form in one team, the same for all modes.

    `values` holds the fields as typed; `tray` the references in order, each as
    {image: id, name: file name, notes: [words]}.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    values = models.JSONField(default=dict)
    tray = models.JSONField(default=list)
    saved_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[DraftQuerySet] = DraftQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "person"], name="draft_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.team_id}"
