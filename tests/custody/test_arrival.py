"""A library that left as a folder comes back as it was, row by row."""

import json
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from generations.custody import tables
from generations.models import (
    Attempt,
    AttemptState,
    Output,
)
from generations.pipeline import spool
from teams.models import Member, Team, User

pytestmark = pytest.mark.django_db(transaction=True)

URL = "https://cdn.test/1?X-Signature=a%2Fb"  # as the library has it


@pytest.fixture
def quarantined(settings):
    path = Path(settings.STUDIO_DATA_DIR, "quarantine", "odd.bin")
    path.parent.mkdir()
    path.write_bytes(b"no picture")
    return path


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
