"""Retry all that is safe: unbilled requests and living addresses, nothing else."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from generations.models import Attempt, OverBudget
from generations.models.budget import Budget
from generations.pipeline import retry
from tests.pipeline.conftest import fresh, meanwhile, money

ASIDE = (Decimal("0.04"), 0, 0)
pytestmark = pytest.mark.django_db


def end(attempt, state, kind):
    """End a queued request as the pipeline would."""
    Attempt.objects.advance(
        attempt.pk,
        before=("queued",),
        after=state,
        error_kind=kind,
        http_status=401,
        tries=7,
    )


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("undelivered", "NotSent"),
        ("undelivered", "Busy"),
        ("refused", "BadCredentials"),
        ("refused", "OutOfCredit"),
        ("refused", "ModelUnavailable"),
    ],
)
def test_unbilled_request_is_queued_again_from_its_first_try(
    gateway, priced, alice, state, kind
):
    attempt = priced().attempts.get()
    end(attempt, state, kind)
    assert money(attempt) == (0, 0, 0)

    done = retry.retry_safe(alice.team, decided_by=alice.user)

    assert done.requests == [attempt.pk]
    attempt = fresh(attempt)
    assert (attempt.state, attempt.tries) == ("queued", 0)
    assert (attempt.error_kind, attempt.http_status) == ("", None)
    assert money(attempt) == ASIDE
    assert retry.retry_safe(alice.team, decided_by=alice.user).requests == []


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("refused", "ContentRejected"),
        ("refused", "Refused"),
        ("undelivered", "BadReference"),
        ("unknown", "OutcomeUnknown"),
        ("unknown", "NotSent"),
        ("sent", "NotSent"),
        ("cancelled", ""),
        ("answered", ""),
    ],
)
def test_nothing_else_is_ever_queued_again(gateway, priced, alice, state, kind):
    attempt = priced().attempts.get()
    end(attempt, state, kind)

    assert retry.retry_safe(alice.team, decided_by=alice.user).requests == []
    assert not retry.retry(attempt, person=alice.user)

    assert fresh(attempt).state == state


def test_a_page_offers_what_a_retry_would_do(gateway, priced, alice):
    gone, lost = (priced().attempts.get() for _each in range(2))
    end(gone, "undelivered", "NotSent")
    end(lost, "unknown", "NotSent")

    offered = [retry.is_mendable(fresh(each)) for each in (gone, lost)]
    done = [retry.retry(each, person=alice.user) for each in (gone, lost)]

    assert offered == done == [True, False]


def test_two_clicks_at_once_queue_each_request_once(gateway, priced, alice):
    first, second = (priced().attempts.get() for _each in range(2))
    for attempt in (first, second):
        end(attempt, "undelivered", "NotSent")

    def click():
        assert retry.retry(first, person=alice.user)

    with meanwhile("SAVEPOINT", click):
        done = retry.retry_safe(alice.team, decided_by=alice.user)

    assert done.requests == [second.pk]
    assert (money(first), money(second)) == (ASIDE, ASIDE)


def test_refusal_behind_a_picture_is_not_queued_again(gateway, priced, alice):
    attempt = priced().attempts.get()
    end(attempt, "refused", "OutOfCredit")
    attempt.outputs.update(state="announced")

    assert not retry.retry(attempt, person=alice.user)


def test_retry_of_a_person_leaves_the_others_alone(gateway, priced, alice, bob):
    mine, theirs = (priced().attempts.get() for _each in range(2))
    Attempt.objects.filter(pk=theirs.pk).update(person=bob.user)
    for attempt in (mine, theirs):
        end(attempt, "refused", "BadCredentials")

    done = retry.retry_safe(alice.team, bob.user, decided_by=bob.user)

    assert done.requests == [theirs.pk]


def test_retry_stops_where_the_budget_ends_and_says_how_many(gateway, priced, alice):
    for _each in range(3):
        end(priced().attempts.get(), "undelivered", "NotSent")
    Budget.objects.put(
        Decimal("0.10"), "USD", team=alice.team, person=None, set_by=None
    )

    done = retry.retry_safe(alice.team, decided_by=alice.user)

    assert len(done.requests) == 2
    assert isinstance(done.refusal, OverBudget)
    assert Attempt.objects.filter(state="queued").count() == 2


def test_old_failures_and_other_teams_are_not_retried(gateway, priced, alice, charlie):
    generation = priced()
    end(generation.attempts.get(), "undelivered", "NotSent")

    assert retry.retry_safe(charlie.team, decided_by=charlie.user).requests == []
    generation.created_at = timezone.now() - timedelta(days=retry.RETRY_DAYS + 1)
    generation.save(update_fields=["created_at"])
    assert retry.retry_safe(alice.team, decided_by=alice.user).requests == []


@pytest.mark.parametrize(
    ("hours", "url", "code", "is_fetched"),
    [
        (1, "https://x.volces.com/0", "NotAPicture", True),
        (-1, "https://x.volces.com/0", "NotAPicture", False),
        (1, "", "Expired", False),
        (1, "https://x.volces.com/0", "AddressRefused", False),
    ],
)
def test_lost_picture_is_fetched_again_while_its_address_lives(
    gateway, priced, alice, hours, url, code, is_fetched
):
    output = priced().outputs.get()
    expires_at = timezone.now() + timedelta(hours=hours)
    lost = {"state": "lost", "url": url, "url_expires_at": expires_at, "tries": 9}
    type(output).objects.filter(pk=output.pk).update(error_code=code, **lost)

    done = retry.retry_safe(alice.team, decided_by=alice.user)

    assert done.pictures == [output.pk] * is_fetched
    output.refresh_from_db()
    assert output.state == ("announced" if is_fetched else "lost")
