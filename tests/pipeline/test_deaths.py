"""A request that kills whoever prepares it must not do so for ever."""

import pytest
from django.utils import timezone

from generations.models import Attempt
from generations.pipeline import sweep
from generations.pipeline.send import BUSY_TRIES

pytestmark = pytest.mark.django_db


@pytest.fixture
def abandoned(gateway, ask):
    """Return a function that leaves a request with a dead worker for the nth time."""
    attempt = ask("seedream-4.0@custom", size="1K").attempts.get()

    def leave(tries, **fields):
        past = timezone.now() - timezone.timedelta(seconds=1)
        Attempt.objects.filter(pk=attempt.pk).update(
            state="claimed", lease_until=past, tries=tries, **fields
        )
        sweep.sweep()
        attempt.refresh_from_db()
        return attempt

    return leave


def test_a_worker_may_die_over_a_request_now_and_then(abandoned):
    attempt = abandoned(sweep.MOST_DEATHS - 1)

    assert attempt.state == "queued"


def test_a_request_that_never_gets_further_is_given_up_in_words(abandoned):
    attempt = abandoned(sweep.MOST_DEATHS)

    assert (attempt.state, attempt.error_kind) == ("undelivered", "Mistake")
    assert "died" in attempt.error_message


def test_tries_at_a_busy_gateway_are_no_deaths(abandoned):
    attempt = abandoned(BUSY_TRIES, error_kind="Busy")

    assert attempt.state == "queued"
