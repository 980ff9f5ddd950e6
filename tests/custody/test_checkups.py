"""One checkup a night, by one process of many; pictures come first."""

import json
import threading
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from celery.worker import state
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import close_old_connections
from kombu.exceptions import OperationalError

from generations import nightly
from generations.custody import checkups
from generations.custody.findings import Kind, Report
from generations.models import Checkup, Output, StoredImage
from generations.pipeline.send import send

BERLIN = ZoneInfo("Europe/Berlin")
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=BERLIN)


@pytest.fixture
def old_picture(keep):
    """A picture of the day before the night."""
    image = keep()
    yesterday = checkups.last_night() - timedelta(hours=1)
    StoredImage.objects.filter(pk=image.pk).update(created_at=yesterday)
    return image


@pytest.fixture
def rung(monkeypatch):
    """The checkups that were rung for."""
    found = []
    monkeypatch.setattr(
        nightly.check_store, "apply_async", lambda args, **_: found.append(args[0])
    )
    return found


def test_a_night_begins_at_three_in_the_studios_time_zone(settings):
    settings.TIME_ZONE = "Europe/Berlin"

    with time_machine.travel(MORNING, tick=False):
        after = checkups.last_night()
    with time_machine.travel(MORNING.replace(hour=2), tick=False):
        before = checkups.last_night()

    assert after == datetime(2026, 11, 20, 3, tzinfo=BERLIN)
    assert before == datetime(2026, 11, 19, 3, tzinfo=BERLIN)


def test_each_night_has_one_checkup(old_picture):
    first = checkups.begin_if_due()

    assert first is not None
    assert checkups.begin_if_due() is None


def test_a_studio_without_pictures_is_not_checked(db):
    assert checkups.begin_if_due() is None


def test_pictures_of_today_wait_for_the_next_night(keep):
    keep()

    assert checkups.begin_if_due() is None


def test_last_nights_checkup_does_not_count(old_picture):
    checkup = checkups.begin()
    before = checkups.last_night() - timedelta(hours=1)
    Checkup.objects.filter(pk=checkup.pk).update(began_at=before)

    assert checkups.begin_if_due().pk == checkup.pk + 1


@pytest.mark.django_db(transaction=True)
def test_of_many_processes_one_begins(old_picture):
    together, begun = threading.Barrier(6), []

    def race():
        together.wait()
        begun.append(checkups.begin_if_due())
        close_old_connections()

    threads = [threading.Thread(target=race) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([each for each in begun if each is not None]) == 1
    assert Checkup.objects.count() == 1


def test_a_checkup_writes_down_what_it_found(old_picture):
    Path(default_storage.path(old_picture.key)).unlink()
    checkup = checkups.begin()

    checkups.run(checkup, Report())

    checkup.refresh_from_db()
    assert (checkup.checked_files, checkup.missing, checkup.altered) == (3, 1, 0)
    assert checkup.details[0].startswith(f"missing: {old_picture.key}")
    assert checkup.ended_at >= checkup.began_at


def test_a_checkup_keeps_a_hundred_lines_the_faults_first(db):
    report = Report()
    for number in range(150):
        report.add(Kind.ORPHAN, f"orphan {number}")
    report.add(Kind.MISSING, "picture")

    result = checkups.result_of(report)

    assert (result["orphaned"], result["missing"]) == (150, 1)
    assert len(result["details"]) == 100
    assert result["details"][0] == "missing: picture"


def test_a_checkup_that_broke_off_never_was(old_picture):
    checkup = checkups.begin()

    def stop():
        raise nightly.Stopping

    with pytest.raises(nightly.Stopping):
        checkups.run(checkup, Report(), make_way=stop)

    assert not Checkup.objects.exists()


def test_the_sweeper_rings_once_a_night(old_picture, rung, monkeypatch):
    watch = nightly.Nightly()
    watch.look()
    watch.look()
    monkeypatch.setattr(nightly, "LOOK_S", 0)

    nightly.Nightly().look()

    assert rung == [str(Checkup.objects.get().pk)]


def test_a_broker_that_is_away_leaves_the_night_to_the_next_look(
    old_picture, monkeypatch
):
    def away(*args, **options):
        raise OperationalError

    monkeypatch.setattr(nightly.check_store, "apply_async", away)

    nightly.Nightly().look()

    assert not Checkup.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_message_runs_the_checkup_once(old_picture):
    checkup = checkups.begin()

    nightly.check_store(str(checkup.pk))
    checkup.refresh_from_db()
    ended_at = checkup.ended_at
    nightly.check_store(str(checkup.pk))

    checkup.refresh_from_db()
    assert checkup.ended_at == ended_at is not None
    assert checkup.checked_files == 4


@pytest.mark.django_db(transaction=True)
def test_faults_of_the_night_are_in_the_log(old_picture, caplog):
    Path(default_storage.path(old_picture.key)).unlink()

    nightly.check_store(str(checkups.begin().pk))

    assert "./studio verify" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_to_end_leaves_its_checkup(old_picture, monkeypatch):
    monkeypatch.setattr(state, "should_stop", 0)

    nightly.check_store(str(checkups.begin().pk))

    assert not Checkup.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_checkup_stores_the_pictures_that_are_due(old_picture, gateway, ask):
    generation = ask("seedream-4.0@custom", size="1K")
    send(generation.attempts.get().pk, announce=lambda *_, **__: None)

    nightly.check_store(str(checkups.begin().pk))

    assert Output.objects.get(generation=generation).state == "stored"


# --- The command -----------------------------------------------------------------


def test_the_command_says_that_all_is_well(old_picture, capsys):
    call_command("verify", "--all")

    said = capsys.readouterr().out
    assert "4 files compared with their rows, 1 checksums" in said
    assert "0 missing, 0 altered, 0 odd rows, 0 orphans." in said
    assert Checkup.objects.get().checked_sums == 1


def test_the_command_ends_with_1_and_says_what_to_do(old_picture, capsys):
    Path(default_storage.path(old_picture.key)).unlink()

    with pytest.raises(SystemExit) as end:
        call_command("verify")

    said = capsys.readouterr().out
    assert end.value.code == 1
    assert f"missing: {old_picture.key}" in said
    assert "bring these files back from your backup" in said


def test_the_command_says_it_as_one_json_object(old_picture, put, capsys):
    put(f"{old_picture.key}.copy", age=timedelta(days=8))

    call_command("verify", "--all", "--json")

    found = json.loads(capsys.readouterr().out)
    assert found["is_whole"] is True
    assert (found["checked_files"], found["old_orphan"]) == (5, 1)
    assert found["findings"][0]["name"] == f"{old_picture.key}.copy"


def test_the_command_puts_orphans_aside(old_picture, put, capsys):
    name = put(f"{old_picture.key}.copy", age=timedelta(days=8))

    call_command("verify", "--remove-orphans")

    assert "1 put aside" in capsys.readouterr().out
    assert default_storage.exists(f"quarantine/{name}")


def test_a_store_that_cannot_be_read_is_said(old_picture, monkeypatch):
    def broken(self, name, mode="rb"):
        raise OSError(5, "Input/output error", name)

    monkeypatch.setattr(type(default_storage._wrapped), "_open", broken)

    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify", "--all")

    assert not Checkup.objects.exists()
