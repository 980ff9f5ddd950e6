"""Files of a bucket: signed for a few minutes, for who may have them only."""

import hashlib
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.core.files.storage import default_storage, storages

from generations.views.thumbs import thumb_url
from seedream_site.policy import content_policy

pytestmark = pytest.mark.usefixtures("bucket")


def original(image):
    return f"/files/{image.pk}/original/"


def test_original_comes_byte_for_byte_from_the_bucket(as_alice, make_stored, bucket):
    output = make_stored(prompt="A Lighthouse, of folded paper!")

    response = as_alice.get(original(output.image))
    came = httpx.get(response["Location"])

    assert response.status_code == 302
    assert response["Location"].startswith(f"{bucket.endpoint}/{bucket.name}/originals")
    assert hashlib.sha256(came.content).hexdigest() == output.image.sha256
    assert came.headers["Content-Type"] == "image/jpeg"
    assert came.headers["Content-Disposition"] == (
        'attachment; filename="2026-11-20-a-lighthouse-of-folded-paper.jpg"'
    )


def test_no_cache_keeps_an_address_longer_than_its_signature(as_alice, make_image):
    response = as_alice.get(original(make_image()))

    life_s = int(parse_qs(urlsplit(response["Location"]).query)["X-Amz-Expires"][0])
    kept_s = int(response["Cache-Control"].removeprefix("private, max-age="))
    assert kept_s < life_s <= 300


def test_thumbnail_is_shown_in_place(as_alice, make_image):
    response = as_alice.get(f"/files/{make_image().pk}/320/")
    came = httpx.get(response["Location"])

    assert came.content == b"thumbnail 320 of navy"
    assert came.headers["Content-Type"] == "image/webp"
    assert came.headers["Content-Disposition"] == "inline"


def test_missing_thumbnail_is_replaced_for_a_short_while(as_alice, make_image):
    image = make_image(thumbnails=("320", "640"))

    response = as_alice.get(f"/files/{image.pk}/1280/")

    assert httpx.get(response["Location"]).content == b"thumbnail 640 of navy"
    assert response["Cache-Control"] == "private, max-age=30"


def test_thumbnail_by_a_pass_comes_from_the_bucket_without_a_query(
    as_alice, make_image, django_assert_num_queries
):
    image = make_image()
    as_alice.get("/changes/")

    with django_assert_num_queries(0):
        response = as_alice.get(thumb_url(image, 320))
    came = httpx.get(response["Location"])

    assert came.content == b"thumbnail 320 of navy"
    assert came.headers["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "private, max-age=240"


def test_head_of_a_thumbnail_is_signed_as_one(as_alice, make_image):
    as_alice.get("/changes/")

    response = as_alice.head(thumb_url(make_image(), 320))

    assert httpx.head(response["Location"]).headers["Content-Type"] == "image/webp"


def test_part_of_an_original_can_be_asked_for(as_alice, make_image):
    response = as_alice.get(original(make_image()), headers={"Range": "bytes=2-5"})

    part = httpx.get(response["Location"], headers={"Range": "bytes=2-5"})

    assert (part.status_code, len(part.content)) == (206, 4)


def test_size_of_an_original_can_be_asked_for(as_alice, make_image):
    image = make_image()

    head = httpx.head(as_alice.head(original(image))["Location"])

    assert head.headers["Content-Length"] == str(image.size_bytes)


def test_foreign_team_gets_no_signature(as_charlie, make_image):
    image = make_image()

    as_charlie.get("/changes/")
    places = (original(image), f"/files/{image.pk}/320/", thumb_url(image, 320))
    for place in places:
        response = as_charlie.get(place)

        assert response.status_code == 404
        assert "Location" not in response
        assert b"X-Amz" not in response.content


def test_guest_gets_no_signature(client, make_image):
    response = client.get(original(make_image()))

    assert response["Location"].startswith("/accounts/login/")


def test_original_that_the_bucket_has_lost_is_not_found_and_logged(
    as_alice, make_image, caplog
):
    image = make_image()
    default_storage.delete(image.key)

    response = as_alice.get(original(image))

    assert response.status_code == 404
    assert image.key in caplog.text


def test_pages_may_show_pictures_of_the_bucket_and_of_nobody_else(as_alice, bucket):
    policy = as_alice.get("/")["Content-Security-Policy"]

    assert f"img-src 'self' data: blob: {bucket.endpoint};" in policy
    assert "default-src 'none'" in policy and policy.count("http") == 1


def test_the_policy_names_the_host_that_browsers_are_sent_to(settings, bucket):
    public = bucket.storages(public_url="https://files.example")
    settings.STORAGES = {**settings.STORAGES, "default": public}

    assert "img-src 'self' data: blob: https://files.example;" in content_policy()


def test_the_policy_names_the_host_of_the_bucket_itself(settings, bucket):
    amazon = bucket.storages(
        endpoint_url=None, region_name="eu-central-1", addressing_style="virtual"
    )
    settings.STORAGES = {**settings.STORAGES, "default": amazon}

    store = storages.create_storage(amazon)

    own = f"https://{bucket.name}.s3.eu-central-1.amazonaws.com"
    assert store.public_origin == own
    assert own in content_policy()


def test_a_studio_with_a_folder_names_no_other_host(settings, tmp_path):
    folder = {
        "BACKEND": "generations.storage.DurableFileSystemStorage",
        "OPTIONS": {"location": tmp_path / "store"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": folder}

    assert "img-src 'self' data: blob:;" in content_policy()
