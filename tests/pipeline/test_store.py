"""From an announced address to bytes that are ours, whatever happens between."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from generations import imaging
from generations.models import Generation, Output, StoredImage
from generations.pipeline import spool, sweep
from generations.pipeline.store import keep_upload, store
from generations.pipeline.thumbnails import finish as finish_thumbnails
from generations.storage import DurableFileSystemStorage

OFFER = "seedream-4.0@custom"
pytestmark = pytest.mark.django_db


def served(gateway):
    (path,) = (gateway.ledger.path.parent / "pictures").iterdir()
    return path.read_bytes()


def again(output):
    Output.objects.filter(pk=output.pk).update(
        next_run_at=timezone.now() - timezone.timedelta(days=1)
    )
    return store(output.pk)


def wait_s(output):
    output.refresh_from_db()
    return (output.next_run_at - timezone.now()).total_seconds()


def test_the_bytes_are_kept_as_they_came(gateway, announced, sha256):
    output = announced()

    image_id = store(output.pk)

    output.refresh_from_db()
    image, content = output.image, served(gateway)
    assert image_id == image.pk
    assert (output.state, output.url, output.error_code) == ("stored", "", "")
    assert default_storage.open(image.key).read() == content
    assert (image.sha256, image.size_bytes) == (sha256(content), len(content))
    assert (image.width_px, image.height_px) == (1024, 1024)
    assert image.sha256 in image.key and image.placeholder


def test_the_smallest_thumbnail_comes_first_and_the_others_behind(announced):
    output = announced()

    image_id = store(output.pk)
    first = StoredImage.objects.get(pk=image_id).thumbnails
    finish_thumbnails(image_id)
    finish_thumbnails(image_id)

    records = StoredImage.objects.get(pk=image_id).thumbnails
    assert list(first) == ["320"]
    assert sorted(records, key=int) == ["320", "640", "1280"]
    assert records["320"] == first["320"]
    assert all(default_storage.exists(each["key"]) for each in records.values())
    assert records["640"]["width_px"] == 640


def test_the_file_is_there_before_the_row_says_so(announced, monkeypatch):
    output = announced()
    seen = []
    real = DurableFileSystemStorage.adopt

    def adopt(self, path, name):
        output.refresh_from_db()
        seen.append((output.state, StoredImage.objects.count()))
        return real(self, path, name)

    monkeypatch.setattr(DurableFileSystemStorage, "adopt", adopt)
    store(output.pk)

    assert seen == [("announced", 0)]


def test_a_full_store_costs_nothing_but_time(announced, monkeypatch, settings):
    output = announced()

    def full(self, path, name):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(DurableFileSystemStorage, "adopt", full)
        assert store(output.pk) is None
    assert wait_s(output) < 2
    assert (output.state, output.error_code) == ("announced", "OSError")
    assert not list(Path(settings.STUDIO_DATA_DIR, "incoming").iterdir())

    assert again(output)
    output.refresh_from_db()
    assert (output.state, output.error_code, output.tries) == ("stored", "", 2)


@pytest.mark.parametrize(
    "fault, error",
    [
        ("download-503", "Interrupted"),
        ("download-truncated", "Interrupted"),
        ("download-404", "Gone"),
    ],
)
def test_a_download_that_fails_is_tried_again(gateway, announced, fault, error):
    output = announced()
    gateway.faults.arm(fault)

    store(output.pk)

    assert 0 < wait_s(output) < 2
    assert (output.state, output.error_code) == ("announced", error)
    assert output.url not in output.error_message
    again(output)
    output.refresh_from_db()
    assert output.state == "stored"


def test_the_waits_between_downloads_grow(gateway, announced):
    output = announced()
    gateway.faults.arm("download-503", times=9)
    waits = []

    for _ in range(9):
        again(output)
        waits.append(wait_s(output))

    planned = [1, 2, 10, 30, 60, 300, 600, 600, 600]
    assert all(p - 1 <= w <= p * 1.2 for p, w in zip(planned, waits, strict=True))


def test_two_workers_do_not_fetch_the_same_picture(announced):
    output = announced()
    assert Output.objects.take_for_storing(output.pk, hold_s=60)

    assert store(output.pk) is None

    output.refresh_from_db()
    assert (output.state, output.tries) == ("announced", 1)


def test_a_picture_stored_twice_is_one(announced):
    output = announced()
    store(output.pk)

    assert store(output.pk) is None
    assert again(output) is None

    assert StoredImage.objects.count() == 1


def test_a_page_instead_of_a_picture_may_have_been_a_passing_one(gateway, announced):
    output = announced()
    gateway.faults.arm("download-html", times=2)

    again(output)
    again(output)
    again(output)

    output.refresh_from_db()
    assert output.state == "stored"


def test_a_page_instead_of_a_picture_is_lost_in_words_and_kept_aside(
    gateway, announced, settings
):
    output = announced()
    gateway.faults.arm("download-html", times=3)

    for _ in range(3):
        again(output)

    output.refresh_from_db()
    aside = Path(settings.STUDIO_DATA_DIR, "quarantine", f"{output.pk}.bin")
    assert (output.state, output.error_code, output.url) == ("lost", "NotAPicture", "")
    assert aside.read_bytes().startswith(b"<html>")


def test_a_picture_that_ends_too_early_is_fetched_again_and_then_kept_aside(
    announced, monkeypatch, settings
):
    output = announced()

    def cut(path):
        raise imaging.NotAPicture("too short", reason=imaging.Flaw.TRUNCATED)

    monkeypatch.setattr(imaging, "inspect", cut)
    again(output)
    output.refresh_from_db()
    assert (output.state, output.error_code) == ("announced", "NotAPicture")

    for _ in range(4):
        again(output)

    output.refresh_from_db()
    aside = Path(settings.STUDIO_DATA_DIR, "quarantine", f"{output.pk}.bin")
    assert (output.state, output.error_code) == ("lost", "NotAPicture")
    assert aside.stat().st_size > 0


def test_bytes_of_the_answer_itself_go_from_the_spool_to_the_store(announced):
    output = announced(fault="b64")
    spooled = spool.picture_path(output.spooled)
    content = spooled.read_bytes()

    store(output.pk)

    output.refresh_from_db()
    assert (output.state, output.spooled) == ("stored", "")
    assert default_storage.open(output.image.key).read() == content
    assert not spooled.exists()


def test_a_download_that_ends_after_the_address_still_counts(announced, monkeypatch):
    output = announced()
    real = DurableFileSystemStorage.adopt

    def adopt(self, path, name):
        Output.objects.filter(pk=output.pk).update(state="lost", error_code="Expired")
        return real(self, path, name)

    monkeypatch.setattr(DurableFileSystemStorage, "adopt", adopt)
    store(output.pk)

    output.refresh_from_db()
    assert (output.state, output.error_code) == ("stored", "")


def test_a_picture_of_an_offer_nobody_knows_any_more_waits_for_its_return(announced):
    output = announced()
    Generation.objects.update(offer_key="gone@elsewhere")

    store(output.pk)

    output.refresh_from_db()
    assert (output.state, output.error_code) == ("lost", "AddressRefused")
    Generation.objects.update(offer_key=OFFER)
    sweep.forgive_addresses()
    assert again(output)
    output.refresh_from_db()
    assert output.state == "stored"


def test_the_same_bytes_of_a_team_are_kept_once(alice, tmp_path, draw):
    path = tmp_path / "mine.png"
    path.write_bytes(draw())

    first = keep_upload(path, team_id=alice.team_id)
    second = keep_upload(path, team_id=alice.team_id)

    assert first == second
    assert path.exists()


def test_each_team_has_its_own_copy(alice, charlie, tmp_path, draw):
    path = tmp_path / "mine.png"
    path.write_bytes(draw())

    hers, his = (keep_upload(path, team_id=m.team_id) for m in (alice, charlie))

    assert hers.key != his.key
    assert hers.sha256 == his.sha256


def test_bytes_that_come_again_heal_a_store_that_lost_them(alice, tmp_path, draw):
    path = tmp_path / "mine.png"
    path.write_bytes(draw())
    image = keep_upload(path, team_id=alice.team_id)
    Path(default_storage.path(image.key)).unlink()

    same = keep_upload(path, team_id=alice.team_id)

    assert same == image
    assert default_storage.open(image.key).read() == path.read_bytes()


def test_larger_thumbnails_that_cannot_be_made_are_the_first_one(
    announced, monkeypatch
):
    image_id = store(announced().pk)

    def fail(path):
        raise imaging.NotAPicture("odd", reason=imaging.Flaw.UNREADABLE)

    monkeypatch.setattr(imaging, "other_thumbnails", fail)
    finish_thumbnails(image_id)

    records = StoredImage.objects.get(pk=image_id).thumbnails
    assert records["1280"] == records["640"] == records["320"]
