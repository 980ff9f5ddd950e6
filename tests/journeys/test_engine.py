"""From a click to stored bytes: real views, real Celery workers, a real socket."""

import hashlib
import uuid

import pytest
from django.core.files.storage import default_storage

from generations.models import Attempt, Generation, Output, StoredImage
from generations.tasks import ring_for

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/compose/text-to-image/"


@pytest.fixture
def wish():
    return {
        "token": str(uuid.uuid4()),
        "prompt": "a quiet sea",
        "offer": "seedream-4.0@custom",
        "size": "1K",
        "watermark": "on",
    }


def stored():
    return Output.objects.filter(state="stored").count()


def test_a_click_ends_in_the_very_bytes_the_gateway_served(
    engine, gateway, alice, sign_in, wish, until
):
    answer = sign_in(alice).post(ADDRESS, wish)

    until(stored, "storing")
    until(lambda: "1280" in StoredImage.objects.get().thumbnails, "thumbnails")
    (line,) = gateway.ledger.requests()
    (served,) = (gateway.ledger.path.parent / "pictures").iterdir()
    image = StoredImage.objects.get()
    attempt = Attempt.objects.get()
    assert answer.status_code == 302
    assert line["images"] == attempt.images_billed == 1
    assert line["client_request_id"] == str(attempt.pk)
    assert default_storage.open(image.key).read() == served.read_bytes()
    assert image.sha256 == hashlib.sha256(served.read_bytes()).hexdigest()


def test_a_double_click_is_one_paid_request(
    engine, gateway, alice, sign_in, wish, until
):
    browser = sign_in(alice)

    for _ in range(3):
        browser.post(ADDRESS, wish, headers={"HX-Request": "true"})
    until(stored, "storing")

    assert Generation.objects.count() == 1
    assert len(gateway.ledger.requests()) == 1


def test_the_pictures_of_a_stream_are_stored_one_by_one(engine, demo, ask, until):
    generation = ask("seedream-4.0@simulator", mode="sequence", size="1K", max_images=3)

    ring_for(generation)
    until(lambda: stored() == 3, "storing")

    (line,) = demo.ledger.requests()
    until(lambda: Attempt.objects.get().state == "answered", "the receipt")
    assert line["images"] == 3
    assert StoredImage.objects.count() == 3


def test_a_wish_nobody_rang_for_is_found(engine, gateway, ask, until):
    generation = ask("seedream-4.0@custom", size="1K")
    generation.attempts.update(published_at=None)

    until(stored, "storing")

    assert len(gateway.ledger.requests()) == 1


def test_a_message_that_comes_eleven_times_is_one_request(engine, gateway, ask, until):

    generation = ask("seedream-4.0@custom", size="1K")

    for _ in range(11):
        ring_for(generation)
    until(stored, "storing")

    assert len(gateway.ledger.requests()) == 1


def test_a_busy_gateway_and_a_broken_download_delay_and_lose_nothing(
    engine, gateway, alice, sign_in, wish, until
):
    gateway.faults.arm("http-429:0", times=2)
    gateway.faults.arm("download-503")

    sign_in(alice).post(ADDRESS, wish)
    until(stored, "storing")

    assert [line["images"] for line in gateway.ledger.requests()] == [0, 0, 1]


def test_bytes_in_the_answer_are_stored_as_well(
    engine, gateway, alice, sign_in, wish, until
):
    gateway.faults.arm("b64")

    sign_in(alice).post(ADDRESS, wish)
    until(stored, "storing")

    until(lambda: Attempt.objects.get().state == "answered", "the receipt")
    assert StoredImage.objects.get().size_bytes > 0


def test_an_answer_of_500_is_shown_as_unknown_and_never_repeated(
    engine, gateway, alice, sign_in, wish, until
):
    gateway.faults.arm("http-500")

    sign_in(alice).post(ADDRESS, wish)
    until(lambda: Attempt.objects.get().state == "unknown", "the end")

    page = sign_in(alice).get("/").content.decode()
    assert "Outcome unknown" in page
    assert len(gateway.ledger.requests()) == 1
