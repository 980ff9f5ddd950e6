"""Money by paid request: set aside, spent, held. Entries are only ever added.

The totals of a month (`Spending`) are written with them, in one transaction, so
that both always say the same. Knows no states; those stand in `position`.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Min, Sum
from django.db.models.functions import Now

from generations.models.position import (
    ZERO,
    Position,
    Purse,
    month_of,
    position_of,
)
from generations.models.spending import Spending
from teams.models import Team, User

if TYPE_CHECKING:
    from generations.models.attempt import Attempt

#: As the columns are: sums of SQLite are floating.
PLACES = Decimal("0.000001")


class EntryKind(models.TextChoices):
    """What happened to the money of a paid request."""

    RESERVE = "reserve"  #: set aside when it was asked for
    COMMIT = "commit"  #: spent, by what was delivered
    HOLD = "hold"  #: may have been spent; a person or a late answer will tell
    RELEASE = "release"  #: not spent after all


def kind_of(change: Position) -> EntryKind:
    """Return what a change is called: by the most that it may cost."""
    if change.held > 0:
        return EntryKind.HOLD
    if change.committed > 0:
        return EntryKind.COMMIT
    return EntryKind.RESERVE if change.reserved > 0 else EntryKind.RELEASE


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    """Adds entries; nothing changes or removes one."""

    def reserve(self, attempts: Sequence["Attempt"]) -> None:
        """Set money aside for new paid requests of one generation, made just now.

        Only inside the transaction that makes them. Nothing where the price is
        unknown or zero. Three queries, however many requests.

        Raises:
            OverBudget: a budget does not allow it; roll the transaction back.
        """
        price = position_of(attempts[0]).reserved
        if not price:
            return
        purse = _purse_of(attempts[0])
        Spending.objects.reserve(price * len(attempts), purse)
        self.bulk_create(
            _entry(attempt, Position(reserved=price), purse) for attempt in attempts
        )

    def begin(self, attempts: Sequence["Attempt"]) -> int:
        """Add the first entry of locked attempts with money and none; return how many.

        For rows of before the ledger; no budget is asked.
        """
        known = set(
            self.filter(attempt__in=attempts).values_list("attempt_id", flat=True)
        )
        totals: dict[Purse, Position] = {}
        entries = []
        for attempt in attempts:
            stands = position_of(attempt)
            if stands and attempt.pk not in known:
                purse = _purse_of(attempt)
                totals[purse] = totals.get(purse, Position()) + stands
                entries.append(_entry(attempt, stands, purse))
        self.bulk_create(entries)
        for purse in sorted(totals, key=repr):  # one order for all processes
            Spending.objects.add(totals[purse], purse)
        return len(entries)

    def follow(self, attempt: "Attempt", *, decided_by: User | None = None) -> bool:
        """Bring the ledger to where the money of a locked attempt stands now.

        True when an entry was needed. Only inside the transaction in which the
        attempt is locked: `Attempt.objects.book` does both. `attempt` comes with
        its generation.
        """
        if not attempt.generation.currency:
            return False
        found = self.filter(attempt_id=attempt.pk).aggregate(
            Sum("reserved"), Sum("committed"), Sum("held"), month=Min("month")
        )
        before = Position(
            *(
                (found[f"{name}__sum"] or ZERO).quantize(PLACES)
                for name in ("reserved", "committed", "held")
            )
        )
        change = position_of(attempt) - before
        if not change:
            return False
        purse = _purse_of(attempt)
        if found["month"]:
            purse = replace(purse, month=found["month"])
        _entry(attempt, change, purse, decided_by).save(force_insert=True)
        Spending.objects.add(change, purse)
        return True


def _purse_of(attempt: "Attempt") -> Purse:
    """Return whose money it is, in the month in which it was asked for."""
    asked_at = (
        attempt.created_at if attempt.repeats_id else attempt.generation.created_at
    )
    return Purse(
        team_id=attempt.team_id,
        person_id=attempt.person_id,
        month=month_of(asked_at),
        currency=attempt.generation.currency,
    )


def _entry(
    attempt: "Attempt",
    change: Position,
    purse: Purse,
    decided_by: User | None = None,
) -> "LedgerEntry":
    """Return the entry of a change, not yet written."""
    return LedgerEntry(
        team_id=purse.team_id,
        person_id=purse.person_id,
        attempt_id=attempt.pk,
        kind=kind_of(change),
        month=purse.month,
        currency=purse.currency,
        reserved=change.reserved,
        committed=change.committed,
        held=change.held,
        decided_by=decided_by,
    )


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

    objects: ClassVar[LedgerEntryQuerySet] = LedgerEntryQuerySet.as_manager()  # type: ignore[assignment]  # stubs see a Manager

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["team", "-created_at"]),
            models.Index(fields=["team", "month"], name="entry_of_month"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.attempt_id}"
