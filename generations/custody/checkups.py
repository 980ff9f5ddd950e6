"""One look at everything: the rows, the files, what waits; kept as a `Checkup`.

By hand or by night: of many processes, one begins, by compare-and-set.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from generations.custody.aside import note_leftovers, put_orphans_aside
from generations.custody.findings import Kind, Report
from generations.custody.rules import note_odd_rows
from generations.custody.verify import Check
from generations.models import Checkup, StoredImage

#: Hour of the studio's time zone from which a day's checkup may begin.
NIGHT_HOUR = 3
#: Lines kept with a checkup.
LINES = 100


def begin() -> Checkup | None:
    """Begin a checkup; None when another process began one at this moment."""
    return _begin_after(_last_number())


def begin_if_due() -> Checkup | None:
    """Begin the checkup of this night if nobody did and there is something to check."""
    last, night = _last_number(), last_night()  # in this order: who is late, loses
    if Checkup.objects.filter(began_at__gte=night).exists():
        return None
    if not StoredImage.objects.filter(created_at__lt=night).exists():
        return None
    return _begin_after(last)


def _last_number() -> int:
    return Checkup.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _begin_after(last: int) -> Checkup | None:
    """Write the checkup after a known last one: of many processes, only one can."""
    try:
        with transaction.atomic():
            return Checkup.objects.create(pk=last + 1)
    except IntegrityError:
        return None


def last_night() -> datetime:
    """Return the beginning of the night that came last, in the studio's time zone."""
    now = timezone.localtime()
    night = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return night if night <= now else night - timedelta(days=1)


def run(
    checkup: Checkup,
    report: Report,
    *,
    everything: bool = False,
    removes_orphans: bool = False,
    make_way: Callable[[], None] = lambda: None,
) -> None:
    """Look at everything and write down what was found.

    `make_way` is called often; what it raises ends the checkup, which then never
    was.

    Raises:
        OSError: the store cannot be read; the checkup never was.
    """
    try:
        note_odd_rows(report)
        Check(report, everything=everything, make_way=make_way).run()
        note_leftovers(report)
        if removes_orphans:
            put_orphans_aside(report)
    except BaseException:
        checkup.delete()
        raise
    Checkup.objects.filter(pk=checkup.pk).update(ended_at=Now(), **result_of(report))


def result_of(report: Report) -> dict[str, Any]:
    """Return what a checkup's row says of a report, the faults first."""
    counts = report.counts()
    order = list(Kind)
    lines = sorted(report.findings, key=lambda each: order.index(each.kind))
    return {
        "checked_files": report.checked_files,
        "checked_sums": report.checked_sums,
        "missing": counts[Kind.MISSING],
        "altered": counts[Kind.ALTERED],
        "orphaned": counts[Kind.ORPHAN] + counts[Kind.OLD_ORPHAN],
        "odd_rows": counts[Kind.ODD_ROW],
        "details": [str(line) for line in lines[:LINES]],
    }
