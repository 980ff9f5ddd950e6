"""While more pictures wait than can be drawn, their bytes go first."""

import pytest
from django.core.files.storage import default_storage

from generations import imaging
from generations.faces import face_of
from generations.models import Output, StoredImage
from generations.pipeline import store as storing
from generations.pipeline import thumbnails
from generations.pipeline.store import store

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(announced, monkeypatch):
    """One announced picture among more that wait."""
    monkeypatch.setattr(storing, "QUEUE", 0)
    return announced()


def test_a_waiting_crowd_is_noticed(announced):
    first = announced()
    alone = storing.crowd()
    for _each in range(3):
        announced()

    assert alone == [first.pk]
    assert len(storing.crowd()) == storing.QUEUE


def test_the_first_thumbnail_can_be_made_before_the_others(crowd):
    image_id = store(crowd.pk)
    before = StoredImage.objects.get(pk=image_id).thumbnails

    assert thumbnails.show(image_id) and thumbnails.show(image_id)

    assert before == {}
    assert list(StoredImage.objects.get(pk=image_id).thumbnails) == ["320"]


def test_the_bytes_are_ours_before_any_thumbnail(crowd):
    image_id = store(crowd.pk)

    crowd.refresh_from_db()
    assert crowd.state == "stored"
    assert (crowd.image.thumbnails, crowd.image.has_all_sizes) == ({}, False)
    assert default_storage.exists(crowd.image.key)
    assert face_of(crowd).key == "drawing"

    thumbnails.finish(image_id)

    crowd.refresh_from_db()
    image = StoredImage.objects.get(pk=image_id)
    assert sorted(image.thumbnails, key=int) == ["320", "640", "1280"]
    assert image.has_all_sizes and image.placeholder
    assert face_of(Output.objects.get(pk=crowd.pk)).key == "stored"


@pytest.mark.parametrize("fault", ["download-html", "download-truncated"])
def test_what_does_not_end_like_a_picture_is_not_taken_for_one(gateway, crowd, fault):
    gateway.faults.arm(fault)

    store(crowd.pk)

    crowd.refresh_from_db()
    assert crowd.state != "stored"


def test_bytes_that_turn_out_to_be_no_picture_are_lost_in_words(crowd, monkeypatch):
    def spoilt(path):
        raise imaging.NotAPicture("no pixels", reason=imaging.Flaw.UNREADABLE)

    image_id = store(crowd.pk)
    monkeypatch.setattr(imaging, "first_thumbnail", spoilt)

    thumbnails.finish(image_id)

    crowd.refresh_from_db()
    assert (crowd.state, crowd.error_code) == ("lost", "NotAPicture")
    assert default_storage.exists(crowd.image.key)
    assert StoredImage.objects.get(pk=image_id).has_all_sizes


def test_thumbnails_that_are_all_there_are_only_noted(announced):
    output = announced()
    image_id = store(output.pk)
    thumbnails.finish(image_id)
    StoredImage.objects.update(has_all_sizes=False)

    thumbnails.finish(image_id)

    assert StoredImage.objects.get(pk=image_id).has_all_sizes


@pytest.mark.parametrize(
    ("kind", "ends_well"), [("PNG", True), ("JPEG", True), ("WEBP", False)]
)
def test_what_can_be_told_without_the_pixels(tmp_path, draw, kind, ends_well):
    path = tmp_path / "picture"
    path.write_bytes(draw(kind=kind))

    assert imaging.ends_well(path, imaging.inspect(path)) is ends_well
