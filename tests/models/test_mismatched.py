"""Bills of another number than what was delivered are found, and only those."""

import logging

import pytest
from django.utils import timezone

from generations.clients.contract import Receipt
from generations.models import Attempt
from generations.pipeline import settle
from generations.pipeline.spool import Broken, SpooledPicture

pytestmark = pytest.mark.django_db
CUT = Broken("OutcomeUnknown", "", "cut", 200, "r1")


@pytest.fixture
def answered(gateway, ask):
    """Return a function that writes an answer of two pictures."""

    def write(end):
        generation = ask(
            "seedream-4.0@custom", mode="sequence", size="1K", max_images=3
        )
        generation.attempts.update(state="sent", sent_at=timezone.now())
        attempt = generation.attempts.select_related("generation").get()
        for index in (0, 1):
            url = f"https://a.volces.com/{index}"
            settle.write(attempt, SpooledPicture(index, url=url))
        settle.write(attempt, end)
        return attempt

    return write


@pytest.mark.parametrize("billed", [0, 1, 3, 10_000])
def test_a_bill_of_another_number_is_logged_and_found(answered, billed, caplog):
    attempt = answered(Receipt(images_billed=billed))

    (found,) = Attempt.objects.mismatched()

    assert (found, found.images_billed, found.delivered) == (attempt, billed, 2)
    assert f"billed {billed}, came 2: {attempt.pk}" in caplog.messages


@pytest.mark.parametrize("end", [Receipt(images_billed=2), Receipt(), CUT])
def test_a_bill_that_agrees_or_is_not_told_is_not_found(answered, end, caplog):
    caplog.set_level(logging.WARNING)
    answered(end)

    assert not Attempt.objects.mismatched().exists()
    assert not [line for line in caplog.messages if line.startswith("billed")]


def test_a_picture_that_was_lost_was_delivered_all_the_same(answered):
    attempt = answered(Receipt(images_billed=2))
    attempt.outputs.filter(index=0).update(state="lost")

    assert not Attempt.objects.mismatched().exists()
