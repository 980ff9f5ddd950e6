"""A scripted client in place of the wire, and pictures to answer with."""

import hashlib
import io
import uuid
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from django.db import OperationalError, connection
from PIL import Image

from generations import accounts
from generations.models import Attempt, LedgerEntry
from generations.pipeline.send import send
from generations.pipeline.store import keep_upload

#: Races need row locks; query plans and the stand-in for a pool are SQLite's.
ONLY_ON = {"postgresql": ["test_races.py"], "sqlite": ["test_plans.py", "test_pool.py"]}
collect_ignore = [
    name
    for vendor, names in ONLY_ON.items()
    if vendor != connection.vendor
    for name in names
]


def picture_bytes(size=(64, 48), colour=(200, 90, 40), kind="PNG"):
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


@pytest.fixture
def draw():
    """Return a function that draws a picture: (width, height), colour, format."""
    return picture_bytes


@pytest.fixture
def upload(alice, tmp_path):
    """Return a function that keeps a picture of alice's team as a reference."""

    def keep(size=(256, 256), colour=(10, 120, 200)):
        path = tmp_path / f"{uuid.uuid4().hex}.png"
        path.write_bytes(picture_bytes(size, colour))
        return keep_upload(path, team_id=alice.team_id)

    return keep


@pytest.fixture
def sha256():
    return lambda content: hashlib.sha256(content).hexdigest()


@dataclass
class ScriptedClient:
    """Yields the events given, raises the errors among them, counts its calls."""

    script: list = field(default_factory=list)
    requests: list = field(default_factory=list)

    def generate(self, request, *, attempt_id=""):
        self.requests.append((request, attempt_id))
        for step in self.script:
            if callable(step):
                step = step()
            if isinstance(step, BaseException):
                raise step
            if step is not None:
                yield step


@pytest.fixture
def scripted(monkeypatch, gateway):
    """A client whose answer the test writes; no request leaves."""
    client = ScriptedClient()
    monkeypatch.setattr(accounts, "client_for", lambda offer: client)
    return client


@pytest.fixture
def told():
    """The outputs announced so far, as (output id, is here)."""
    return []


@pytest.fixture
def send_now(told):
    """Return a function that makes an attempt due and sends it."""

    def run(attempt):
        attempt.refresh_from_db()
        send(
            attempt.pk,
            announce=lambda output_id, *, is_here: told.append((output_id, is_here)),
        )
        attempt.refresh_from_db()
        return attempt

    return run


@contextmanager
def meanwhile(words, *acts):
    """Run the acts in turn, each just before a statement that contains these words."""
    left, playing = list(acts), []

    def play(execute, sql, params, many, context):
        if left and not playing and words in sql:
            playing.append(left.pop(0))
            try:
                playing[0]()
            finally:
                playing.clear()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(play):
        yield
    assert left == []


def be_away():
    """Be a database that is away, as one of the acts of `meanwhile`."""
    raise OperationalError("the database is away")


@pytest.fixture
def announced(gateway, ask, send_now):
    """Return a function that has pictures announced by the gateway."""

    def make(fault="", **values):
        if fault:
            gateway.faults.arm(fault)
        generation = ask("seedream-4.0@custom", size="1K", **values)
        send_now(generation.attempts.get())
        return generation.outputs.get()

    return make


@pytest.fixture
def priced(ask):
    """Return a function that asks for pictures at $0.04 a request, money set aside."""

    def make(**values):
        generation = ask("seedream-4.0@custom", size="1K", **values)
        generation.estimate, generation.currency = Decimal("0.04"), "USD"
        generation.save(update_fields=["estimate", "currency"])
        for attempt in generation.attempts.all():
            Attempt.objects.book(attempt.pk)
        return generation

    return make


def fresh(attempt):
    return Attempt.objects.select_related("generation").get(pk=attempt.pk)


def money(attempt):
    """Return what is set aside, spent and held for a request."""
    entries = LedgerEntry.objects.filter(attempt=attempt)
    rows = entries.values_list("reserved", "committed", "held")
    return tuple(sum(column) for column in zip(*rows, strict=True)) or (0, 0, 0)


@pytest.fixture
def queue(scripted, ask):
    """Return a function that queues requests of one person and returns their ids."""

    def add(count=1, *, member=None, **fields):
        generations = [ask("seedream-4.0@custom", size="1K") for _each in range(count)]
        found = [each.attempts.get().pk for each in generations]
        if member is not None:
            fields["person"] = member.user
        Attempt.objects.filter(pk__in=found).update(**fields)
        return found

    return add
