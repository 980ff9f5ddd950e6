"""What a team's money did in a month, as figures: paid, stored, lost, held.

Amounts come from the ledger, pictures from the requests and their outputs. Reads
rows, changes none; words and pages stand elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, TruncDate
from django.utils import timezone

from generations.models import (
    Attempt,
    AttemptState,
    LedgerEntry,
    Output,
    OutputState,
    Verdict,
)
from generations.models.attempt import AttemptQuerySet
from generations.models.position import ZERO
from teams.models import Team

_BILLING = (AttemptState.ANSWERED, AttemptState.UNKNOWN)


class By(StrEnum):
    """What the lines of the books are sorted by."""

    DAY = "day"
    GATEWAY = "gateway"
    PERSON = "person"


@dataclass(slots=True)
class Line:
    """One day, gateway or person of a month.

    `paid` counts pictures on the bill, a loss that was accepted included; `held`
    those that may be on it; paid = stored + lost + on the way. Amounts by currency.
    """

    key: Any
    requests: int = 0
    paid: int = 0
    stored: int = 0
    lost: int = 0
    held: int = 0
    on_the_way: int = 0
    unpriced: int = 0  #: requests on the bill whose price nobody knows
    spent: dict[str, Decimal] = field(default_factory=dict)
    held_amount: dict[str, Decimal] = field(default_factory=dict)

    def add(self, other: "Line") -> None:
        """Count another line into this one."""
        for name in ("requests", "paid", "stored", "lost", "held", "on_the_way"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.unpriced += other.unpriced
        for mine, theirs in (
            (self.spent, other.spent),
            (self.held_amount, other.held_amount),
        ):
            for currency, amount in theirs.items():
                mine[currency] = mine.get(currency, ZERO) + amount


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """Return the first moment of a month and of the next, in the studio's zone."""
    following = (month + timedelta(days=32)).replace(day=1)
    zone = timezone.get_default_timezone()
    return (
        datetime.combine(month, time.min, tzinfo=zone),
        datetime.combine(following, time.min, tzinfo=zone),
    )


def requests_of(team: Team, month: date) -> AttemptQuerySet:
    """Return the paid requests of a team that were made in a month."""
    begin, end = month_bounds(month)
    return Attempt.objects.filter(
        team=team, created_at__gte=begin, created_at__lt=end
    ).order_by()


def lines(team: Team, month: date, by: By) -> list[Line]:
    """Return the books of a month, in the order of their keys; days newest first."""
    found: dict[Any, Line] = {}
    for key, counts in _requests(team, month, by):
        line = found.setdefault(key, Line(key))
        for name, count in counts.items():
            setattr(line, name, count or 0)
    for key, stored, lost, on_the_way in _pictures(team, month, by):
        line = found.setdefault(key, Line(key))
        line.stored, line.on_the_way = stored, on_the_way
        line.lost += lost
    for key, currency, spent, held in _amounts(team, month, by):
        line = found.setdefault(key, Line(key))
        if spent:
            line.spent[currency] = spent
        if held:
            line.held_amount[currency] = held
    return sorted(
        found.values(),
        key=lambda each: str(each.key or ""),
        reverse=by is By.DAY,
    )


def total(parts: Iterable[Line]) -> Line:
    """Return the sum of some lines."""
    whole = Line(None)
    for part in parts:
        whole.add(part)
    return whole


def months_of(team: Team) -> list[date]:
    """Return the months in which a team asked for anything, newest first."""
    found = (
        Attempt.objects.filter(team=team).order_by().datetimes("created_at", "month")
    )
    return sorted({timezone.localdate(each).replace(day=1) for each in found})[::-1]


def held_requests(team: Team) -> AttemptQuerySet:
    """Return every request that waits for somebody's word, oldest first."""
    return (
        Attempt.objects.filter(
            team=team, state=AttemptState.UNKNOWN, verdict=Verdict.NONE
        )
        .select_related("generation", "person", "verdict_by")
        .order_by("created_at")
    )


def _key(by: By, *, to_attempt: str = "") -> Any:
    """Return the expression of a key, seen from a request or from what it made."""
    if by is By.DAY:
        zone = timezone.get_default_timezone()
        return TruncDate(f"{to_attempt}created_at", tzinfo=zone)
    return F(f"{to_attempt}{by.value}")


def _requests(
    team: Team, month: date, by: By
) -> list[tuple[Any, dict[str, int | None]]]:
    """Count requests and the pictures they are billed for."""
    billed = Case(When(state__in=_BILLING, then="images_billed"), default=Value(0))
    rest = Greatest(F("images") - F("billed"), Value(0))
    is_open = Q(state=AttemptState.UNKNOWN)
    accepted = is_open & Q(verdict=Verdict.LOSS_ACCEPTED)
    rows = (
        requests_of(team, month)
        .annotate(key=_key(by), billed=Coalesce(billed, Value(0)))
        .values("key")
        .annotate(
            requests=Count("pk"),
            bill=Sum("billed"),
            lost=Sum(rest, filter=accepted),
            held=Sum(rest, filter=is_open & Q(verdict=Verdict.NONE)),
            unpriced=Count(
                "pk", filter=Q(state__in=_BILLING, billed__gt=0, cost__isnull=True)
            ),
        )
    )
    return [
        (
            row["key"],
            {
                "requests": row["requests"],
                "paid": (row["bill"] or 0) + (row["lost"] or 0),
                "lost": row["lost"],
                "held": row["held"],
                "unpriced": row["unpriced"],
            },
        )
        for row in rows
    ]


def _pictures(team: Team, month: date, by: By) -> list[tuple[Any, int, int, int]]:
    """Count the pictures stored, lost and on the way."""
    begin, end = month_bounds(month)
    rows = (
        Output.objects.filter(
            team=team, attempt__created_at__gte=begin, attempt__created_at__lt=end
        )
        .order_by()
        .annotate(key=_key(by, to_attempt="attempt__"))
        .values_list("key")
        .annotate(
            stored=Count("pk", filter=Q(state=OutputState.STORED)),
            lost=Count("pk", filter=Q(state=OutputState.LOST)),
            on_the_way=Count("pk", filter=Q(state=OutputState.ANNOUNCED)),
        )
    )
    return list(rows)


def _amounts(
    team: Team, month: date, by: By
) -> list[tuple[Any, str, Decimal, Decimal]]:
    """Add up the ledger of a month."""
    rows = (
        LedgerEntry.objects.filter(team=team, month=month)
        .order_by()
        .annotate(key=_key(by, to_attempt="attempt__"))
        .values_list("key", "currency")
        .annotate(spent=Sum("committed"), held=Sum("held"))
    )
    return list(rows)
