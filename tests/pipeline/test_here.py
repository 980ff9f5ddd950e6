"""Bytes of an answer lie on one machine: that one stores them, no other gives up."""

import pytest
from django.utils import timezone

from generations.models import Output
from generations.pipeline import lease, spool, sweep
from generations.pipeline.store import LOST_SPOOL_TRIES, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def spooled(announced):
    """An announced picture whose bytes came with the answer, due now."""
    sweep._rung.clear()
    return announced("b64")


def make_due(output, **fields):
    past = timezone.now() - timezone.timedelta(days=1)
    Output.objects.filter(pk=output.pk).update(next_run_at=past, **fields)


@pytest.mark.parametrize("here_only", [True, False])
def test_who_has_the_bytes_stores_them(spooled, here_only):
    due = sweep.sweep(here_only=here_only)

    assert (due.here, due.store) == ([spooled.pk], [])


def test_a_long_spool_is_worked_off_round_by_round(spooled, announced, monkeypatch):
    monkeypatch.setattr(sweep, "ROUND", 1)
    other = announced("b64")

    rounds = [sweep.sweep(here_only=True).here for _ in range(3)]

    assert sorted(rounds) == sorted([[spooled.pk], [other.pk], []])


def test_who_has_them_not_leaves_them_to_the_others(spooled):
    spool.picture_path(spooled.spooled).unlink()

    due = sweep.sweep()

    assert (due.here, due.store) == ([], [])


def test_another_machine_never_gives_them_up_before_a_day_is_over(spooled, settings):
    settings.IS_EMBEDDED = False
    spool.picture_path(spooled.spooled).unlink()
    make_due(spooled, tries=LOST_SPOOL_TRIES * 10)

    store(spooled.pk)

    spooled.refresh_from_db()
    assert (spooled.state, spooled.error_code) == ("announced", "FileNotFoundError")

    make_due(spooled, url_expires_at=timezone.now() - timezone.timedelta(seconds=1))
    store(spooled.pk)

    spooled.refresh_from_db()
    assert spooled.state == "lost"


def test_a_studio_alone_knows_after_some_hours_that_they_are_gone(spooled):
    spool.picture_path(spooled.spooled).unlink()
    make_due(spooled, tries=LOST_SPOOL_TRIES)

    store(spooled.pk)

    spooled.refresh_from_db()
    assert spooled.state == "lost"


def test_a_picture_stays_reserved_while_it_is_being_stored(announced, settings):
    output = announced()
    make_due(output)

    with lease.storing(output.pk):
        lease.renew([], [output.pk])

    output.refresh_from_db()
    left = output.next_run_at - timezone.now()
    assert 50 < left.total_seconds() <= settings.STUDIO_LEASE_S


def test_a_picture_that_is_ours_is_reserved_no_more(announced):
    output = announced()
    store(output.pk)
    before = Output.objects.get(pk=output.pk).next_run_at

    lease.renew([], [output.pk])

    assert Output.objects.get(pk=output.pk).next_run_at == before
