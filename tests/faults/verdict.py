"""The verdict of a scenario: the gateway's book against our rows and files.

`paid` is what the book says was billed, never what our database believes.
"""

import hashlib
import json
import os
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path

from django.db.models import Sum

from generations.models import (
    Attempt,
    AttemptState,
    LedgerEntry,
    Output,
    OutputState,
    Spending,
    StoredImage,
)
from generations.models.states import Cause
from tests.faults.gateway import is_proof

#: What each picture costs, in USD.
PRICE = Decimal("0.03")
OPEN = (AttemptState.QUEUED, AttemptState.CLAIMED, AttemptState.SENT)
FIGURES = (
    "paid",
    "stored",
    "lost",
    "held",
    "silent_loss",
    "silent_double",
    "rows_without_file",
    "files_without_row",
    "stuck",
    "posts",
    "settle_p95_s",
)


@dataclass
class Verdict:
    """One line of the table; pictures, but for `silent_double`, `stuck`, `posts`."""

    name: str
    database: str
    paid: int = 0
    stored: int = 0
    lost: int = 0
    held: int = 0
    silent_loss: int = 0
    silent_double: int = 0
    rows_without_file: int = 0
    files_without_row: int = 0
    stuck: int = 0
    posts: int = 0
    settle_p95_s: float = 0.0
    #: what else is wrong, in words (reliability 2.4)
    broken: list[str] = field(default_factory=list)

    @property
    def red(self):
        """Name what breaks the pass rule."""
        rule = ("silent_loss", "silent_double", "rows_without_file", "stuck")
        found = [
            f"{name}={getattr(self, name)}" for name in rule if getattr(self, name)
        ]
        return found + self.broken

    @property
    def is_green(self):
        return not self.red

    def note(self, **more):
        """Append the line to the report of this run, when one is asked for."""
        path = os.environ.get("FAULTS_REPORT")
        if path:
            line = {**asdict(self), "is_green": self.is_green, **more}
            with Path(path).open("a") as report:
                report.write(json.dumps(line) + "\n")


def is_settled(attempt):
    """Say whether nothing more happens by itself; its outputs are prefetched."""
    if attempt.state in OPEN:
        return False
    return all(each.state != OutputState.ANNOUNCED for each in attempt.outputs.all())


def attempts():
    return list(Attempt.objects.prefetch_related("outputs__image").order_by("id"))


def judge(verdict, ledger, store, settle_s):
    """Fill a verdict from the book, the rows of this database and its store."""
    lines = defaultdict(list)
    for line in ledger:
        lines[line["client_request_id"]].append(line)
    verdict.posts = len(ledger)
    verdict.paid = sum(line["images"] for line in ledger)
    for attempt in attempts():
        _judge_attempt(verdict, attempt, lines.pop(str(attempt.pk), []))
    for unknown in lines.values():  # billed to nobody we know
        verdict.silent_loss += sum(line["images"] for line in unknown)
    _judge_causes(verdict)
    _judge_money(verdict)
    _judge_files(verdict, Path(store))
    if settle_s:
        place = round(0.95 * (len(settle_s) - 1))
        verdict.settle_p95_s = round(sorted(settle_s)[place], 1)
    return verdict


def _judge_attempt(verdict, attempt, lines):
    outputs = list(attempt.outputs.all())
    by_state = defaultdict(int)
    for each in outputs:
        by_state[each.state] += 1
    stored, lost = by_state[OutputState.STORED], by_state[OutputState.LOST]
    is_unknown = attempt.state == AttemptState.UNKNOWN
    held = by_state[OutputState.PROMISED] if is_unknown else 0
    paid = sum(line["images"] for line in lines)
    announced = by_state[OutputState.ANNOUNCED]  # on the way: late, never silent
    verdict.stored += stored
    verdict.lost += lost
    verdict.held += held
    verdict.silent_loss += max(0, paid - stored - lost - held - announced)
    # Whatever follows an answer that proves nothing is sent on a guess.
    verdict.silent_double += sum(not is_proof(line) for line in lines[:-1])
    verdict.stuck += not is_settled(attempt)
    _judge_bill(verdict, attempt, lines, stored + lost + announced)


def _judge_bill(verdict, attempt, lines, delivered):
    """Hold the rows' own account against the book (I3)."""
    if attempt.state == AttemptState.ANSWERED and lines:
        if attempt.images_billed != lines[-1]["images"]:
            verdict.broken.append("usage differs from the book")
        if attempt.outputs.filter(state=OutputState.PROMISED).exists():
            verdict.broken.append("answered, and still promised")
    if attempt.state == AttemptState.UNDELIVERED and delivered:
        verdict.broken.append("pictures of a request that never left")


def _judge_causes(verdict):
    """Hold that each further request of a wish was a person's word (I2)."""
    allowed = defaultdict(int)
    first = Attempt.objects.filter(cause=Cause.FIRST).select_related("generation")
    for attempt in first:
        allowed[attempt.generation_id] += 1
        if allowed[attempt.generation_id] > attempt.generation.variations:
            verdict.silent_double += 1


def _judge_money(verdict):
    """Hold the money ledger against what came and what is asked about (I7)."""
    names = ("reserved", "committed", "held")
    found = LedgerEntry.objects.aggregate(**{name: Sum(name) for name in names})
    totals = Spending.objects.filter(person=None).aggregate(
        **{name: Sum(name) for name in names}
    )
    expected = {
        "reserved": None if verdict.stuck else 0,
        "committed": PRICE * (verdict.stored + verdict.lost),
        "held": PRICE * verdict.held,
    }
    for name, amount in expected.items():
        if amount is not None and round(found[name] or 0, 6) != amount:
            verdict.broken.append(f"{found[name]} {name}, not {amount}")
        if round(found[name] or 0, 6) != round(totals[name] or 0, 6):
            verdict.broken.append(f"{name} of the month is {totals[name]}")


def _judge_files(verdict, store):
    """Hold every row against its bytes (I6) and count files nobody names (I8)."""
    named = set()
    for image in StoredImage.objects.all():
        named.add(image.key)
        named |= {each["key"] for each in image.thumbnails.values()}
        path = store / image.key
        is_whole = (
            path.is_file()
            and path.stat().st_size == image.size_bytes
            and hashlib.sha256(path.read_bytes()).hexdigest() == image.sha256
        )
        small = [each["key"] for each in image.thumbnails.values()]
        if not is_whole or not all((store / key).is_file() for key in small):
            verdict.rows_without_file += 1
    bare = Output.objects.filter(state=OutputState.STORED, image=None)
    verdict.rows_without_file += bare.count()
    files = {
        str(path.relative_to(store)) for path in store.rglob("*") if path.is_file()
    }
    verdict.files_without_row = len(files - named)
