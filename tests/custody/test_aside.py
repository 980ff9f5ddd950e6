"""What has no row is put aside, never deleted; what waits is named."""

import os
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from generations.custody import aside, verify
from generations.custody.aside import note_leftovers, put_orphans_aside
from generations.custody.findings import Finding, Kind, Report
from generations.models import AttemptState, Output
from generations.pipeline import spool

OLD = timedelta(days=8)


@pytest.fixture
def looked():
    """Return a function that checks and returns the report."""

    def run():
        report = Report()
        verify.Check(report).run()
        return report

    return run


@pytest.fixture
def leftovers():
    """Return a function that returns what waits here, as (kind, name, note)."""

    def run():
        report = Report()
        note_leftovers(report)
        return [(str(f.kind), f.name, f.note) for f in report.findings]

    return run


@pytest.fixture
def write(settings):
    """Return a function that writes a file of the data folder, an hour and more ago."""

    def run(name, *, age_s=4000):
        path = Path(settings.STUDIO_DATA_DIR, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"bytes")
        os.utime(path, (time.time() - age_s, time.time() - age_s))
        return path

    return run


def test_old_orphans_and_unfinished_files_go_into_the_quarantine(keep, put, looked):
    folder = keep().key.rpartition("/")[0]
    orphan = put(f"{folder}/old.png", age=OLD, content=b"paid, perhaps")
    unfinished = put(f"{folder}/.tmp-0a", age=OLD)
    younger = put(f"{folder}/young.png", age=timedelta(days=6))
    report = looked()

    put_orphans_aside(report)

    assert report.put_aside == 2
    assert not default_storage.exists(orphan) and not default_storage.exists(unfinished)
    assert default_storage.exists(younger)
    with default_storage.open(f"quarantine/{orphan}") as file:
        assert file.read() == b"paid, perhaps"
    assert [each.name for each in looked().findings] == [younger]


def test_an_orphan_that_got_its_row_stays(keep, looked):
    image = keep()
    report = Report(findings=[Finding(Kind.OLD_ORPHAN, image.key)])

    put_orphans_aside(report)

    assert default_storage.exists(image.key)
    assert report.put_aside == 0


def test_a_row_that_came_during_the_move_gets_its_file_back(keep, monkeypatch):
    image = keep()
    answers = iter([set(), {image.key}])
    monkeypatch.setattr(aside, "named_by_rows", lambda names: next(answers))
    report = Report(findings=[Finding(Kind.OLD_ORPHAN, image.key)])

    put_orphans_aside(report)

    assert default_storage.size(image.key) == image.size_bytes
    assert report.put_aside == 0


def test_an_orphan_that_is_gone_by_now_is_left(alice):
    report = Report(findings=[Finding(Kind.OLD_ORPHAN, "originals/x/ab/gone.png")])

    put_orphans_aside(report)

    assert report.put_aside == 0


def test_a_bucket_is_checked_and_tidied_the_same_way(bucket, keep, looked, monkeypatch):
    kept, gone, _other = keep(1), keep(2), keep(3)
    orphan = f"{kept.key}.copy"
    default_storage.save(orphan, ContentFile(b"paid, perhaps"))
    default_storage.delete(gone.key)
    later = timezone.now() + OLD
    monkeypatch.setattr(verify.timezone, "now", lambda: later)

    report = looked()
    put_orphans_aside(report)

    found = {(str(each.kind), each.name) for each in report.findings}
    assert ("missing", gone.key) in found
    assert ("old orphan", orphan) in found
    assert report.put_aside == 1
    assert bucket.contents()[f"quarantine/{orphan}"] == b"paid, perhaps"
    assert orphan not in bucket.contents()


def test_what_a_download_left_is_temporary_once_it_is_old(write, leftovers, db):
    write("incoming/tmp1/picture")
    write("incoming/tmp2/picture", age_s=60)

    assert leftovers() == [("temporary", "incoming/tmp1/picture", "")]


def test_bytes_that_are_no_picture_are_named(write, leftovers, db):
    write("quarantine/one.bin")
    write("spool/two.unread")

    assert leftovers() == [
        ("quarantined", "quarantine/one.bin", "5 bytes"),
        ("quarantined", "spool/two.unread", "5 bytes"),
    ]


def test_a_kept_answer_that_nobody_takes_in_is_named(gateway, ask, write, leftovers):
    attempt = ask("seedream-4.0@custom", size="1K").attempts.get()
    stranger = uuid.uuid4()
    write(f"spool/{attempt.pk}.ndjson")
    write(f"spool/{stranger}.ndjson")
    write(f"spool/{uuid.uuid4()}.ndjson", age_s=60)

    assert sorted(leftovers()) == sorted(
        [
            ("spooled", f"spool/{attempt.pk}.ndjson", ""),
            ("spooled", f"spool/{stranger}.ndjson", "no row knows it"),
        ]
    )


def test_an_answer_that_still_comes_is_not_named(gateway, ask, write, leftovers):
    attempt = ask("seedream-4.0@custom", size="1K").attempts.get()
    type(attempt).objects.filter(pk=attempt.pk).update(state=AttemptState.SENT)
    write(f"spool/{attempt.pk}.ndjson")

    assert leftovers() == []


def test_kept_bytes_belong_to_a_picture_or_are_named(gateway, ask, write, leftovers):
    output = ask("seedream-4.0@custom", size="1K").outputs.get()
    mine = write(f"spool/{output.attempt_id}.0.bin").name
    nobodys = write(f"spool/{uuid.uuid4()}.0.bin").name
    Output.objects.filter(pk=output.pk).update(spooled=mine)

    assert leftovers() == [("spooled", f"spool/{nobodys}", "no row knows it")]
    assert spool.picture_path(mine).exists()
