"""A library leaves as a folder and comes back as it was, row by row."""

import hashlib
import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from generations.custody import tables
from generations.custody.export import Export
from generations.models import (
    Attempt,
    AttemptState,
    Checkup,
    Draft,
    EntryKind,
    GatewayKey,
    Generation,
    LedgerEntry,
    Output,
    OutputState,
    Reference,
    Spending,
    StoredImage,
)
from generations.pipeline import spool
from teams.models import Member, Team, User

pytestmark = pytest.mark.django_db(transaction=True)

URL = "https://cdn.test/1?X-Signature=a%2Fb"


@pytest.fixture
def library(alice, bob, charlie, keep, gateway, ask):
    """A library with something in most tables, in most states."""
    first, second = keep(1), keep(2)
    keep(1, team_id=charlie.team_id)
    stored = ask("seedream-4.0@custom", size="1K")
    waiting = ask(
        "seedream-4.0@custom", size="1K", prompt="日落 \u2028 🦊", variations=2
    )
    Reference.objects.create(generation=stored, position=1, image=second)
    stored.attempts.update(
        state=AttemptState.ANSWERED,
        images_billed=1,
        cost=Decimal("0.030001"),
        usage={"generated_images": 1, "x": [1.5, None, "é"]},
        sent_at=timezone.now(),
    )
    stored.outputs.update(state=OutputState.STORED, image=first)
    announced, spooled = waiting.outputs.all()
    Output.objects.filter(pk=announced.pk).update(
        state=OutputState.ANNOUNCED,
        url=URL,
        url_expires_at=timezone.now() + timedelta(hours=20),
    )
    name = f"{spooled.attempt_id}.0.bin"
    Output.objects.filter(pk=spooled.pk).update(
        state=OutputState.ANNOUNCED, spooled=name
    )
    waiting.attempts.update(state=AttemptState.ANSWERED, images_billed=1)
    spool.picture_path(name).write_bytes(b"kept bytes")
    LedgerEntry.objects.all().delete()
    Spending.objects.all().delete()
    place = {
        "team": alice.team,
        "month": timezone.localdate().replace(day=1),
        "currency": "USD",
        "committed": Decimal("0.03"),
    }
    Spending.objects.create(**place)
    LedgerEntry.objects.create(
        attempt=stored.attempts.get(), kind=EntryKind.COMMIT, **place
    )
    GatewayKey.objects.create(gateway="ark", sealed="gAAAA", hint="abcd")
    Draft.objects.keep(
        team=alice.team, person=alice.user, values={"prompt": "p"}, tray=[]
    )
    Checkup.objects.create(pk=7)
    return stored, waiting


@pytest.fixture
def quarantined(settings):
    path = Path(settings.STUDIO_DATA_DIR, "quarantine", "odd.bin")
    path.parent.mkdir()
    path.write_bytes(b"no picture")
    return path


@pytest.fixture
def empty_studio(settings):
    """Return a function that leaves nothing but the migrations."""

    def wipe():
        for model in reversed(tables.tables()):
            model._default_manager.all()._raw_delete("default")
        for name in ("store", "spool", "quarantine"):
            shutil.rmtree(Path(settings.STUDIO_DATA_DIR, name), ignore_errors=True)

    return wipe


def rows():
    """Return every row of every table, by table."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in tables.tables()
    }


def files():
    return {
        path.relative_to(default_storage.location).as_posix(): path.read_bytes()
        for path in Path(default_storage.location).rglob("*")
        if path.is_file()
    }


def test_everything_comes_back_as_it_was(
    library, quarantined, empty_studio, tmp_path, capsys
):
    folder = tmp_path / "export"
    rows_before, files_before = rows(), files()
    call_command("export", str(folder))
    empty_studio()

    call_command("import", str(folder))

    assert rows() == rows_before
    assert files() == files_before
    assert [len(found) > 0 for found in rows_before.values()].count(True) >= 12
    assert quarantined.read_bytes() == b"no picture"
    (spooled,) = Output.objects.exclude(spooled="")
    assert spool.picture_path(spooled.spooled).read_bytes() == b"kept bytes"
    assert "0 missing" in verified(capsys)


def verified(capsys):
    capsys.readouterr()
    call_command("verify", "--all")
    return capsys.readouterr().out


def test_an_announced_picture_keeps_its_address(library, empty_studio, tmp_path):
    call_command("export", str(tmp_path / "export"))
    empty_studio()

    call_command("import", str(tmp_path / "export"))

    (output,) = Output.objects.exclude(url="")
    assert (output.url, output.state) == (URL, "announced")


def test_new_rows_go_on_after_the_last_number(library, empty_studio, tmp_path):
    last = Member.objects.order_by("-pk").first().pk
    call_command("export", str(tmp_path / "export"))
    empty_studio()
    call_command("import", str(tmp_path / "export"))

    user = User.objects.create_user("dora@example.com", "a long pass phrase")
    member = Member.objects.create(team=Team.objects.first(), user=user)

    assert member.pk > last


def test_what_waits_is_held_for_it_may_be_paid_where_it_came_from(
    gateway, ask, empty_studio, tmp_path, capsys
):
    attempt = ask("seedream-4.0@custom", size="1K").attempts.get()
    call_command("export", str(tmp_path / "export"))
    empty_studio()

    call_command("import", str(tmp_path / "export"))

    attempt.refresh_from_db()
    assert attempt.state == AttemptState.SENT
    assert Attempt.objects.abandoned(AttemptState.SENT).get() == attempt
    assert "1 requests waited" in capsys.readouterr().out


def test_what_waits_is_sent_when_its_studio_is_stopped_for_good(
    gateway, ask, empty_studio, tmp_path
):
    attempt = ask("seedream-4.0@custom", size="1K").attempts.get()
    call_command("export", str(tmp_path / "export"))
    empty_studio()

    call_command("import", str(tmp_path / "export"), "--source-is-stopped")

    attempt.refresh_from_db()
    assert attempt.state == AttemptState.QUEUED


def test_a_studio_with_somebody_in_it_is_refused(library, tmp_path):
    call_command("export", str(tmp_path / "export"))

    with pytest.raises(CommandError, match="not empty \\(3 people"):
        call_command("import", str(tmp_path / "export"))


def test_the_account_that_prepare_made_makes_way(library, empty_studio, tmp_path):
    call_command("export", str(tmp_path / "export"))
    before = rows()
    empty_studio()
    Team.objects.home().members.create(
        user=User.objects.create_user("new@example.com", "a long pass phrase")
    )

    call_command("import", str(tmp_path / "export"))

    assert rows() == before


def test_an_account_that_somebody_used_does_not(library, empty_studio, tmp_path):
    call_command("export", str(tmp_path / "export"))
    empty_studio()
    user = User.objects.create_user("new@example.com", "a long pass phrase")
    User.objects.filter(pk=user.pk).update(last_login=timezone.now())

    with pytest.raises(CommandError, match="not empty"):
        call_command("import", str(tmp_path / "export"))


@pytest.mark.parametrize("kind", ["originals", "thumbnails", "snapshots"])
@pytest.mark.parametrize("harm", ["flip", "remove"])
def test_a_damaged_export_writes_no_row(library, empty_studio, tmp_path, kind, harm):
    folder = tmp_path / "export"
    call_command("export", str(folder))
    empty_studio()
    path = next(each for each in sorted((folder / kind).rglob("*.*")) if each.is_file())
    content = path.read_bytes()
    path.unlink()
    if harm == "flip":
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    with pytest.raises(CommandError, match="is not what the export says"):
        call_command("import", str(folder))

    assert not any(rows().values())


def test_an_import_that_broke_off_goes_on(library, empty_studio, tmp_path):
    folder = tmp_path / "export"
    call_command("export", str(folder))
    before = rows()
    empty_studio()
    (path,) = (folder / "snapshots").glob("*/00-*.jsonl")
    content = path.read_bytes()
    path.write_bytes(b"")
    with pytest.raises(CommandError):
        call_command("import", str(folder))
    path.write_bytes(content)

    call_command("import", str(folder))

    assert rows() == before


def test_another_release_is_named(library, empty_studio, tmp_path):
    folder = tmp_path / "export"
    call_command("export", str(folder))
    empty_studio()
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["schema"]["teams"] = ["0000_older"]
    (folder / "manifest.json").write_text(json.dumps(manifest))

    with pytest.raises(CommandError, match="teams is at 0000_older there"):
        call_command("import", str(folder))


def test_a_folder_that_is_no_export_is_refused(tmp_path):
    with pytest.raises(CommandError, match=r"manifest\.json is missing"):
        call_command("import", str(tmp_path))


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


@pytest.mark.parametrize("harm", ["gone", "altered"])
def test_a_file_that_was_lost_before_is_said_and_can_be_done_without(
    library, keep, empty_studio, tmp_path, harm, capsys
):
    folder = tmp_path / "export"
    image = keep(5)
    path = Path(default_storage.path(image.key))
    path.unlink()
    if harm == "altered":
        path.write_bytes(b"x" * image.size_bytes)

    with pytest.raises(SystemExit):
        call_command("export", str(folder))
    assert image.key in capsys.readouterr().out
    before = rows()
    empty_studio()
    with pytest.raises(CommandError, match="--accept-missing"):
        call_command("import", str(folder))
    call_command("import", str(folder), "--accept-missing")

    assert rows() == before


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
