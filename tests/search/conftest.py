"""Pictures to search for: promised lines with prompts of our own."""

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest

from generations.catalogue import Money
from generations.catalogue.vocabulary import Mode
from generations.models import Generation, Listing, Wish
from generations.search import Scope, read_roll

WISH = Wish(
    mode=Mode.TEXT_TO_IMAGE,
    offer_key="seedream-4.0@ark",
    prompt="a quiet sea",
    size="2048x2048",
    width_px=2048,
    height_px=2048,
    estimate=Money(Decimal("0.10"), "USD"),
)


@pytest.fixture
def make():
    """Return a function that promises pictures of a prompt and returns their lines."""

    def run(member, prompt, **changes):
        asked = Generation.objects.submit(
            replace(WISH, prompt=prompt, **changes),
            team=member.team,
            person=member.user,
            token=uuid.uuid4(),
        )
        return list(Listing.objects.filter(generation=asked).newest_first())

    return run


@pytest.fixture
def find():
    """Return a function that gives the prompts a member finds, newest first."""

    def run(member, text, *, scope=Scope.TEAM, **parameters):
        roll = read_roll(member, {"q": text, **parameters}, scope=scope)
        lines = roll.page().lines
        assert {line.pk for line in roll.matching()} == {line.pk for line in lines}
        assert roll.count() == len(lines)
        return [line.output.generation.prompt for line in lines]

    return run
