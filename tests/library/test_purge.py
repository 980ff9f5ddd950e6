"""Deleting for good: what is used stays, what comes again lives, the books stand."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from generations.custody.findings import Kind, Report
from generations.custody.verify import Check
from generations.library import purge
from generations.models import (
    Collection,
    Draft,
    Listing,
    Output,
    OutputState,
    Reference,
    Shelf,
    StoredImage,
)
from generations.pipeline import kept, retry
from tests.library.conftest import keep

pytestmark = pytest.mark.django_db


def age(lines, days):
    """Let lines have been in the trash for some days."""
    Listing.objects.filter(pk__in=[line.pk for line in lines]).update(
        trashed_at=timezone.now() - timedelta(days=days)
    )


def files_of(image):
    """Say which files of an image are there: the original, the thumbnails."""
    names = [image.key, *(each["key"] for each in image.thumbnails.values())]
    return [default_storage.exists(name) for name in names]


@pytest.fixture
def binned(lines, press):
    """The first picture of four, in the trash for 31 days."""
    press("trash", None, lines[:1])
    age(lines[:1], 31)
    return lines[0]


def test_after_its_days_the_bytes_go_and_the_rows_stay(binned, lines):
    image = binned.output.image

    assert purge.tidy() == (1, 1)

    line = Listing.objects.get(pk=binned.pk)
    row = StoredImage.objects.get(pk=image.pk)
    assert files_of(image) == [False, False]
    assert line.shelf == Shelf.PURGED
    assert f" p:{line.team_id.hex} " in line.words
    assert row.purged_at is not None
    assert (row.size_bytes, row.sha256) == (image.size_bytes, image.sha256)
    assert line.output.state == OutputState.STORED
    assert files_of(lines[1].output.image) == [True, True]


def test_before_its_days_nothing_goes(lines, press):
    press("trash", None, lines)
    age(lines, 29)

    assert purge.tidy() == (0, 0)


def test_the_days_are_a_setting(settings, lines, press):
    settings.STUDIO_TRASH_DAYS = 7
    press("trash", None, lines[:2])
    age(lines[:1], 8)
    age(lines[1:2], 6)

    assert purge.tidy() == (1, 1)


def test_emptying_goes_on_round_by_round(monkeypatch, lines, press):
    monkeypatch.setattr(purge, "ROUND", 1)
    ways = []
    press("trash", None, lines)
    age(lines, 31)

    assert purge.tidy(lambda: ways.append(1)) == (4, 4)
    assert len(ways) == 8


def test_bytes_another_picture_shows_stay(binned, lines):
    Output.objects.filter(pk=lines[1].output_id).update(image=binned.output.image)

    assert purge.tidy() == (1, 0)
    assert files_of(binned.output.image) == [True, True]


def test_a_reference_of_a_living_picture_stays(binned, make, alice, press):
    [child] = make(alice, 1)
    Reference.objects.create(
        generation=child.generation, image=binned.output.image, position=0
    )

    assert purge.tidy() == (1, 0)

    press("trash", None, [child])
    press("purge", None, [child])
    assert purge.free_bytes() == 2
    assert files_of(binned.output.image) == [False, False]


def test_what_lies_in_a_form_stays(binned, alice):
    image = binned.output.image
    Draft.objects.create(
        team=alice.team, person=alice.user, tray=[{"image": str(image.pk)}]
    )

    assert purge.tidy() == (1, 0)


def test_a_cover_that_is_gone_is_none(binned, alice):
    kept_ones = Collection.objects.create(team=alice.team, name="Kept", cover=binned)

    purge.tidy()

    kept_ones.refresh_from_db()
    assert kept_ones.cover is None


def test_the_store_is_called_whole_afterwards(binned):
    purge.tidy()
    report = Report()

    Check(report, everything=True).run()

    assert [str(each) for each in report.findings] == []


def test_who_dies_between_rows_and_files_leaves_orphans(binned, monkeypatch):
    class Killed(BaseException):
        pass

    def die(name):
        raise Killed

    monkeypatch.setattr(purge, "failpoint", die)
    purge.empty_old()
    with pytest.raises(Killed):
        purge.free_bytes()
    report = Report()
    monkeypatch.setattr("generations.custody.verify.YOUNG", timedelta(0))

    Check(report).run()

    assert {each.kind for each in report.findings} == {Kind.ORPHAN}
    assert len(report.findings) == 2


def test_a_file_that_cannot_be_deleted_is_left_to_verify(binned, monkeypatch):
    image = binned.output.image

    def refuse(name):
        raise OSError("read-only")

    monkeypatch.setattr("django.core.files.storage.filesystem.os.remove", refuse)

    assert purge.tidy() == (1, 1)
    assert files_of(image) == [True, True]


def again(image):
    """Return a new, unsaved row of the same bytes, its files kept again."""
    fields = ("team_id", "sha256", "key", "size_bytes", "media_type")
    shape = {"width_px": 64, "height_px": 48, "thumbnails": image.thumbnails}
    return StoredImage(**{name: getattr(image, name) for name in fields}, **shape)


def test_bytes_that_come_again_revive_their_row(binned, alice):
    image = binned.output.image
    content = Path(default_storage.path(image.key)).read_bytes()
    purge.tidy()
    StoredImage.objects.filter(pk=image.pk).update(sha256="0" * 64)
    fresh = keep(alice.team, content)
    fresh.delete()
    StoredImage.objects.filter(pk=image.pk).update(sha256=image.sha256)

    row = kept.saved(again(image))

    assert row.pk == image.pk
    assert row.purged_at is None
    assert not row.has_all_sizes
    assert files_of(row) == [True, True]


def test_bytes_the_deleting_took_along_are_to_come_again(binned):
    image = binned.output.image
    purge.tidy()

    with pytest.raises(FileNotFoundError):
        kept.saved(again(image))


def test_bytes_revived_before_their_files_went_stay(binned, monkeypatch):
    image = binned.output.image
    purge.empty_old()
    monkeypatch.setattr(purge, "failpoint", lambda _name: kept.saved(again(image)))

    purge.free_bytes()

    assert files_of(image) == [True, True]
    assert StoredImage.objects.get(pk=image.pk).purged_at is None


def test_a_row_that_was_known_lives_again_if_it_was_deleted_meanwhile(binned):
    image = binned.output.image
    purge.empty_old()
    purge._mark(image.pk)

    assert kept.saved(image).purged_at is None


def test_a_lost_picture_fetched_again_leaves_the_trash(lines, press):
    output = lines[0].output
    Output.objects.filter(pk=output.pk).update(
        state=OutputState.LOST,
        image=None,
        url="https://pictures.example.test/1",
        url_expires_at=timezone.now() + timedelta(hours=1),
    )
    press("trash", None, lines[:1])

    assert retry.fetch_again(output)

    line = Listing.objects.get(pk=lines[0].pk)
    assert (line.shelf, line.fold, line.trashed_at) == (Shelf.GALLERY, 0, None)
    assert f" g:{line.team_id.hex} " in line.words
