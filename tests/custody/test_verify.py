"""What a look at the store finds, and what it leaves alone."""

import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from generations.custody import verify
from generations.custody.findings import Report
from generations.custody.verify import Check, is_due
from generations.models import StoredImage
from generations.storage import content_key

DAYS = [date(2026, 11, 16) + timedelta(days=each) for each in range(7)]


def path_of(name):
    return Path(default_storage.path(name))


def flip_a_byte(name):
    path = path_of(name)
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def test_a_whole_store_has_no_findings(keep, charlie, found):
    keep(1), keep(2), keep(1, team_id=charlie.team_id)

    assert found(everything=True) == []


def test_an_original_that_is_gone_is_missing(keep, found):
    image = keep()
    path_of(image.key).unlink()

    assert found() == [("missing", image.key)]


def test_a_thumbnail_that_is_gone_is_missing(keep, found):
    name = keep().thumbnails["640"]["key"]
    path_of(name).unlink()

    assert found() == [("missing", name)]


def test_an_original_of_another_size_is_altered_on_any_day(keep, found):
    image = keep()
    path_of(image.key).write_bytes(b"short")

    assert {tuple(found(today=day)) for day in DAYS} == {(("altered", image.key),)}


def test_a_thumbnail_of_another_size_is_altered(keep, found):
    name = keep().thumbnails["320"]["key"]
    path_of(name).write_bytes(b"short")

    assert found() == [("altered", name)]


def test_a_thumbnail_whose_row_says_no_size_is_altered_when_empty(keep, found):
    image = keep()
    record = image.thumbnails["320"]
    record.pop("size_bytes", None)
    image.save(update_fields=["thumbnails"])
    assert found() == []

    path_of(record["key"]).write_bytes(b"")

    assert found() == [("altered", record["key"])]


def test_a_flipped_byte_is_found_in_one_night_of_seven(keep, found):
    image = keep()
    flip_a_byte(image.key)

    nights = [found(today=day) for day in DAYS]

    assert sorted(nights) == [[]] * 6 + [[("altered", image.key)]]


def test_a_flipped_byte_is_found_at_once_by_a_look_at_everything(keep, found):
    image = keep()
    flip_a_byte(image.key)

    assert found(everything=True) == [("altered", image.key)]


def test_each_checksum_has_its_night_in_any_seven():
    for byte in range(256):
        nights = [day for day in DAYS if is_due(f"{byte:02x}" + "0" * 62, day)]
        assert len(nights) == 1


@pytest.mark.parametrize(
    ("age", "kinds"),
    [
        (timedelta(minutes=5), []),
        (timedelta(hours=2), ["orphan"]),
        (timedelta(days=8), ["old orphan"]),
    ],
)
def test_a_file_without_a_row_is_an_orphan_once_it_is_not_young(
    alice, put, found, age, kinds
):
    name = content_key("ab" * 32, "png", prefix=f"originals/{alice.team_id}")
    put(name, age=age)

    assert found() == [(kind, name) for kind in kinds]


def test_an_orphan_beside_pictures_of_the_same_shelf_is_found(keep, put, found):
    image = keep()
    name = put(f"{image.key}.copy", age=timedelta(days=8))

    assert found() == [("old orphan", name)]


def test_orphans_of_no_team_at_all_are_found(alice, put, found):
    names = [
        put(f"originals/{uuid.uuid4()}/ab/{'ab' * 32}.png", age=timedelta(days=1)),
        put(f"thumbnails/nobody/ab/{'ab' * 32}.png", age=timedelta(days=1)),
    ]

    assert sorted(found()) == [("orphan", name) for name in names]


def test_what_a_dead_process_left_is_temporary(alice, keep, put, found):
    folder = keep().key.rpartition("/")[0]
    names = [put(f"{folder}/.tmp-0a", age=timedelta(days=1))]
    names.append(put(".tmp-0b", age=timedelta(days=1)))
    put(f"{folder}/.tmp-young")
    put("somebody-elses.txt", age=timedelta(days=1))

    assert found() == [("temporary", name) for name in names]


def test_a_picture_kept_while_the_check_runs_is_no_orphan(keep, found):
    keep(1)
    made = []

    def keep_another():
        if not made:
            made.append(keep(2))

    assert found(make_way=keep_another) == []


def test_every_page_of_rows_is_read(keep, charlie, found, monkeypatch):
    monkeypatch.setattr(verify, "PAGE", 2)
    for red in range(5):
        keep(red)
    keep(9, team_id=charlie.team_id)
    report = Report()

    Check(report, everything=True).run()

    assert (report.checked_files, report.checked_sums) == (4 * 6, 6)
    assert report.findings == []


def test_a_store_that_only_lists_names_is_read_as_well(keep, found, monkeypatch):
    gone, altered = keep(1), keep(2)
    path_of(gone.key).unlink()
    path_of(altered.key).write_bytes(b"short")
    monkeypatch.delattr("generations.storage.local.DurableFileSystemStorage.sizes_in")

    assert sorted(found()) == [("altered", altered.key), ("missing", gone.key)]


def test_rows_are_grouped_by_team_and_first_byte(keep, charlie):
    for red in range(4):
        keep(red)
        keep(red, team_id=charlie.team_id)

    shelves = [row.shelf for row in verify.kept_rows()]

    assert len(shelves) == StoredImage.objects.count()
    assert shelves == sorted(shelves, key=lambda shelf: (str(shelf[0]), shelf[1]))
