"""Files that nginx sends: we check who asks and name the file, no byte is ours."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import default_storage

from generations.models import StoredImage
from generations.views.thumbs import thumb_url
from seedream_site.stores import prefix_of
from teams.passes import COOKIE


@pytest.fixture(autouse=True)
def nginx(settings):
    """A studio behind nginx."""
    settings.STUDIO_ACCEL_PREFIX = "/protected/"


def test_original_is_left_to_nginx_under_its_name(as_alice, make_stored):
    output = make_stored(prompt="A Lighthouse, of folded paper!")

    response = as_alice.get(f"/files/{output.image_id}/original/")

    assert response["X-Accel-Redirect"] == f"/protected/{output.image.key}"
    assert response.content == b""
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Disposition"] == (
        'attachment; filename="2026-11-20-a-lighthouse-of-folded-paper.jpg"'
    )
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"


@pytest.mark.parametrize("has_pass", [True, False])
def test_thumbnail_is_left_to_nginx(as_alice, make_image, has_pass):
    image = make_image()
    as_alice.get("/changes/")
    if not has_pass:
        del as_alice.cookies[COOKIE]

    response = as_alice.get(thumb_url(image, 320))

    key = image.thumbnails["320"]["key"]
    assert response["X-Accel-Redirect"] == f"/protected/{key}"
    assert response.content == b""
    assert response["Content-Type"] == "image/webp"
    assert "immutable" in response["Cache-Control"]


def test_what_stands_for_a_thumbnail_is_left_to_nginx_for_now(as_alice, make_image):
    image = make_image(thumbnails=())

    response = as_alice.get(f"/files/{image.pk}/320/")

    assert response["X-Accel-Redirect"] == f"/protected/{image.key}"
    assert "immutable" not in response["Cache-Control"]


def test_parts_and_conditions_are_left_to_nginx_which_has_its_own_etag(
    as_alice, make_image
):
    image = make_image()
    headers = {"Range": "bytes=5-9", "If-None-Match": f'"{image.sha256}"'}

    response = as_alice.get(f"/files/{image.pk}/original/", headers=headers)

    assert response.status_code == 200
    assert response["X-Accel-Redirect"]


def test_strangers_are_told_no_place(as_charlie, client, make_image):
    image = make_image()
    as_charlie.get("/changes/")

    for browser in (as_charlie, client):
        for address in (f"/files/{image.pk}/original/", thumb_url(image, 320)):
            response = browser.get(address)

            assert response.status_code in (302, 404)
            assert "X-Accel-Redirect" not in response


def test_a_place_is_quoted_as_an_address(as_alice, alice, make_image):
    make_image()  # which makes the folder
    key = "originals/a b%2e?x;猫.png"
    Path(default_storage.path(key)).write_bytes(b"x")
    image = StoredImage.objects.create(
        team=alice.team,
        sha256="d" * 64,
        key=key,
        size_bytes=1,
        media_type="image/png",
        width_px=1,
        height_px=1,
    )

    response = as_alice.get(f"/files/{image.pk}/original/")

    assert response["X-Accel-Redirect"] == (
        "/protected/originals/a%20b%252e%3Fx%3B%E7%8C%AB.png"
    )


def test_lost_original_is_not_found_and_logged(as_alice, make_image, caplog):
    image = make_image()
    default_storage.delete(image.key)

    response = as_alice.get(f"/files/{image.pk}/original/")

    assert response.status_code == 404
    assert image.key in caplog.text


@pytest.mark.usefixtures("bucket")
def test_a_bucket_needs_no_nginx(as_alice, make_image):
    response = as_alice.get(thumb_url(make_image(), 320))

    assert response.status_code == 302
    assert "X-Accel-Redirect" not in response


@pytest.mark.parametrize("good", ["", "/protected/", "/in/side/"])
def test_a_beginning_is_a_path_between_slashes(good):
    assert prefix_of(good) == good


@pytest.mark.parametrize(
    "bad",
    [
        "protected",
        "/protected",
        "protected/",
        "/",
        "https://host/",
        "/a b/",
        "//",
        "/../",
    ],
)
def test_another_beginning_is_refused_at_the_start(bad):
    with pytest.raises(ImproperlyConfigured, match="STUDIO_ACCEL_PREFIX"):
        prefix_of(bad)
