"""What was left lying is taken up again, except a request that was sent."""

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from generations.clients.contract import Picture, Receipt
from generations.models import Attempt, Output, StoredImage
from generations.pipeline import lease, spool, sweep
from generations.pipeline.sweep import Due
from tests.pipeline.conftest import be_away, meanwhile

OFFER = "seedream-4.0@custom"
pytestmark = pytest.mark.django_db


def ago(**age):
    return timezone.now() - timezone.timedelta(**age)


@pytest.fixture
def attempt(gateway, ask):
    return ask(OFFER, size="1K").attempts.get()


def change(attempt, **fields):
    Attempt.objects.filter(pk=attempt.pk).update(**fields)


def announce(attempt, **fields):
    fields = {
        "state": "announced",
        "url": "http://127.0.0.1:9/x",
        "url_expires_at": timezone.now() + timezone.timedelta(hours=1),
    } | fields
    attempt.outputs.update(**fields)
    return attempt.outputs.get()


def test_nothing_is_due_where_nothing_was_left(attempt):
    assert sweep.sweep() == Due()


def test_an_attempt_claimed_by_a_dead_worker_is_queued_again(attempt):
    change(attempt, state="claimed", lease_until=ago(seconds=1), lease_owner="dead")

    due = sweep.sweep()

    attempt.refresh_from_db()
    assert (attempt.state, attempt.lease_owner) == ("queued", "")
    assert due.send == [attempt.pk]


def test_a_request_sent_by_a_dead_worker_is_unknown_and_never_sent_again(
    attempt, scripted, send_now
):
    change(attempt, state="sent", lease_until=ago(seconds=1), lease_owner="dead")

    dues = [sweep.sweep(), sweep.sweep()]
    send_now(attempt)

    assert dues == [Due(), Due()]
    assert (attempt.state, attempt.error_kind) == ("unknown", "OutcomeUnknown")
    assert scripted.requests == []


@pytest.mark.parametrize("state", ["claimed", "sent"])
def test_a_living_worker_keeps_its_attempt(attempt, state):
    change(attempt, state=state, lease_until=ago(seconds=-30), lease_owner="alive")

    assert sweep.sweep() == Due()

    attempt.refresh_from_db()
    assert attempt.state == state


def test_our_own_request_is_not_given_up_while_we_read_its_answer(attempt):
    change(attempt, state="sent", lease_until=ago(seconds=1), lease_owner=lease.OWNER)

    with lease.held(attempt.pk):
        sweep.sweep()

    attempt.refresh_from_db()
    assert attempt.state == "sent"


def test_a_wish_nobody_rang_for_is_rung_for_once(attempt):
    change(attempt, published_at=None)

    dues = [sweep.sweep(), sweep.sweep()]

    assert dues == [Due(send=[attempt.pk]), Due()]


def test_a_lost_message_is_rung_again_after_half_a_minute(attempt):
    change(attempt, published_at=ago(seconds=20))
    assert sweep.sweep() == Due()

    change(attempt, published_at=ago(seconds=31))
    assert sweep.sweep() == Due(send=[attempt.pk])


def test_nobody_rings_before_the_time_has_come(attempt):
    change(attempt, published_at=None, next_run_at=ago(seconds=-60))

    assert sweep.sweep() == Due()


def test_an_answer_that_reached_only_the_disk_is_written(attempt):
    change(attempt, state="unknown")
    spool.keep(attempt.pk, Picture(0, url="https://a.volces.com/1"))
    spool.keep(attempt.pk, Receipt(images_billed=1))

    due = sweep.sweep()

    attempt.refresh_from_db()
    assert attempt.state == "answered"
    assert due.store == [attempt.outputs.get().pk]
    assert spool.waiting() == []


def test_an_answer_that_is_being_read_is_left_alone(attempt):
    change(attempt, state="sent", lease_until=ago(seconds=-30))
    spool.keep(attempt.pk, Picture(0, url="https://a.volces.com/1"))

    assert sweep.sweep() == Due()

    assert spool.waiting() == [attempt.pk]


def test_the_answer_of_a_worker_that_died_after_spooling_is_found(attempt):
    change(attempt, state="sent", lease_until=ago(seconds=1), lease_owner="dead")
    spool.keep(attempt.pk, Picture(0, url="https://a.volces.com/1"))
    spool.keep(attempt.pk, Receipt(images_billed=1))

    due = sweep.sweep()

    attempt.refresh_from_db()
    assert attempt.state == "answered"
    assert due.store == [attempt.outputs.get().pk]


def test_a_database_away_in_a_round_leaves_the_answer_for_the_next(attempt):
    change(attempt, state="unknown")
    spool.keep(attempt.pk, Picture(0, url="https://a.volces.com/1"))
    spool.keep(attempt.pk, Receipt(images_billed=1))

    with (
        meanwhile('FROM "generations_output"', be_away),
        pytest.raises(OperationalError),
    ):
        sweep.sweep()

    assert spool.waiting() == [attempt.pk]
    sweep.sweep()
    attempt.refresh_from_db()
    assert (attempt.state, spool.waiting()) == ("answered", [])


def test_one_answer_that_cannot_be_written_does_not_stop_the_round(gateway, ask):
    bad, good, unrung = (ask(OFFER, size="1K").attempts.get() for _ in range(3))
    for attempt in (bad, good):
        change(attempt, state="unknown")
        spool.keep(attempt.pk, Receipt(images_billed=1))
    spool.forget(bad.pk)
    (spool.folder() / f"{bad.pk}.ndjson").mkdir()
    change(unrung, published_at=None)

    due = sweep.sweep()

    good.refresh_from_db()
    assert good.state == "answered"
    assert due.send == [unrung.pk]


def test_a_spooled_answer_of_nobody_we_know_is_left(attempt):
    other = "00000000-0000-4000-8000-000000000000"
    spool.folder().joinpath(f"{other}.ndjson").write_text("{}")

    assert sweep.sweep() == Due()


def test_an_announced_picture_is_rung_for_once_per_try(attempt):
    output = announce(attempt)

    dues = [sweep.sweep(), sweep.sweep()]
    Output.objects.filter(pk=output.pk).update(tries=1)
    dues.append(sweep.sweep())

    assert [due.store for due in dues] == [[output.pk], [], [output.pk]]


def test_a_lost_ring_for_a_picture_is_made_up_for(attempt, monkeypatch):
    output = announce(attempt)
    sweep.sweep()

    monkeypatch.setattr(sweep, "QUIET_S", -1.0)

    assert sweep.sweep().store == [output.pk]


def test_an_address_that_ran_out_is_lost_in_words(attempt):
    output = announce(attempt, url_expires_at=ago(seconds=1), tries=3)

    due = sweep.sweep()

    output.refresh_from_db()
    assert due.store == []
    assert (output.state, output.error_code, output.url) == ("lost", "Expired", "")


def test_an_address_with_a_short_life_is_tried_before_it_is_given_up(attempt):
    soon = announce(attempt, url_expires_at=ago(seconds=-200))

    assert sweep.sweep().store == [soon.pk]

    soon.refresh_from_db()
    assert soon.state == "announced"


def test_even_an_old_address_is_tried_once(attempt):
    never_tried = announce(attempt, url_expires_at=ago(hours=1), tries=0)

    assert sweep.sweep().store == [never_tried.pk]

    never_tried.refresh_from_db()
    assert never_tried.state == "announced"


def test_bytes_in_the_spool_do_not_expire(attempt):
    output = announce(
        attempt, url="", spooled="x.bin", url_expires_at=ago(days=3), tries=9
    )

    sweep.sweep()

    output.refresh_from_db()
    assert output.state == "announced"


def test_thumbnails_left_unmade_are_rung_for_once(upload, monkeypatch):
    image = upload()
    assert sweep.sweep().thumbnails == []

    StoredImage.objects.update(created_at=ago(seconds=61))
    assert sweep.sweep().thumbnails == [image.pk]
    assert sweep.sweep().thumbnails == []


def test_a_studio_that_starts_alone_takes_over_at_once(gateway, ask):
    claimed, sent, saving = (ask(OFFER, size="1K").attempts.get() for _ in range(3))
    later = ago(seconds=-200)
    for attempt, state in ((claimed, "claimed"), (sent, "sent")):
        change(attempt, state=state, lease_until=later, lease_owner="dead")
    change(saving, state="answered")
    output = announce(saving, next_run_at=later, tries=1)

    sweep.take_over()
    due = sweep.sweep()

    claimed.refresh_from_db()
    sent.refresh_from_db()
    assert (claimed.state, sent.state) == ("queued", "unknown")
    assert (due.send, due.store) == ([claimed.pk], [output.pk])


def test_addresses_that_run_out_are_told_of_once(announced, mailoutbox):
    cache.clear()
    output = announced()
    soon = timezone.now() + timezone.timedelta(hours=11)
    Output.objects.filter(pk=output.pk).update(
        url_expires_at=soon, announced_at=ago(hours=13)
    )

    sweep.sweep()
    sweep.sweep()

    assert [mail.subject for mail in mailoutbox] == [
        "Seedream Studio: 1 paid pictures are not stored yet"
    ]


def test_addresses_with_a_day_left_alarm_nobody(announced, mailoutbox):
    cache.clear()
    announced()

    sweep.sweep()

    assert mailoutbox == []
