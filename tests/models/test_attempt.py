"""How many requests are under way and wait at each gateway, for the page of them."""

import pytest

from generations.models import Attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def put(alice, submit):
    """Return a function that makes a request at a gateway in a state."""

    def make(gateway, state):
        generation = submit(alice)
        generation.attempts.update(gateway=gateway, state=state)

    return make


def test_what_prepares_or_left_is_under_way_and_what_is_queued_waits(put):
    for state in ("queued", "queued", "queued", "claimed", "sent"):
        put("ark", state)
    put("custom", "sent")

    assert Attempt.objects.traffic() == {"ark": (2, 3), "custom": (1, 0)}


@pytest.mark.parametrize(
    "state", ["answered", "refused", "undelivered", "unknown", "cancelled"]
)
def test_what_is_over_is_no_traffic(put, state):
    put("ark", state)

    assert Attempt.objects.traffic() == {}
