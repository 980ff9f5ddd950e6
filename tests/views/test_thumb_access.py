"""Thumbnails: who gets them, by pass or by row, and who never does."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone

from generations.models import StoredImage
from generations.views.thumbs import folder_of, thumb_url
from teams.models import Member, Team
from teams.passes import COOKIE, LIFE_S
from teams.roles import Role

SMALL = b"thumbnail 320 of navy"


def test_without_a_pass_the_rows_are_asked_and_a_pass_is_given(
    as_alice, make_image, django_assert_num_queries
):
    address = thumb_url(make_image(), 320)

    first = as_alice.get(address)

    with django_assert_num_queries(0):
        second = as_alice.get(address)
    assert first.content == second.content == SMALL
    assert COOKIE in first.cookies and COOKIE not in second.cookies


def test_a_picture_of_any_team_of_the_person_is_shown(as_bob, bob, make_image):
    second = Team.objects.create(name="Second")
    Member.objects.create(team=second, user=bob.user, role=Role.VIEWER)

    response = as_bob.get(thumb_url(make_image(), 320))

    assert response.content == SMALL


def test_another_team_gets_nothing_with_a_right_address(charlie_passing, make_image):
    response = charlie_passing.get(thumb_url(make_image(), 320))

    assert response.status_code == 404
    assert SMALL not in response.content


def test_a_guest_gets_nothing_with_a_right_address(client, make_image):
    assert client.get(thumb_url(make_image(), 320)).status_code == 404


def test_a_signature_of_another_team_does_not_fit_mine(
    charlie_passing, charlie, make_image
):
    address = thumb_url(make_image(), 320)
    mine = address.replace(address.split("/")[2], charlie.team_id.hex)

    assert charlie_passing.get(mine).status_code == 404


def test_a_signature_of_one_picture_does_not_fit_another(passing, make_image):
    image, other = make_image(), make_image(color="red")

    address = f"{folder_of(image)}{thumb_url(other, 320).rpartition('/')[2]}"

    assert passing.get(thumb_url(other, 320)).status_code == 200
    assert passing.get(address).status_code == 404


@pytest.mark.parametrize(
    "spoil",
    [
        lambda name: f"../{name}",
        lambda name: f"..%2f..%2f{name}",
        lambda name: f"%2e%2e/{name}",
        lambda name: f"/{name}",
        lambda name: f"{name}/",
        lambda name: f"{name}%00",
        lambda name: f"{name}%0a",
        lambda name: name.replace("-320.webp", "-320.svg"),
        lambda name: name.replace("-320.webp", "-640.webp"),
        lambda name: name.replace("-320.webp", "-٣٢٠.webp"),
        lambda name: name.replace("-320.webp", ".webp"),
        lambda name: name.replace("-320.webp", "-320.webp/../../../../secret-key"),
        lambda name: name.upper(),
        lambda name: "",
        lambda name: "../../../../secret-key",
    ],
)
def test_no_other_path_leads_anywhere(passing, make_image, spoil):
    image = make_image()

    response = passing.get(folder_of(image) + spoil(f"{image.sha256}-320.webp"))

    assert response.status_code == 404


def test_the_key_of_a_file_leads_nowhere(passing, make_image):
    image = make_image()

    for key in (image.key, image.thumbnails["320"]["key"]):
        for place in ("/", "/store/", "/thumbs/", "/files/", "/protected/", "/static/"):
            assert passing.get(f"{place}{key}").status_code == 404


def test_a_kept_pass_shows_nothing_after_the_sign_out(passing, make_image):
    address = thumb_url(make_image(), 320)
    kept = passing.cookies[COOKIE].value
    passing.post("/accounts/logout/")

    passing.cookies[COOKIE] = kept

    assert passing.get(address).status_code == 404


def test_a_pass_of_somebody_else_opens_nothing(passing, charlie_passing, make_image):
    charlie_passing.cookies[COOKIE] = passing.cookies[COOKIE].value

    assert charlie_passing.get(thumb_url(make_image(), 320)).status_code == 404


def test_who_is_gone_by_the_rows_alone_sees_thumbnails_until_the_pass_ends(
    passing, alice, make_image
):
    image = make_image()
    alice.delete()

    within = passing.get(thumb_url(image, 320))
    with time_machine.travel(timezone.now() + timedelta(seconds=LIFE_S + 1)):
        after = passing.get(thumb_url(image, 320))

    assert (within.status_code, after.status_code) == (200, 404)


def test_who_left_the_team_gets_no_original_from_the_first_moment(
    passing, alice, make_image
):
    image = make_image()
    alice.delete()

    assert passing.get(f"/files/{image.pk}/original/").status_code == 404
    assert passing.get(f"/files/{image.pk}/320/").status_code == 404


def test_original_of_another_team_of_the_person_can_be_had(as_charlie, charlie, alice):
    Member.objects.create(team=alice.team, user=charlie.user, role=Role.VIEWER)
    image = StoredImage.objects.create(
        team=charlie.team,
        sha256="c" * 64,
        key=default_storage.save("originals/c.png", ContentFile(b"png")),
        size_bytes=3,
        media_type="image/png",
        width_px=1,
        height_px=1,
    )

    response = as_charlie.get(f"/files/{image.pk}/original/")

    assert b"".join(response.streaming_content) == b"png"


def test_nothing_is_answered_by_a_pass_to_a_studio_with_another_secret(
    passing, make_image, settings
):
    address = thumb_url(make_image(), 320)
    settings.SECRET_KEY = "another one"
    stranger = Client()
    stranger.cookies = passing.cookies

    assert stranger.get(address).status_code == 404
