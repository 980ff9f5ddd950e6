"""What must hold between rows whatever happened: `reliability.md` section 2.4.

Each rule names the rows that break it; asks the database only.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Round

from generations.custody.findings import Kind, Report
from generations.deadlines import LONGEST_EXCHANGE_S
from generations.models import (
    Attempt,
    AttemptState,
    LedgerEntry,
    Output,
    OutputState,
    Spending,
    StoredImage,
    Verdict,
)
from generations.models.clock import from_now

#: The sweeper has this long to see what ran out, in seconds.
LATE_S = 600.0
#: Rows named per rule.
MOST = 100

#: States in which no money may be set aside any more.
SETTLED = (
    AttemptState.ANSWERED,
    AttemptState.REFUSED,
    AttemptState.UNDELIVERED,
    AttemptState.UNKNOWN,
    AttemptState.CANCELLED,
)
ZERO = Decimal(0)
AMOUNTS = ("reserved", "committed", "held")

Broken = Iterator[tuple[str, str]]


def note_odd_rows(report: Report) -> None:
    """Name the rows that break a rule, at most a hundred for each rule."""
    for rule in RULES:
        for name, note in rule():
            report.add(Kind.ODD_ROW, name, note)
    for name, note in billed_otherwise():
        report.add(Kind.BILLED, name, note)


def sent_too_long() -> Broken:
    """Find requests that no sweeper ended although their worker is silent (I4)."""
    limit_s = LONGEST_EXCHANGE_S + settings.STUDIO_LEASE_S + LATE_S
    late = Attempt.objects.filter(
        state=AttemptState.SENT, sent_at__lt=from_now(-limit_s)
    ).filter(Q(lease_until=None) | Q(lease_until__lt=from_now(-LATE_S)))
    yield from _named(late, "sent long ago, and nobody waits for the answer")


def sent_twice_at_once() -> Broken:
    """Find requests sent again while the one before may still be billed (I1, I2)."""
    twice = Attempt.objects.filter(
        state=AttemptState.SENT, repeats__state=AttemptState.SENT
    )
    yield from _named(twice, "sent while the request it repeats was still sent")


def announced_too_long() -> Broken:
    """Find pictures whose address ran out without a word (I5)."""
    expired = Output.objects.filter(
        state=OutputState.ANNOUNCED,
        spooled="",
        tries__gt=0,
        url_expires_at__lt=from_now(-LATE_S),
    )
    yield from _named(expired, "its address ran out, and it is not called lost")


def stored_without_picture() -> Broken:
    """Find pictures called stored that name no bytes (I6)."""
    empty = Output.objects.filter(state=OutputState.STORED, image=None)
    yield from _named(empty, "stored, but without a picture")
    strange = Output.objects.filter(image__isnull=False).exclude(team=F("image__team"))
    yield from _named(strange, "its picture belongs to another team")
    bare = StoredImage.objects.filter(Q(key="") | Q(size_bytes=0))
    yield from _named(bare, "a picture without bytes")


def promised_for_ever() -> Broken:
    """Find pictures of a complete answer that are still promised (I3)."""
    forgotten = Output.objects.filter(
        state=OutputState.PROMISED, attempt__state=AttemptState.ANSWERED
    )
    yield from _named(forgotten, "promised by an answer that is complete")


def billed_otherwise() -> Broken:
    """Find answers that say another number than what they delivered (I3).

    The gateway's doing, so worth a word and no fault of ours.
    """
    fields = ("pk", "images_billed", "delivered")
    for pk, billed, delivered in Attempt.objects.mismatched().values_list(*fields)[
        :MOST
    ]:
        yield f"attempt {pk}", f"billed {billed}, delivered {delivered}"


def money_left_open() -> Broken:
    """Find settled requests with money still set aside or held (I7)."""
    per_attempt = LedgerEntry.objects.order_by().values("attempt")
    reserved = per_attempt.filter(attempt__state__in=SETTLED).annotate(
        left=_sum("reserved")
    )
    for pk in reserved.exclude(left=0).values_list("attempt", flat=True)[:MOST]:
        yield f"attempt {pk}", "settled, but money is still set aside for it"
    is_open = Q(attempt__state=AttemptState.UNKNOWN, attempt__verdict=Verdict.NONE)
    held = per_attempt.exclude(is_open).annotate(left=_sum("held"))
    for pk in held.exclude(left=0).values_list("attempt", flat=True)[:MOST]:
        yield f"attempt {pk}", "money is held, but nothing is undecided"
    answered = (
        LedgerEntry.objects.order_by()
        .filter(attempt__state=AttemptState.ANSWERED)
        .values("attempt", "attempt__cost")
        .annotate(spent=_sum("committed"))
        .annotate(
            left=Round(F("spent") - Coalesce(F("attempt__cost"), ZERO), precision=6)
        )
    )
    for pk in answered.exclude(left=0).values_list("attempt", flat=True)[:MOST]:
        yield f"attempt {pk}", "what it cost is not what was booked"


def totals_that_do_not_add_up() -> Broken:
    """Find months whose totals are not the sum of their entries (I7).

    Totals and entries are read by one statement: they may change at any moment.
    """
    month = {name: OuterRef(name) for name in ("team", "month", "currency")}
    whole = LedgerEntry.objects.order_by().filter(**month)
    own = whole.filter(person=OuterRef("person"))
    totals = Spending.objects.all()
    for rows, entries in (
        (totals.filter(person=None), whole),
        (totals.filter(person__isnull=False), own),
    ):
        summed = rows.annotate(**{f"all_{n}": _total(entries, n) for n in AMOUNTS})
        for row in summed.values("pk", *AMOUNTS, *(f"all_{n}" for n in AMOUNTS)):
            if any(row[n] != round(row[f"all_{n}"], 6) for n in AMOUNTS):
                yield f"spending {row['pk']}", "not the sum of its entries"
    team = Spending.objects.filter(**month, person=None)
    uncounted = LedgerEntry.objects.filter(~Exists(team))
    yield from _named(uncounted, "counts in no month")


def _sum(field: str) -> Combinable:
    """Return a sum without the noise of SQLite, which adds decimals as floats."""
    return Round(Sum(field), precision=6)


def _total(entries: "QuerySet[LedgerEntry]", field: str) -> Combinable:
    grouped = entries.values("team").annotate(total=_sum(field)).values("total")
    return Coalesce(Subquery(grouped), ZERO)


def _named(rows: "QuerySet[Any]", note: str) -> Broken:
    kind = rows.model._meta.model_name
    for pk in rows.values_list("pk", flat=True)[:MOST]:
        yield f"{kind} {pk}", note


RULES: tuple[Callable[[], Broken], ...] = (
    sent_too_long,
    sent_twice_at_once,
    announced_too_long,
    stored_without_picture,
    promised_for_ever,
    money_left_open,
    totals_that_do_not_add_up,
)
