"""The signed address from which a gateway fetches a reference, for an hour."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.signing import TimestampSigner
from PIL import Image

from generations import accounts
from generations.models import StoredImage
from generations.pipeline.references import public_address, signer
from generations.pipeline.store import keep_upload
from tests.views.conftest import NOON

OFFER = "seedream-4.5@simulator"


@pytest.fixture
def telling(alice, tmp_path):
    """A picture held sideways that tells where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Phone-of-alice"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
    path = tmp_path / "telling.jpg"
    Image.new("RGB", (60, 40), "navy").save(path, exif=exif)
    return keep_upload(path, team_id=alice.team_id)


@pytest.fixture
def address(settings, telling):
    settings.STUDIO_PUBLIC_URL = "https://studio.example"
    made = urlsplit(public_address(telling, accounts.find_offer(OFFER)))
    assert (made.scheme, made.netloc) == ("https", "studio.example")
    return made.path


def test_a_stranger_gets_the_copy_upright_and_without_metadata(client, address):
    response = client.get(address)

    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert b"Phone-of-alice" not in response.content
    copy = Image.open(io.BytesIO(response.content))
    assert copy.size == (40, 60) and not copy.getexif()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in response.headers


def test_it_cannot_be_posted_to(client, address):
    assert client.post(address).status_code == 405


def test_it_ends_after_an_hour(client, settings, telling, time_machine):
    settings.STUDIO_PUBLIC_URL = "https://studio.example"
    time_machine.move_to(NOON, tick=False)
    path = urlsplit(public_address(telling, accounts.find_offer(OFFER))).path

    time_machine.move_to(NOON + timedelta(minutes=59), tick=False)
    assert client.get(path).status_code == 200
    time_machine.move_to(NOON + timedelta(minutes=61), tick=False)
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("place", [0, 10, 40, -1])
def test_a_changed_letter_ends_it(client, address, place):
    token = address.removesuffix("/").rpartition("/")[2]
    letters = list(token)
    letters[place] = "x" if letters[place] != "x" else "y"

    assert client.get(f"/references/{''.join(letters)}/").status_code == 404


def test_what_another_signer_signed_is_nothing(client, telling):
    token = TimestampSigner(salt="something else").sign(f"{telling.pk}:{OFFER}")

    assert client.get(f"/references/{token}/").status_code == 404


@pytest.mark.parametrize(
    "named",
    [
        "x",
        "",
        ":",
        "00000000-0000-4000-8000-000000000000:seedream-4.5@simulator",
        "{image}:nothing@nowhere",
        "{image}:",
        "{image}:seedream-3.0-t2i@simulator",
    ],
)
def test_what_is_signed_and_names_nothing_is_not_there(client, telling, named):
    token = signer.sign(named.format(image=telling.pk))

    assert client.get(f"/references/{token}/").status_code == 404


def test_a_picture_that_is_gone_is_not_there(client, address, telling, tmp_path):
    (tmp_path / "store" / telling.key).unlink()

    assert client.get(address).status_code == 404


def test_a_row_that_is_gone_is_not_there(client, address):
    StoredImage.objects.all().delete()

    assert client.get(address).status_code == 404
