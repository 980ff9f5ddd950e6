"""What leaves: each table, each file, as of one moment; again only what is new."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from generations.custody import tables
from generations.custody.export import Export
from generations.models import (
    Attempt,
    Generation,
    LedgerEntry,
    Output,
    StoredImage,
)
from teams.models import Member, Team, User

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_second_export_copies_only_what_is_new(library, keep, tmp_path):
    folder = tmp_path / "export"
    call_command("export", str(folder))
    keep(3)

    again = Export(folder)
    again.run()

    assert (again.files, again.new_files) == (3 * 4 + 4, 4)
    assert len(list((folder / "snapshots").iterdir())) == 1


def test_an_original_of_two_teams_is_in_the_export_once(library, tmp_path):
    folder = tmp_path / "export"

    call_command("export", str(folder))

    names = [path.stem for path in (folder / "originals").rglob("*.png")]
    assert sorted(names) == sorted(
        set(StoredImage.objects.values_list("sha256", flat=True))
    )
    for path in (folder / "originals").rglob("*.png"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == path.stem


def test_an_export_into_a_folder_with_other_files_is_refused(alice, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")

    with pytest.raises(CommandError, match="has other files in it"):
        call_command("export", str(tmp_path / "mine"))


def test_each_table_is_exported_or_left_out_by_name():
    exported = {model._meta.label_lower for model in tables.tables()}
    there = {model._meta.label_lower for model in apps.get_models()}

    assert there - exported == tables.LEFT_OUT & there
    assert {"teams.user", "generations.output"} <= exported


def test_tables_that_are_named_come_first():
    order = tables.tables()

    for before, after in [
        (Team, Member),
        (User, Member),
        (Generation, Attempt),
        (Attempt, Output),
        (StoredImage, Output),
        (Attempt, LedgerEntry),
    ]:
        assert order.index(before) < order.index(after)


def test_rows_written_during_a_snapshot_are_not_in_it(alice, tmp_path):
    def add():
        Team.objects.create(name="Late")
        connection.close()

    with tables.snapshot():
        assert Team.objects.count() == 1
        with ThreadPoolExecutor(1) as pool:
            pool.submit(add).result()
        count = tables.dump(Team, tmp_path / "teams.jsonl")

    assert (count, Team.objects.count()) == (1, 2)
