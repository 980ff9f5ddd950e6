"""A gateway that means harm: each wish ends clearly, and the queue goes on."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from generations.models import Attempt, Output, StoredImage
from generations.pipeline import quarantine
from generations.tasks import ring_for

pytestmark = pytest.mark.django_db(transaction=True)
OFFER = "seedream-4.0@custom"

#: What comes of the request: the state of its attempt, and the kind of its error.
ANSWERS = {
    "huge": ("unknown", "BadAnswer"),
    "huge-junk": ("unknown", "BadAnswer"),
    "huge-blank": ("unknown", "BadAnswer"),
    "nested": ("unknown", "BadAnswer"),
    "html": ("unknown", "BadAnswer"),
    "url-file": ("unknown", "BadAnswer"),
    "redirect-metadata": ("unknown", "OutcomeUnknown"),
}
#: What comes of the picture: its state, why, and whether address or bytes are kept.
PICTURES = {
    "url-metadata": ("lost", "AddressRefused", "address"),
    "url-expired": ("lost", "Expired", ""),
    "download-redirect": ("lost", "AddressRefused", "address"),
    "download-huge": ("lost", "TooLarge", "bytes"),
    "download-bomb": ("lost", "NotAPicture", "bytes"),
    "download-html:9": ("lost", "NotAPicture", "bytes"),
    "download-disguised": ("lost", "NotAPicture", "bytes"),
    "download-mislabelled": ("stored", "", ""),
}


@pytest.fixture
def wish(engine, gateway, ask, until):
    """Return a function that plays a fault, then has a picture stored behind it."""

    def play(fault, **values):
        bad = ask(OFFER, size="1K", prompt=f"a quiet sea [fault:{fault}]", **values)
        good = ask(OFFER, size="1K")
        for generation in (bad, good):
            ring_for(generation)
        until(lambda: good.outputs.filter(state="stored").exists(), "the good one")
        return bad

    return play


def is_settled(generation):
    """Say whether nothing of a wish moves by itself any more."""
    open_ones = Output.objects.unfinished().filter(generation=generation)
    sent = generation.attempts.filter(state__in=("queued", "claimed", "sent"))
    return not open_ones.exists() and not sent.exists()


@pytest.mark.parametrize(("fault", "end"), ANSWERS.items())
def test_a_hostile_answer_may_have_been_billed_and_is_kept(
    wish, until, gateway, alice, sign_in, settings, fault, end
):
    generation = wish(fault)

    until(lambda: is_settled(generation), "the end")

    attempt = generation.attempts.get()
    kept = Path(settings.STUDIO_SPOOL_DIR, f"{attempt.pk}.unread")
    assert (attempt.state, attempt.error_kind) == end
    assert kept.exists() == (end[1] == "BadAnswer")
    assert not kept.exists() or kept.stat().st_size <= 1_000_000
    assert sign_in(alice).get("/").status_code == 200
    assert len(gateway.ledger.requests()) == 2


@pytest.mark.parametrize(("fault", "end"), PICTURES.items())
def test_a_hostile_picture_is_lost_in_words_and_its_rest_kept(
    wish, until, gateway, alice, sign_in, fault, end
):
    generation = wish(fault)

    until(lambda: is_settled(generation), "the end")

    output = generation.outputs.get()
    kept = ("address" if output.url else "") or (
        "bytes" if quarantine.path_of(output.pk) else ""
    )
    assert (output.state, output.error_code, kept) == end
    assert generation.attempts.get().state == "answered"
    assert sign_in(alice).get("/").status_code == 200
    assert len(gateway.ledger.requests()) == 2


def test_the_bytes_decide_what_a_picture_is(wish, until, gateway):
    generation = wish("download-mislabelled")

    until(lambda: is_settled(generation), "the end")

    image = generation.outputs.get().image
    served = {path.read_bytes() for path in gateway.ledger.path.parent.glob("p*/*")}
    assert image.media_type == "image/jpeg"
    assert default_storage.open(image.key).read() in served


def test_pictures_beyond_the_request_are_ours_as_well(wish, until, gateway):
    generation = wish("more:3")

    until(lambda: is_settled(generation), "the end")

    attempt = generation.attempts.get()
    states = [output.state for output in generation.outputs.order_by("index")]
    assert (attempt.state, attempt.images_billed) == ("answered", 4)
    assert states == ["stored"] * 4


def test_pictures_that_claim_one_place_all_have_their_own(engine, demo, ask, until):
    generation = ask(
        "seedream-4.0@simulator",
        mode="sequence",
        size="1K",
        max_images=3,
        prompt="a quiet sea [fault:same-index]",
    )

    ring_for(generation)
    until(lambda: is_settled(generation), "the end")

    places = generation.outputs.filter(state="stored").values_list("index", flat=True)
    assert sorted(places) == [0, 1, 2]
    assert StoredImage.objects.count() == 3
    assert Attempt.objects.get().images_billed == 3
