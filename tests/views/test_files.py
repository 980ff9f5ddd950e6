"""Originals and thumbnails: byte for byte, in parts, for the team only."""

import hashlib
import uuid

import pytest
from django.core.files.storage import default_storage

from generations.views.ranges import read_range
from tests.views.conftest import picture_bytes


def body_of(response):
    return b"".join(response.streaming_content)


def original(image):
    return f"/files/{image.pk}/original/"


def test_original_comes_byte_for_byte_as_a_download(as_alice, make_stored):
    output = make_stored(prompt="A Lighthouse, of folded paper!")

    response = as_alice.get(original(output.image))

    content = body_of(response)
    assert hashlib.sha256(content).hexdigest() == output.image.sha256
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Length"] == str(len(content))
    assert response["Content-Disposition"] == (
        'attachment; filename="2026-11-20-a-lighthouse-of-folded-paper.jpg"'
    )


def test_original_cannot_act_as_a_page(as_alice, make_image):
    response = as_alice.get(original(make_image()))

    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"


def test_name_of_a_chinese_prompt_is_kept(as_alice, make_stored):
    output = make_stored(prompt="折纸灯塔，傍晚")

    response = as_alice.get(original(output.image))

    assert "filename*=utf-8''2026-11-20-%E6%8A%98" in response["Content-Disposition"]


def test_file_of_a_prompt_without_words_is_named_by_its_checksum(as_alice, make_stored):
    output = make_stored(prompt="!!!")

    response = as_alice.get(original(output.image))

    assert output.image.sha256[:12] in response["Content-Disposition"]


def test_file_of_a_colleague_may_be_had(as_bob, make_image):
    response = as_bob.get(original(make_image()))

    assert response.status_code == 200


def test_files_of_another_team_are_not_found(as_charlie, make_image):
    image = make_image()

    whole = as_charlie.get(original(image))
    small = as_charlie.get(f"/files/{image.pk}/320/")

    assert (whole.status_code, small.status_code) == (404, 404)


def test_file_of_nobody_is_not_found(as_alice):
    response = as_alice.get(f"/files/{uuid.uuid4()}/original/")

    assert response.status_code == 404


def test_guest_gets_no_file(client, make_image):
    response = client.get(original(make_image()))

    assert response.status_code == 302


def test_file_that_the_store_has_lost_is_not_found_and_logged(
    as_alice, make_image, caplog
):
    image = make_image()
    default_storage.delete(image.key)

    response = as_alice.get(original(image))

    assert response.status_code == 404
    assert image.key in caplog.text


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [("bytes=10-19", 10, 19), ("bytes=100-", 100, None), ("bytes=-7", -7, None)],
)
def test_part_of_an_original_can_be_asked_for(as_alice, make_image, header, start, end):
    whole = picture_bytes()
    expected = whole[start : end + 1] if end else whole[start:]

    response = as_alice.get(original(make_image()), headers={"Range": header})

    first = whole.index(expected)
    assert response.status_code == 206
    assert body_of(response) == expected
    assert response["Content-Length"] == str(len(expected))
    assert response["Content-Range"] == (
        f"bytes {first}-{first + len(expected) - 1}/{len(whole)}"
    )


@pytest.mark.parametrize(
    "header", ["bytes=5-2", "bytes=-", "pages=1-2", "bytes=0-1,4-5"]
)
def test_range_that_says_nothing_useful_is_answered_whole(as_alice, make_image, header):
    response = as_alice.get(original(make_image()), headers={"Range": header})

    assert response.status_code == 200
    assert body_of(response) == picture_bytes()


def test_range_beyond_the_end_is_refused_with_the_length(as_alice, make_image):
    response = as_alice.get(original(make_image()), headers={"Range": "bytes=999999-"})

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(picture_bytes())}"
    assert response["Cache-Control"] == "no-store"


def test_download_goes_on_only_when_the_file_is_still_the_same(as_alice, make_image):
    image = make_image()
    same = {"Range": "bytes=5-", "If-Range": f'"{image.sha256}"'}
    other = {"Range": "bytes=5-", "If-Range": '"something else"'}

    resumed = as_alice.get(original(image), headers=same)
    anew = as_alice.get(original(image), headers=other)

    assert (resumed.status_code, anew.status_code) == (206, 200)


def test_unchanged_original_is_not_sent_again(as_alice, make_image):
    image = make_image()

    response = as_alice.get(
        original(image), headers={"If-None-Match": f'"{image.sha256}"'}
    )

    assert response.status_code == 304


@pytest.mark.parametrize(
    ("header", "expected"),
    [("bytes=0-0", (0, 0)), ("bytes=3-99", (3, 9)), ("bytes=-99", (0, 9))],
)
def test_range_is_cut_to_the_file(header, expected):
    assert read_range(header, length=10) == expected


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=-0"])
def test_range_outside_the_file_is_an_error(header):
    with pytest.raises(ValueError, match="bytes"):
        read_range(header, length=10)


def test_thumbnail_is_shown_in_place_and_kept_for_ever(as_alice, make_image):
    image = make_image()

    response = as_alice.get(f"/files/{image.pk}/320/")

    assert body_of(response) == b"thumbnail 320 of navy"
    assert response["Content-Type"] == "image/webp"
    assert "immutable" in response["Cache-Control"]
    assert "attachment" not in response.get("Content-Disposition", "")


def test_missing_thumbnail_is_replaced_by_the_largest_for_now(as_alice, make_image):
    image = make_image(thumbnails=("320", "640"))

    response = as_alice.get(f"/files/{image.pk}/1280/")

    assert body_of(response) == b"thumbnail 640 of navy"
    assert "immutable" not in response["Cache-Control"]


def test_picture_without_thumbnails_shows_its_original(as_alice, make_image):
    image = make_image(thumbnails=())

    response = as_alice.get(f"/files/{image.pk}/320/")

    assert body_of(response) == picture_bytes()
    assert response["Content-Type"] == "image/jpeg"
    assert "immutable" not in response["Cache-Control"]
