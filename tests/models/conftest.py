"""Paid requests with a price, and what the ledger says of them."""

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db.models import Sum

from generations.catalogue import Money
from generations.catalogue.vocabulary import Mode
from generations.models import (
    Generation,
    LedgerEntry,
    Position,
    Spending,
    StoredImage,
    Wish,
)

AMOUNTS = ("reserved", "committed", "held")
WISH = Wish(
    mode=Mode.TEXT_TO_IMAGE,
    offer_key="seedream-4.0@ark",
    prompt="a quiet sea",
    size="1024x1024",
    width_px=1024,
    height_px=1024,
    estimate=Money(Decimal("0.10"), "USD"),
)


@pytest.fixture
def wish():
    """One paid request of 0.10 USD."""
    return WISH


@pytest.fixture
def submit():
    """Return a function that submits a wish of a member: changed fields by name."""

    def run(member, *, price="0.10", currency="USD", **changes):
        estimate = Money(Decimal(price), currency) if price else None
        return Generation.objects.submit(
            replace(WISH, estimate=estimate, **changes),
            team=member.team,
            person=member.user,
            token=uuid.uuid4(),
        )

    return run


@pytest.fixture
def image(alice):
    """A stored picture of alice's team."""
    return StoredImage.objects.create(
        team=alice.team,
        sha256="0a" * 32,
        key="originals/0a.png",
        size_bytes=4,
        media_type="image/png",
        width_px=2,
        height_px=2,
    )


def position(reserved="0", committed="0", held="0"):
    return Position(Decimal(reserved), Decimal(committed), Decimal(held))


def booked(**named):
    """Return the sums of the entries with these fields."""
    found = LedgerEntry.objects.filter(**named).aggregate(*map(Sum, AMOUNTS))
    sums = (found[f"{name}__sum"] or Decimal(0) for name in AMOUNTS)
    return Position(*(each.quantize(Decimal("0.000001")) for each in sums))


def spent(team, person=None):
    """Return the totals of a team, or of a person in it, over all months."""
    rows = Spending.objects.filter(team=team, person=person)
    found = [row.position for row in rows]
    return Position(*(sum(getattr(p, n) for p in found) for n in AMOUNTS))
