"""The tray says in words what the copies that are sent differ in."""

import pytest

from generations.catalogue import GATEWAYS, find_offer, simulator_gateway
from generations.forms.copies import notes_of, say_smaller

pytestmark = pytest.mark.django_db
LITE, EDIT_3 = "seedream-5.0-lite@simulator", "seededit-3.0@simulator"


def offer_of(key):
    return find_offer(
        key, [*GATEWAYS.values(), simulator_gateway("http://127.0.0.1/v1")]
    )


@pytest.fixture
def kept(alice, picture):
    def make(kind="jpeg", size_bytes=1_000, size=(1000, 1000)):
        image = picture(alice.team, size=size)
        image.media_type, image.size_bytes = f"image/{kind}", size_bytes
        return image

    return make


@pytest.mark.parametrize(
    "offer, kind, notes",
    [
        (EDIT_3, "jpeg", []),
        (EDIT_3, "png", []),
        (EDIT_3, "bmp", ["sent as JPEG"]),
        (EDIT_3, "webp", ["sent as JPEG or PNG"]),
        (EDIT_3, "gif", ["sent as JPEG or PNG"]),
        (LITE, "webp", []),
        (LITE, "gif", []),
        (LITE, "avif", ["sent as JPEG or PNG"]),
        ("wan2.7-image@simulator", "tiff", ["sent as JPEG or PNG"]),
        ("seedream-3.0-t2i@simulator", "bmp", []),
    ],
)
def test_a_format_the_offer_does_not_take_is_named(kept, offer, kind, notes):
    assert notes_of(kept(kind), [], offer_of(offer)) == notes


def test_what_was_seen_on_upload_comes_first(kept):
    notes = notes_of(kept("bmp"), ["rotated", "first_frame"], offer_of(EDIT_3))

    assert notes == ["turned upright", "first frame only", "sent as JPEG"]


@pytest.mark.parametrize(
    "offer, shape, notes",
    [
        (EDIT_3, {"size_bytes": 10_000_000}, []),
        (EDIT_3, {"size_bytes": 10_000_001}, ["sent smaller"]),
        (LITE, {"size_bytes": 10_000_001}, []),
        ("wan2.7-image@simulator", {"size": (4000, 2000)}, []),
        ("wan2.7-image@simulator", {"size": (4000, 2001)}, ["sent smaller"]),
    ],
)
def test_a_picture_beyond_the_limits_of_the_offer_is_sent_smaller(
    kept, offer, shape, notes
):
    assert notes_of(kept(**shape), [], offer_of(offer)) == notes


def test_without_an_offer_only_what_was_seen_is_said(kept):
    assert notes_of(kept("bmp"), ["rotated"], None) == ["turned upright"]


@pytest.mark.parametrize(
    "offer, sizes, is_said",
    [
        (LITE, [7_000_000], False),
        (LITE, [7_300_000], True),
        (LITE, [2_000_000] * 3, False),
        (LITE, [2_000_000] * 4, True),
        (LITE, [], False),
        ("seedream-4.5@apiyi", [9_000_000] * 9, False),
        ("seedream-3.0-t2i@simulator", [9_000_000] * 9, False),
    ],
)
def test_too_much_for_one_request_is_said(kept, offer, sizes, is_said):
    said = say_smaller([kept(size_bytes=size) for size in sizes], offer_of(offer))

    assert bool(said) is is_said
    assert ("10.0 MB: smaller copies are sent" in said) is is_said
