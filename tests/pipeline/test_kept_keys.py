"""A key of the database pays; one that cannot be opened makes requests wait."""

import pytest
from django.utils import timezone

from generations import keys
from generations.catalogue import GATEWAYS
from generations.models import Attempt
from generations.simulator import Simulator

CUSTOM = GATEWAYS["custom"]
OFFER = "seedream-4.0@custom"
KEY = "key-of-the-database"

pytestmark = pytest.mark.django_db


@pytest.fixture
def keyed(settings, tmp_path, alice):
    """The custom gateway, which knows one key, kept in the database."""
    with Simulator(tmp_path / "outer", api_keys=[KEY], quick=True) as simulator:
        settings.SEEDREAM_BASE_URL = simulator.base_url
        settings.SEEDREAM_ALLOW_PRIVATE = True
        keys.save(CUSTOM, KEY, person=alice.user)
        yield simulator


def make_due(attempt):
    Attempt.objects.filter(pk=attempt.pk).update(
        next_run_at=timezone.now() - timezone.timedelta(days=1)
    )


def test_kept_key_pays(keyed, ask, send_now):
    attempt = send_now(ask(OFFER, size="1K").attempts.get())

    assert attempt.state == "answered"
    assert keyed.ledger.billed_images() == 1


def test_key_that_cannot_be_opened_lets_requests_wait(keyed, ask, send_now, settings):
    generation = ask(OFFER, size="1K")
    secret = settings.STUDIO_KEYS_SECRET
    settings.STUDIO_KEYS_SECRET = "another"
    keys.memory.forget()

    waiting = send_now(generation.attempts.get())

    assert (waiting.state, waiting.wait_reason) == ("queued", "no_key")
    assert (waiting.tries, waiting.sent_at) == (0, None)
    assert keyed.ledger.requests() == []

    settings.STUDIO_KEYS_SECRET = secret
    keys.memory.forget()
    make_due(waiting)

    assert send_now(waiting).state == "answered"


def test_removed_key_lets_requests_wait(keyed, ask, send_now, alice):
    generation = ask(OFFER, size="1K")
    keys.remove(CUSTOM, person=alice.user)

    waiting = send_now(generation.attempts.get())

    assert (waiting.state, waiting.wait_reason) == ("queued", "no_key")


def test_wish_for_the_simulator_is_sent_after_a_key_ended_the_demo(
    demo, ask, send_now, alice, settings
):
    settings.STUDIO_SIMULATOR = "auto"
    generation = ask("seedream-4.0@simulator", size="1K")
    keys.save(GATEWAYS["ark"], "ark-0123456789-abcd", person=alice.user)

    attempt = send_now(generation.attempts.get())

    assert attempt.state == "answered"
