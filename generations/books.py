"""What a team's money did in a month, as figures: paid, stored, lost, held.

Amounts come from the ledger, pictures from the requests and their outputs. Reads
rows, changes none; words and pages stand elsewhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, cast

from django.db.models import Case, CharField, Count, F, Min, Q, Sum, Value, When
from django.utils import timezone

from generations.models import (
    DELIVERED,
    Attempt,
    AttemptState,
    LedgerEntry,
    Output,
    OutputState,
    Position,
    Spending,
    Verdict,
    month_of,
)
from generations.models.attempt import AttemptQuerySet
from generations.models.clock import from_now
from generations.models.images import OutputQuerySet
from generations.models.ledger import PLACES
from generations.models.position import ZERO
from teams.models import Team

#: Counted pictures and requests of a line.
COUNTS = ("requests", "paid", "stored", "lost", "on_the_way", "held", "unpriced")


class By(StrEnum):
    """What the lines of the books are sorted by."""

    DAY = "day"
    GATEWAY = "gateway"
    PERSON = "person"


@dataclass(slots=True)
class Line:
    """One day, gateway or person of a month.

    `paid` counts pictures on the bill, a loss that was accepted included; `held`
    those that may be on it. Amounts by currency. `key`: a date, the slug of a
    gateway or the id of a person; None for nobody, and for a sum.
    """

    key: Any
    requests: int = 0
    paid: int = 0
    stored: int = 0
    lost: int = 0
    on_the_way: int = 0  #: made, and their bytes not here yet
    held: int = 0
    unpriced: int = 0  #: requests on the bill, or maybe, whose price nobody knows
    spent: dict[str, Decimal] = field(default_factory=dict)
    held_amount: dict[str, Decimal] = field(default_factory=dict)

    @property
    def unaccounted(self) -> int:
        """Return paid less stored, lost and on the way.

        Above zero more was billed than came; below zero more came than was billed.
        """
        return self.paid - self.stored - self.lost - self.on_the_way

    def add(self, other: "Line") -> None:
        """Count another line into this one."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for mine, theirs in (
            (self.spent, other.spent),
            (self.held_amount, other.held_amount),
        ):
            for currency, amount in theirs.items():
                mine[currency] = mine.get(currency, ZERO) + amount


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """Return the first moment of a month and of the next, in the studio's zone."""
    return _midnight(month), _midnight(following(month))


def following(month: date) -> date:
    """Return the first day of the next month."""
    return (month + timedelta(days=32)).replace(day=1)


def preceding(month: date) -> date:
    """Return the first day of the month before."""
    return (month - timedelta(days=1)).replace(day=1)


def requests_of(team: Team, month: date) -> AttemptQuerySet:
    """Return the paid requests of a team that were made in a month."""
    begin, end = month_bounds(month)
    return Attempt.objects.filter(
        team=team, created_at__gte=begin, created_at__lt=end
    ).order_by()


def lines(team: Team, month: date, by: By) -> list[Line]:
    """Return the books of a month, three queries; days newest first."""
    found: dict[Any, Line] = {}
    for row in (*_requests(team, month, by), *_pictures(team, month, by)):
        key = _read_key(by, row.pop("key"))
        counted = Line(key)
        for name, count in row.items():
            setattr(counted, name, count or 0)
        found.setdefault(key, Line(key)).add(counted)
    for key, currency, spent, held in _amounts(team, month, by):
        key = _read_key(by, key)
        amounts = Line(
            key,
            spent={currency: spent} if spent else {},
            held_amount={currency: held} if held else {},
        )
        found.setdefault(key, Line(key)).add(amounts)
    return sorted(
        found.values(), key=lambda each: str(each.key or ""), reverse=by is By.DAY
    )


def total(parts: Iterable[Line]) -> Line:
    """Return the sum of some lines."""
    whole = Line(None)
    for part in parts:
        whole.add(part)
    return whole


def money_of(team: Team, month: date) -> dict[str, Position]:
    """Return what a team has set aside, spent and held in a month, by currency."""
    rows = Spending.objects.filter(team=team, person=None, month=month)
    found = {row.currency: row.position for row in rows.order_by("currency")}
    return {currency: money for currency, money in found.items() if money}


def first_month(team: Team) -> date | None:
    """Return the month in which a team asked first, None while it has not."""
    begun = Attempt.objects.filter(team=team).aggregate(at=Min("created_at"))["at"]
    return month_of(begun) if begun else None


def held_requests(team: Team) -> AttemptQuerySet:
    """Return every request that waits for somebody's word, oldest first."""
    return (
        Attempt.objects.filter(
            team=team, state=AttemptState.UNKNOWN, verdict=Verdict.NONE
        )
        .select_related("generation", "person", "verdict_by")
        .order_by("created_at", "pk")
    )


def running_out(*, within_s: float) -> OutputQuerySet:
    """Return paid pictures of all teams that are not here and whose address dies."""
    return Output.objects.filter(
        state=OutputState.ANNOUNCED,
        spooled="",
        url_expires_at__lt=from_now(within_s),
    ).order_by("url_expires_at")


def lost_pictures(team: Team, month: date) -> OutputQuerySet:
    """Return the lost pictures of a month and those whose loss was accepted."""
    begin, end = month_bounds(month)
    return (
        Output.objects.filter(
            Q(state=OutputState.LOST) | _ACCEPTED,
            team=team,
            attempt__created_at__gte=begin,
            attempt__created_at__lt=end,
        )
        .select_related("attempt__verdict_by", "generation__person")
        .order_by("-attempt__created_at", "index")
    )


def mismatched(team: Team, month: date) -> dict[Any, int]:
    """Return how many pictures came, by the id of each request billed for others."""
    # grouped by the id alone, not by every column
    narrow = cast(AttemptQuerySet, requests_of(team, month).values("pk"))
    found = narrow.mismatched().values_list("pk", "delivered")
    return dict(found)


_PROMISED = Q(state=OutputState.PROMISED, attempt__state=AttemptState.UNKNOWN)
#: Pictures of which a person said that they count as paid, and those nobody judged.
_ACCEPTED = _PROMISED & Q(attempt__verdict=Verdict.LOSS_ACCEPTED)
_HELD = _PROMISED & Q(attempt__verdict=Verdict.NONE)
#: Made for us, with no bill of the gateway that says how many.
_UNBILLED = ~Q(attempt__state=AttemptState.ANSWERED) | Q(
    attempt__images_billed__isnull=True
)
#: Requests that cost something, or may have, at a price nobody knows.
_UNPRICED = (
    Q(state=AttemptState.ANSWERED, cost__isnull=True) & ~Q(images_billed=0)
) | (
    Q(state=AttemptState.UNKNOWN, generation__estimate__isnull=True)
    & ~Q(verdict=Verdict.NOT_BILLED, images_billed__isnull=True)
)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _key(by: By, month: date, *, to_attempt: str = "") -> Any:
    """Return the expression of a key, seen from a request or from what it made.

    A day is compared with, not computed: SQLite would call Python for each row.
    """
    if by is not By.DAY:
        return F(f"{to_attempt}{by.value}")
    days = [month + timedelta(days=number) for number in range(31)]
    ends = [
        When(
            **{f"{to_attempt}created_at__lt": _midnight(day + timedelta(days=1))},
            then=Value(day.isoformat()),
        )
        for day in days
        if day < following(month)
    ]
    last = Value(days[len(ends) - 1].isoformat())
    return Case(*ends, default=last, output_field=CharField())


def _read_key(by: By, key: Any) -> Any:
    return date.fromisoformat(key) if by is By.DAY else key


def _requests(team: Team, month: date, by: By) -> list[dict[str, Any]]:
    """Count requests and the pictures their answers are billed for."""
    answered = Q(state=AttemptState.ANSWERED)
    rows = (
        requests_of(team, month)
        .annotate(key=_key(by, month))
        .values("key")
        .annotate(
            requests=Count("pk"),
            paid=Sum("images_billed", filter=answered),
            unpriced=Count("pk", filter=_UNPRICED),
        )
    )
    return list(rows)


def _pictures(team: Team, month: date, by: By) -> list[dict[str, Any]]:
    """Count the pictures stored, lost, held, on the way, and paid without a bill."""
    begin, end = month_bounds(month)
    rows = (
        Output.objects.filter(
            attempt__team=team,
            attempt__created_at__gte=begin,
            attempt__created_at__lt=end,
        )
        .order_by()
        .annotate(key=_key(by, month, to_attempt="attempt__"))
        .values("key")
        .annotate(
            stored=Count("pk", filter=Q(state=OutputState.STORED)),
            lost=Count("pk", filter=Q(state=OutputState.LOST) | _ACCEPTED),
            on_the_way=Count("pk", filter=Q(state=OutputState.ANNOUNCED)),
            held=Count("pk", filter=_HELD),
            paid=Count("pk", filter=_ACCEPTED | Q(state__in=DELIVERED) & _UNBILLED),
        )
    )
    return [dict(row) for row in rows]


def _amounts(
    team: Team, month: date, by: By
) -> list[tuple[Any, str, Decimal, Decimal]]:
    """Add up the ledger of a month; sums of SQLite are floating."""
    rows = (
        LedgerEntry.objects.filter(team=team, month=month)
        .order_by()
        .annotate(key=_key(by, month, to_attempt="attempt__"))
        .values_list("key", "currency")
        .annotate(spent=Sum("committed"), held_sum=Sum("held"))
    )
    return [
        (key, currency, spent.quantize(PLACES), held.quantize(PLACES))
        for key, currency, spent, held in rows
    ]
