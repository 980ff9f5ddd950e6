"""Thumbnails: addresses that prove themselves, answered without a query."""

import hashlib

import pytest
from django.core.files.storage import default_storage

from generations.imaging import THUMBNAIL_SIZES
from generations.models import StoredImage
from generations.pipeline import thumbnails as made
from generations.views.thumbs import SIZES, thumb_srcset, thumb_url
from teams.passes import COOKIE
from tests.views.conftest import picture_bytes

SMALL = b"thumbnail 320 of navy"


def test_sizes_are_those_that_are_made():
    assert SIZES == THUMBNAIL_SIZES


def test_what_the_pipeline_makes_has_addresses_that_lead_to_it(
    passing, alice, tmp_path
):
    content = picture_bytes(size=(1600, 900))
    path = tmp_path / "came.jpg"
    path.write_bytes(content)
    sha256 = hashlib.sha256(content).hexdigest()
    default_storage.adopt(path, f"originals/{sha256}.jpg")
    image = StoredImage.objects.create(
        team=alice.team,
        sha256=sha256,
        key=f"originals/{sha256}.jpg",
        size_bytes=len(content),
        media_type="image/jpeg",
        width_px=1600,
        height_px=900,
    )
    made.finish(image.pk)
    image.refresh_from_db()

    for size in SIZES:
        response = passing.get(thumb_url(image, size))

        record = image.thumbnails[str(size)]
        with default_storage.open(record["key"]) as file:
            assert response.content == file.read()
        assert response["Content-Type"] == record["media_type"]
    assert thumb_srcset(image).count("/thumbs/") == len(SIZES)


def test_an_address_is_the_same_each_time(make_image):
    image = make_image()

    again = StoredImage.objects.get(pk=image.pk)

    assert thumb_url(image, 320) == thumb_url(again, 320)


def test_srcset_names_the_sizes_there_are_with_their_widths(make_image):
    image = make_image(thumbnails=("320", "640"))

    [small, medium] = thumb_srcset(image).split(", ")

    assert small == f"{thumb_url(image, 320)} 320w"
    assert medium == f"{thumb_url(image, 640)} 640w"


def test_a_size_not_yet_made_is_asked_for_by_its_row(passing, make_image):
    image = make_image()

    address = thumb_url(image, 1280)

    assert address == f"/files/{image.pk}/1280/"
    assert b"".join(passing.get(address).streaming_content) == SMALL


def test_a_file_under_an_older_name_is_asked_for_by_its_row(make_image):
    image = make_image()
    image.thumbnails["320"]["key"] = "thumbnails/somewhere/else.webp"

    assert thumb_url(image, 320) == f"/files/{image.pk}/320/"


def test_addresses_cost_no_query(make_image, django_assert_num_queries):
    image = make_image()

    with django_assert_num_queries(0):
        thumb_srcset(image)


def test_who_has_a_pass_gets_a_thumbnail_without_a_query(
    passing, make_image, django_assert_num_queries
):
    address = thumb_url(make_image(), 320)

    with django_assert_num_queries(0):
        response = passing.get(address)

    assert response.content == SMALL
    assert response["Content-Type"] == "image/webp"
    assert response["Content-Length"] == str(len(SMALL))


@pytest.mark.parametrize("has_pass", [True, False])
def test_a_thumbnail_cannot_act_as_a_page_and_is_kept_by_the_browser_alone(
    passing, make_image, has_pass
):
    if not has_pass:
        del passing.cookies[COOKIE]
    image = make_image()

    response = passing.get(thumb_url(image, 320))

    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response["ETag"] == f'"{image.sha256}-320.webp"'
    assert "Vary" not in response
    assert response["X-Request-ID"]


@pytest.mark.parametrize("seen", ['"{}"', 'W/"{}"', '"x", "{}"', "*"])
def test_unchanged_thumbnail_is_not_sent_again(
    passing, make_image, seen, django_assert_num_queries
):
    image = make_image()
    headers = {"If-None-Match": seen.format(f"{image.sha256}-320.webp")}

    with django_assert_num_queries(0):
        response = passing.get(thumb_url(image, 320), headers=headers)

    assert (response.status_code, response.content) == (304, b"")
    assert "immutable" in response["Cache-Control"]
    assert response["ETag"] == f'"{image.sha256}-320.webp"'


@pytest.mark.parametrize("has_pass", [True, False])
def test_head_tells_the_length_and_sends_nothing(passing, make_image, has_pass):
    if not has_pass:
        del passing.cookies[COOKIE]

    response = passing.head(thumb_url(make_image(), 320))

    assert (response.status_code, response.content) == (200, b"")
    assert response["Content-Length"] == str(len(SMALL))


def test_thumbnails_are_read_only(passing, make_image):
    assert passing.post(thumb_url(make_image(), 320)).status_code == 405


def test_lost_thumbnail_is_not_found_and_logged(passing, make_image, caplog):
    image = make_image()
    default_storage.delete(image.thumbnails["320"]["key"])

    response = passing.get(thumb_url(image, 320))

    assert response.status_code == 404
    assert image.thumbnails["320"]["key"] in caplog.text
