"""Money by paid request: set aside, spent, held, and the budgets it counts against.

Entries are only ever added; the totals of a month are written with them, so that a
budget is one row to compare with and cannot be raced.
"""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from teams.models import Team

if TYPE_CHECKING:
    from generations.models.attempt import Attempt


class EntryKind(models.TextChoices):
    """What happened to the money of a paid request."""

    RESERVE = "reserve"  #: set aside when it was asked for
    COMMIT = "commit"  #: spent, by what was delivered
    HOLD = "hold"  #: may have been spent; a person or a late answer will tell
    RELEASE = "release"  #: not spent after all


class LedgerEntry(models.Model):
    """One movement: three signed amounts, whose sums say where the money stands."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    attempt: "models.ForeignKey[Attempt]" = models.ForeignKey(
        "generations.Attempt", models.CASCADE, related_name="entries"
    )
    kind = models.CharField(max_length=8, choices=EntryKind.choices)
    #: first day of the month in which it was asked for: all movements of a paid
    #: request count in that month
    month = models.DateField()
    currency = models.CharField(max_length=3)
    reserved = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    committed = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    held = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    #: who decided, where a person did
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[models.Manager["LedgerEntry"]] = models.Manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["team", "-created_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.attempt_id}"


class Spending(models.Model):
    """What a team, or one person in it, has set aside, spent and held in a month."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="+")
    #: None: the whole team
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    month = models.DateField()
    currency = models.CharField(max_length=3)
    reserved = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    committed = models.DecimalField(max_digits=14, decimal_places=6, default=0)
    held = models.DecimalField(max_digits=14, decimal_places=6, default=0)

    objects: ClassVar[models.Manager["Spending"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "person", "month", "currency"],
                condition=Q(person__isnull=False),
                name="spending_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["team", "month", "currency"],
                condition=Q(person__isnull=True),
                name="spending_once_per_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id} {self.month:%Y-%m} {self.currency}"


class Budget(models.Model):
    """The most a team, or one person in it, may spend in a month."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="budgets")
    #: None: the whole team
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=14, decimal_places=6)
    set_at = models.DateTimeField(auto_now=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects: ClassVar[models.Manager["Budget"]] = models.Manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["team", "person", "currency"],
                condition=Q(person__isnull=False),
                name="budget_once_per_person",
            ),
            models.UniqueConstraint(
                fields=["team", "currency"],
                condition=Q(person__isnull=True),
                name="budget_once_per_team",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} a month"
