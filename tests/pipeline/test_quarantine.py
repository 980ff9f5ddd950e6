"""Paid bytes that cannot be shown are kept aside whole, or their address is."""

import os
import shutil
import uuid
from collections import namedtuple
from pathlib import Path

import pytest
from django.utils import timezone

from generations.models import Output
from generations.pipeline import quarantine, spool
from generations.pipeline.store import store

pytestmark = pytest.mark.django_db
Usage = namedtuple("Usage", "total used free")


def again(output):
    Output.objects.filter(pk=output.pk).update(
        next_run_at=timezone.now() - timezone.timedelta(days=1)
    )
    store(output.pk)
    output.refresh_from_db()
    return output.state, output.error_code


def test_a_file_too_large_to_be_a_picture_is_kept_whole(gateway, announced):
    output = announced()
    gateway.faults.arm("download-huge", times=2)

    end = again(output)

    assert end == ("lost", "TooLarge")
    assert output.url == ""
    assert quarantine.path_of(output.pk).stat().st_size == 61_000_000


def test_without_room_for_it_its_address_is_kept(gateway, announced, monkeypatch):
    output = announced()
    gateway.faults.arm("download-huge")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(9, 9, 999_999_999))

    end = again(output)

    assert end == ("lost", "TooLarge")
    assert output.url.startswith(gateway.base_url.removesuffix("/v1"))
    assert quarantine.path_of(output.pk) is None


def test_a_file_beyond_the_room_of_any_is_left_with_its_address(
    gateway, announced, monkeypatch
):
    output = announced()
    gateway.faults.arm("download-huge", times=2)
    monkeypatch.setattr(quarantine, "MAX_BYTES", 60_500_000)

    end = again(output)

    assert end == ("lost", "TooLarge")
    assert output.url and quarantine.path_of(output.pk) is None


def test_a_large_file_that_breaks_off_is_fetched_again_and_then_left(
    gateway, announced
):
    output = announced()
    ends = []

    for _ in range(5):
        gateway.faults.arm("download-huge")
        gateway.faults.arm("download-503")
        ends.append(again(output))

    assert ends == [("announced", "Interrupted")] * 4 + [("lost", "TooLarge")]
    assert output.url


def test_a_disk_that_does_not_take_it_costs_nothing_but_time(
    gateway, announced, settings
):
    output = announced()
    Output.objects.update(tries=2)
    gateway.faults.arm("download-html", times=2)
    in_the_way = Path(settings.STUDIO_DATA_DIR, "quarantine")
    in_the_way.write_text("no folder")

    assert again(output) == ("announced", "FileExistsError")

    in_the_way.unlink()
    assert again(output) == ("lost", "NotAPicture")
    assert quarantine.path_of(output.pk).read_bytes().startswith(b"<html>")


def test_bytes_of_the_answer_itself_move_from_the_spool(announced):
    output = announced(fault="b64")
    spooled = spool.picture_path(output.spooled)
    spooled.write_bytes(b"<html>not a picture</html>")

    end = again(output)

    assert end == ("lost", "NotAPicture")
    assert quarantine.path_of(output.pk).read_bytes() == b"<html>not a picture</html>"
    assert not spooled.exists()


def test_bytes_beside_an_address_that_are_no_picture_leave_it_to_the_address(
    announced, settings
):
    output = announced()
    output.spooled = f"{output.attempt_id}.0.bin"
    output.save(update_fields=["spooled"])
    spooled = spool.picture_path(output.spooled)
    spooled.write_bytes(b"<html>not a picture</html>")
    in_the_way = Path(settings.STUDIO_DATA_DIR, "quarantine")
    in_the_way.write_text("no folder")
    assert again(output) == ("announced", "FileExistsError")
    in_the_way.unlink()

    assert again(output) == ("announced", "NotAPicture")
    assert not spooled.exists()
    assert again(output) == ("stored", "")
    assert quarantine.path_of(output.pk).read_bytes() == b"<html>not a picture</html>"


def test_what_is_kept_aside_is_listed_with_its_row(gateway, announced, settings):
    output = announced()
    Output.objects.update(tries=2)
    gateway.faults.arm("download-html")
    again(output)
    folder = Path(settings.STUDIO_DATA_DIR, "quarantine")
    gone = uuid.uuid4()
    (folder / f"{gone}.bin").write_bytes(b"1234")
    (folder / "notes.bin").write_bytes(b"somebody else's")

    found = {entry.output_id: entry for entry in quarantine.entries()}

    assert set(found) == {output.pk, gone}
    assert found[output.pk].output.error_code == "NotAPicture"
    assert found[output.pk].kept_at.tzinfo is not None
    assert (found[gone].output, found[gone].size_bytes) == (None, 4)


def test_where_folders_cannot_be_opened_the_bytes_are_kept_all_the_same(
    announced, monkeypatch, tmp_path
):
    output = announced()
    path = tmp_path / "bytes"
    path.write_bytes(b"no picture")

    with monkeypatch.context() as windows:
        windows.delattr(os, "O_DIRECTORY")
        quarantine.keep(output, path)

    assert quarantine.path_of(output.pk).read_bytes() == b"no picture"


def test_nothing_kept_aside_is_an_empty_list():
    assert quarantine.entries() == []
    assert quarantine.path_of(uuid.uuid4()) is None
