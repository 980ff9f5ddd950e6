"""The most a team, or one person in it, may spend in a month, and its refusal.

Held money counts, and so does what is set aside: it may all be spent.
"""

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from generations.models.position import ZERO, Position
from teams.models import Team, User


@dataclass(frozen=True, slots=True)
class Standing:
    """A budget, and where the money of its month stands."""

    budget: "Budget"
    position: Position

    @property
    def left(self) -> Decimal:
        """Return what may still be asked for, never below zero."""
        return max(self.budget.amount - self.position.total, ZERO)

    @property
    def share(self) -> Decimal:
        """Return how much of it is taken: 0 nothing, 1 all, more when overdrawn."""
        if not self.budget.amount:
            return Decimal(1)
        return self.position.total / self.budget.amount


class OverBudget(Exception):
    """A wish costs more than what is left of a month's budget."""

    def __init__(self, standing: Standing, *, asked: Decimal) -> None:
        super().__init__(f"{asked} asked, {standing.left} left")
        self.standing = standing
        self.asked = asked


class BudgetQuerySet(models.QuerySet["Budget"]):
    """Finds, sets and removes budgets."""

    def belonging(self, team_id: uuid.UUID, person_id: int | None) -> "BudgetQuerySet":
        """Narrow to those of a person in a team; None is the whole team."""
        if person_id is None:
            return self.filter(team_id=team_id, person__isnull=True)
        return self.filter(team_id=team_id, person_id=person_id)

    def in_reach_of(self, team: Team, person: User | None) -> "BudgetQuerySet":
        """Narrow to those that a wish of a person counts against, the team's first."""
        owners = Q(person__isnull=True) | Q(person=person)
        return self.filter(owners, team=team).order_by(
            F("person").asc(nulls_first=True), "currency"
        )

    def put(
        self,
        amount: Decimal,
        currency: str,
        *,
        team: Team,
        person: User | None,
        set_by: User | None,
    ) -> "Budget":
        """Set the budget of a team (person None) or a person, in one currency."""
        budget, _made = self.update_or_create(
            team=team,
            person=person,
            currency=currency,
            defaults={"amount": amount, "set_by": set_by},
        )
        return budget


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

    objects: ClassVar[BudgetQuerySet] = BudgetQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

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
