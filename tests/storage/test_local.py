"""Bytes reach the disk whole, under a name that is never overwritten."""

import errno
import os
import stat
from pathlib import Path

import pytest
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile

from generations.storage import DurableFileSystemStorage, content_key

SHA256 = "ab" + "0123456789" * 6 + "cd"
NAME = content_key(SHA256, "jpg", prefix="originals")
OTHER = content_key("ab" + "f" * 62, "jpg", prefix="originals")


def test_a_saved_file_is_there_whole_and_alone(store, tmp_path):
    saved = store.save(NAME, ContentFile(b"picture"))

    assert saved == NAME
    assert files_in(tmp_path) == {NAME: b"picture"}


def test_the_bytes_are_on_disk_before_the_name_and_the_name_before_success(
    store, monkeypatch
):
    store.save(NAME, ContentFile(b"picture"))  # so that the folders exist
    steps = watched(monkeypatch)

    store.save(OTHER, ContentFile(b"new"))

    assert steps == ["fsync file", "link", "fsync folder"]


def test_new_folders_are_made_durable_too(store, monkeypatch):
    steps = watched(monkeypatch)

    store.save(NAME, ContentFile(b"picture"))

    parents = ["fsync folder"] * 3  # of the store, of originals, of ab
    assert steps == [*parents, "fsync file", "link", "fsync folder"]


def test_saving_the_same_content_again_keeps_the_file_that_is_there(store):
    store.save(NAME, ContentFile(b"picture"))
    before = Path(store.path(NAME)).stat().st_ino

    again = store.save(NAME, ContentFile(b"picture"))

    assert again == NAME
    assert Path(store.path(NAME)).stat().st_ino == before


def test_another_size_under_the_same_name_is_an_error_and_changes_nothing(
    store, tmp_path
):
    store.save(NAME, ContentFile(b"picture"))

    with pytest.raises(FileExistsError):
        store.save(NAME, ContentFile(b"another picture"))

    assert files_in(tmp_path) == {NAME: b"picture"}


def test_a_full_disk_in_the_middle_leaves_nothing_behind(store, tmp_path):
    with pytest.raises(OSError, match="No space left"):
        store.save(NAME, TooMuch(b"picture"))

    assert files_in(tmp_path) == {}


def test_a_full_disk_at_the_fsync_leaves_nothing_behind(store, tmp_path, monkeypatch):
    store.save(NAME, ContentFile(b"picture"))

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        store.save(OTHER, ContentFile(b"other"))

    assert files_in(tmp_path) == {NAME: b"picture"}


def test_a_save_works_again_when_space_has_returned(store):
    with pytest.raises(OSError):
        store.save(NAME, TooMuch(b"picture"))

    store.save(NAME, ContentFile(b"picture"))

    assert store.size(NAME) == len(b"picture")


@pytest.mark.parametrize("name", ["../outside.jpg", "/etc/passwd", "a/../../b.jpg"])
def test_no_name_leaves_the_store(store, tmp_path, name):
    with pytest.raises(SuspiciousFileOperation):
        store.save(name, ContentFile(b"picture"))

    assert files_in(tmp_path) == {}


def test_a_file_system_without_hard_links_is_served_too(store, tmp_path, monkeypatch):
    without_links(monkeypatch, errno.EPERM)

    store.save(NAME, ContentFile(b"picture"))
    store.save(NAME, ContentFile(b"picture"))
    with pytest.raises(FileExistsError):
        store.save(NAME, ContentFile(b"another picture"))

    assert files_in(tmp_path) == {NAME: b"picture"}


def test_an_adopted_file_is_moved_and_not_copied(store, tmp_path):
    path = downloaded(tmp_path, b"picture")
    inode = path.stat().st_ino

    name = store.adopt(path, NAME)

    assert name == NAME
    assert Path(store.path(NAME)).stat().st_ino == inode
    assert files_in(tmp_path) == {NAME: b"picture"}


def test_an_adopted_file_gets_the_mode_of_a_saved_one(tmp_path):
    store = DurableFileSystemStorage(
        location=tmp_path / "store", file_permissions_mode=0o640
    )
    path = downloaded(tmp_path, b"picture")
    path.chmod(0o600)

    store.adopt(path, NAME)

    assert stat.S_IMODE(Path(store.path(NAME)).stat().st_mode) == 0o640


def test_adopting_what_is_already_there_only_removes_the_copy(store, tmp_path):
    store.save(NAME, ContentFile(b"picture"))
    before = Path(store.path(NAME)).stat().st_ino

    store.adopt(downloaded(tmp_path, b"picture"), NAME)

    assert Path(store.path(NAME)).stat().st_ino == before
    assert files_in(tmp_path) == {NAME: b"picture"}


def test_a_file_from_another_file_system_is_copied(store, tmp_path, monkeypatch):
    without_links(monkeypatch, errno.EXDEV, only="download")

    store.adopt(downloaded(tmp_path, b"picture"), NAME)

    assert files_in(tmp_path) == {NAME: b"picture"}


def test_a_file_that_cannot_be_adopted_stays_where_it_is(store, tmp_path):
    store.save(NAME, ContentFile(b"picture"))
    path = downloaded(tmp_path, b"another picture")

    with pytest.raises(FileExistsError):
        store.adopt(path, NAME)

    assert path.read_bytes() == b"another picture"


def test_adopting_brings_bytes_and_name_to_disk_in_order(store, tmp_path, monkeypatch):
    store.save(NAME, ContentFile(b"picture"))
    path = downloaded(tmp_path, b"other picture")
    steps = watched(monkeypatch)

    store.adopt(path, OTHER)

    assert steps == ["link", "fsync folder"]


def test_free_bytes_are_known_before_the_store_exists(tmp_path):
    store = DurableFileSystemStorage(location=tmp_path / "not" / "yet")

    assert store.free_bytes() > 0


def test_a_store_that_takes_a_file_is_writable_and_stays_empty(store, tmp_path):
    assert store.is_writable()
    assert files_in(tmp_path) == {}


def test_a_store_whose_folder_cannot_be_made_is_not_writable(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    assert not DurableFileSystemStorage(
        location=tmp_path / "file" / "store"
    ).is_writable()


def test_a_store_on_a_full_disk_is_not_writable(store, tmp_path, monkeypatch):
    store.save(NAME, ContentFile(b"picture"))

    def full(descriptor):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)

    assert not store.is_writable()
    assert files_in(tmp_path) == {NAME: b"picture"}


@pytest.fixture
def store(tmp_path):
    return DurableFileSystemStorage(location=tmp_path / "store", base_url="/files/")


class TooMuch(ContentFile):
    """Content that meets a full disk after its first bytes."""

    def chunks(self, chunk_size=None):
        yield b"half"
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def downloaded(folder, content):
    path = folder / "download"
    path.write_bytes(content)
    return path


def files_in(tmp_path):
    """Every file under the folder, store-relative where it is in the store."""
    found = [path for path in tmp_path.rglob("*") if path.is_file()]
    return {
        path.relative_to(tmp_path).as_posix().removeprefix("store/"): path.read_bytes()
        for path in found
    }


def watched(monkeypatch):
    """Record what is made durable, and when the final name appears."""
    steps = []
    fsync, link = os.fsync, os.link

    def seen_fsync(descriptor):
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append("fsync folder" if is_folder else "fsync file")
        fsync(descriptor)

    def seen_link(source, target):
        steps.append("link")
        link(source, target)

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(os, "link", seen_link)
    return steps


def without_links(monkeypatch, code, *, only=""):
    link = os.link

    def refuse(source, target):
        if only in source.name:
            raise OSError(code, os.strerror(code))
        link(source, target)

    monkeypatch.setattr(os, "link", refuse)
