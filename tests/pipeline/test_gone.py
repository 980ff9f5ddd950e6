"""Paid bytes on a machine that is gone: told of, looked for, lost in words, found."""

import os
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from generations import tasks
from generations.models import Output
from generations.pipeline import spool, sweep
from generations.pipeline.store import store

pytestmark = pytest.mark.django_db


@pytest.fixture
def spooled(announced, settings):
    """A picture whose bytes were due a while ago, in a studio of several machines."""
    settings.IS_EMBEDDED = False
    sweep._rung.clear()
    cache.clear()
    output = announced("b64")
    change(output, next_run_at=ago(minutes=16), announced_at=ago(hours=13))
    return output


def ago(**time):
    return timezone.now() - timedelta(**time)


def change(output, **fields):
    Output.objects.filter(pk=output.pk).update(**fields)


def vanish(output):
    """Take the bytes away, as a machine that is switched off does; return them."""
    path = spool.picture_path(output.spooled)
    content = path.read_bytes()
    path.unlink()
    return content


def test_bytes_nobody_takes_are_looked_for_by_everybody(spooled):
    vanish(spooled)

    assert sweep.sweep().store == [spooled.pk]


def test_bytes_that_lie_here_are_nobody_elses_errand(spooled):
    due = sweep.sweep()

    assert (due.here, due.store) == ([spooled.pk], [])


def test_bytes_nobody_has_after_a_day_are_lost_in_words(spooled):
    vanish(spooled)
    change(spooled, url_expires_at=ago(hours=1))

    for output_id in sweep.sweep().store:
        store(output_id)

    spooled.refresh_from_db()
    assert (spooled.state, spooled.error_code) == ("lost", "FileNotFoundError")


def test_bytes_nobody_has_are_told_of_before_they_are_given_up(spooled, mailoutbox):
    vanish(spooled)
    change(spooled, url_expires_at=timezone.now() + timedelta(hours=11))

    sweep.sweep()

    assert len(mailoutbox) == 1


@pytest.mark.parametrize("here_only", [True, False])
def test_a_machine_that_comes_back_with_the_bytes_stores_them_after_all(
    spooled, here_only
):
    content = vanish(spooled)
    change(spooled, url_expires_at=ago(hours=1))
    store(spooled.pk)
    spool.picture_path(spooled.spooled).write_bytes(content)

    for output_id in sweep.sweep(here_only=here_only).here:
        store(output_id)

    spooled.refresh_from_db()
    assert spooled.state == "stored"


def test_bytes_left_over_do_not_hide_those_that_are_due(spooled, monkeypatch):
    monkeypatch.setattr(sweep, "ROUND", 2)
    for number in range(5):
        left = spool.picture_path(f"0{number}.bin")
        left.write_bytes(b"left over")
        os.utime(left, (0, 0))

    assert sweep.sweep(here_only=True).here == [spooled.pk]


def test_a_file_that_goes_while_it_is_listed_does_not_stop_the_round(spooled):
    (spool.folder() / "gone.bin").symlink_to("nowhere")

    assert sweep.sweep(here_only=True).here == [spooled.pk]


@pytest.mark.django_db(transaction=True)
def test_a_slow_store_does_not_keep_the_round_waiting(announced, monkeypatch):
    outputs = [announced("b64") for _each in range(3)]
    sweep._rung.clear()
    monkeypatch.setattr(tasks, "HERE_S", -1.0)

    tasks.sweep(here_only=True)

    pictures = Output.objects.filter(pk__in=[each.pk for each in outputs])
    assert pictures.filter(state="stored").count() == 1
