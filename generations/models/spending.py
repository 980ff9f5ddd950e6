"""What a team and each person in it have set aside, spent and held, by month.

One row to compare a budget with, so that a budget cannot be raced. Written by the
ledger alone, always the team's row before the person's: nobody waits in a circle.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import add
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Round
from django.db.models.lookups import LessThanOrEqual

from generations.models.budget import Budget, OverBudget, Standing
from generations.models.position import Position, Purse
from teams.models import Team

#: As the columns are: SQLite adds floating, so every sum is rounded to its places.
MONEY = models.DecimalField(max_digits=14, decimal_places=6)
PLACES = 6
#: More than the columns hold.
NO_LIMIT = Decimal(10**9)


def _sum(*parts: Combinable | Decimal) -> Round:
    """Return the sum of columns and amounts, exact to the last place."""
    terms = [
        part if isinstance(part, Combinable) else Value(part, MONEY) for part in parts
    ]
    total = reduce(add, terms)
    return Round(ExpressionWrapper(total, output_field=MONEY), precision=PLACES)


class SpendingQuerySet(models.QuerySet["Spending"]):
    """Adds to the totals of a month, and refuses what no budget allows."""

    def reserve(self, amount: Decimal, purse: Purse) -> None:
        """Set an amount aside, if the budgets of team and person allow it.

        One conditional update for each, so that no two can both take the last of
        it. Only inside a transaction, which has to be rolled back on a refusal.

        Raises:
            OverBudget: the budget of the team or the person does not allow it.
        """
        for owner_id in purse.owners:
            if not self._reserve(amount, purse, owner_id):
                self._make(purse, owner_id)
                if not self._reserve(amount, purse, owner_id):
                    raise self._refusal(amount, purse, owner_id)

    def add(self, change: Position, purse: Purse) -> None:
        """Add a change to the totals of team and person, whatever the budgets."""
        for owner_id in purse.owners:
            if not self._add(change, purse, owner_id):
                self._make(purse, owner_id)
                self._add(change, purse, owner_id)

    def standings(self, budgets: Iterable[Budget], *, month: date) -> list[Standing]:
        """Return where the money of each of a team's budgets stands in a month."""
        budgets = list(budgets)
        if not budgets:
            return []
        rows = self.filter(team_id=budgets[0].team_id, month=month)
        found = {(row.person_id, row.currency): row.position for row in rows}
        return [
            Standing(each, found.get((each.person_id, each.currency), Position()))
            for each in budgets
        ]

    def _row(self, purse: Purse, owner_id: int | None) -> "SpendingQuerySet":
        """Narrow to one row; an owner of None is the whole team."""
        mine = Q(person__isnull=True) if owner_id is None else Q(person_id=owner_id)
        return self.filter(
            mine, team_id=purse.team_id, month=purse.month, currency=purse.currency
        )

    def _make(self, purse: Purse, owner_id: int | None) -> None:
        """Make the row of a month, unless somebody else just did."""
        row = Spending(
            team_id=purse.team_id,
            person_id=owner_id,
            month=purse.month,
            currency=purse.currency,
        )
        self.bulk_create([row], ignore_conflicts=True)

    def _reserve(self, amount: Decimal, purse: Purse, owner_id: int | None) -> bool:
        """Set an amount aside in one row, unless a budget forbids it.

        The limit is one value and not `NOT EXISTS`: PostgreSQL makes a join of
        that, and after waiting for a row it compares with what was there before.
        """
        budget = Budget.objects.belonging(purse.team_id, owner_id)
        limit = Subquery(budget.filter(currency=purse.currency).values("amount")[:1])
        columns = (F(name) for name in ("reserved", "committed", "held"))
        fits = LessThanOrEqual(
            _sum(*columns, amount), Coalesce(limit, Value(NO_LIMIT, MONEY))
        )
        row = self._row(purse, owner_id).filter(fits)
        return bool(row.update(reserved=_sum(F("reserved"), amount)))

    def _add(self, change: Position, purse: Purse, owner_id: int | None) -> bool:
        return bool(
            self._row(purse, owner_id).update(
                reserved=_sum(F("reserved"), change.reserved),
                committed=_sum(F("committed"), change.committed),
                held=_sum(F("held"), change.held),
            )
        )

    def _refusal(
        self, amount: Decimal, purse: Purse, owner_id: int | None
    ) -> OverBudget:
        """Return why one row does not take an amount."""
        budgets = Budget.objects.belonging(purse.team_id, owner_id)
        budget = budgets.get(currency=purse.currency)
        position = self._row(purse, owner_id).get().position
        return OverBudget(Standing(budget, position), asked=amount)


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

    objects: ClassVar[SpendingQuerySet] = SpendingQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

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

    @property
    def position(self) -> Position:
        """Return its three amounts."""
        return Position(self.reserved, self.committed, self.held)
