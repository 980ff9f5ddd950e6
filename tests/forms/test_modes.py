"""What each mode asks beyond a prompt: references, their shapes, their sums."""

import pytest

from generations.catalogue import GATEWAYS, offers_of
from generations.catalogue.vocabulary import Mode
from generations.forms import FORMS

pytestmark = pytest.mark.django_db
EDIT_3 = "seededit-3.0@simulator"


def said(form, field):
    return " ".join(form.errors.get(field, []))


@pytest.fixture
def pictures(alice, picture):
    def make(count, **shape):
        return [str(picture(alice.team, **shape).pk) for _ in range(count)]

    return make


@pytest.mark.parametrize(
    "mode, count, words",
    [
        (Mode.TEXT_TO_IMAGE, 1, "takes no references"),
        (Mode.EDIT, 0, "Add the picture that shall be edited"),
        (Mode.EDIT, 2, "At most 1 references here; there are 2"),
        (Mode.FUSION, 1, "Add at least 2 reference pictures"),
        (Mode.FUSION, 11, "At most 10 references here; there are 11"),
        (Mode.SEQUENCE, 11, "At most 10 references here; there are 11"),
    ],
)
def test_too_few_and_too_many_references(fill, alice, pictures, mode, count, words):
    form = fill(mode, team=alice.team, references=pictures(count))

    assert words in said(form, "references")


@pytest.mark.parametrize(
    "mode, count", [(Mode.EDIT, 1), (Mode.FUSION, 10), (Mode.SEQUENCE, 0)]
)
def test_references_are_taken_in_their_order(fill, alice, pictures, mode, count):
    given = pictures(count)

    form = fill(mode, team=alice.team, references=given[::-1])

    assert form.is_valid(), form.errors
    assert [str(image.pk) for image in form.wish().references] == given[::-1]


def test_the_picture_of_another_team_is_not_there(fill, alice, charlie, picture):
    theirs = picture(charlie.team)

    form = fill(Mode.EDIT, team=alice.team, references=[str(theirs.pk)])

    assert "is not there any more" in said(form, "references")


@pytest.mark.parametrize("key", ["x", "", "00000000-0000-4000-8000-000000000000"])
def test_a_reference_nobody_knows(fill, alice, key):
    form = fill(Mode.EDIT, team=alice.team, references=[key])

    assert "is not there any more" in said(form, "references")


@pytest.mark.parametrize("size", [(14, 100), (100, 14), (1700, 100), (100, 1700)])
def test_a_reference_of_a_shape_the_offer_refuses(fill, alice, pictures, size):
    form = fill(Mode.EDIT, team=alice.team, references=pictures(1, size=size))

    message = said(form, "references")
    assert f"Reference 1 is {size[0]} × {size[1]}" in message
    assert "15 px" in message and "16:1" in message


@pytest.mark.parametrize(
    "size, is_taken",
    [
        ((300, 100), False),
        ((299, 100), True),
        ((301, 100), False),
        ((100, 300), False),
        ((100, 299), True),
        ((100, 301), False),
        ((15, 15), True),
        ((14, 14), False),
    ],
)
def test_seededit_refuses_its_own_limits(fill, alice, pictures, size, is_taken):
    form = fill(
        Mode.EDIT,
        team=alice.team,
        offer=EDIT_3,
        size="adaptive",
        references=pictures(1, size=size),
    )

    assert form.is_valid() is is_taken


def test_seededit_says_that_the_ends_of_its_ratios_are_refused(fill, alice, pictures):
    form = fill(
        Mode.EDIT,
        team=alice.team,
        offer=EDIT_3,
        size="adaptive",
        references=pictures(1, size=(300, 100)),
    )

    assert "between 1:3 and 3:1 but neither of the two" in said(form, "references")


@pytest.mark.parametrize("size", [(320, 20), (20, 320), (15, 15)])
def test_a_reference_at_the_very_limit_is_taken(fill, alice, pictures, size):
    form = fill(Mode.EDIT, team=alice.team, references=pictures(1, size=size))

    assert form.is_valid(), form.errors


@pytest.mark.parametrize(
    "offer, count, is_taken",
    [
        ("seedream-5.0-lite@simulator", 14, True),
        ("seedream-5.0-lite@simulator", 15, False),
        ("seedream-5.0-pro@simulator", 10, True),
        ("seedream-5.0-pro@simulator", 11, False),
        ("wan2.7-image@simulator", 9, True),
        ("wan2.7-image@simulator", 10, False),
    ],
)
def test_each_offer_has_its_own_number_of_references(
    fill, alice, pictures, offer, count, is_taken
):
    form = fill(Mode.FUSION, team=alice.team, offer=offer, references=pictures(count))

    assert form.is_valid() is is_taken, form.errors


def test_an_adaptive_size_expects_the_shape_of_its_reference(fill, alice, pictures):
    form = fill(
        Mode.EDIT,
        team=alice.team,
        offer=EDIT_3,
        references=pictures(1, size=(1600, 900)),
    )

    assert form.is_valid(), form.errors
    wish = form.wish()
    assert wish.size == "adaptive"
    assert wish.width_px / wish.height_px == pytest.approx(16 / 9, rel=0.05)


def test_pixels_where_only_adaptive_is_sold(fill, alice, pictures):
    form = fill(
        Mode.EDIT,
        team=alice.team,
        offer=EDIT_3,
        size="1024x1024",
        references=pictures(1),
    )

    assert "takes its size from the reference" in said(form, "size")


def test_a_gateway_without_uploads_takes_no_references(alice, pictures):
    offers = [
        o for o in offers_of(GATEWAYS["apiyi"]) if Mode.EDIT in o.capabilities.modes
    ]
    values = {
        "token": "00000000-0000-4000-8000-000000000000",
        "prompt": "x",
        "offer": offers[0].key,
        "references": pictures(1),
    }

    form = FORMS[Mode.EDIT](values, offers=offers, team=alice.team)

    assert "only from a public address" in said(form, "offer")


@pytest.mark.parametrize("mode, count", [(Mode.EDIT, 1), (Mode.FUSION, 10)])
def test_a_gateway_without_uploads_takes_references_by_address(
    alice, pictures, settings, mode, count
):
    settings.STUDIO_PUBLIC_URL = "https://studio.example"
    offers = [o for o in offers_of(GATEWAYS["apiyi"]) if mode in o.capabilities.modes]
    values = {
        "token": "00000000-0000-4000-8000-000000000000",
        "prompt": "x",
        "offer": offers[0].key,
        "references": pictures(count),
    }

    form = FORMS[mode](values, offers=offers, team=alice.team)

    assert form.is_valid(), form.errors


def test_a_gateway_may_take_fewer_references_than_its_image_model(alice, pictures):
    offers = [
        o for o in offers_of(GATEWAYS["apiyi"]) if o.key.startswith("seedream-5.0-lite")
    ]
    values = {"prompt": "x", "offer": offers[0].key, "references": pictures(11)}

    form = FORMS[Mode.FUSION](values, offers=offers, team=alice.team)

    assert "At most 10 references here; there are 11" in said(form, "references")


@pytest.mark.parametrize(
    "references, images, field, words",
    [
        (0, "15", None, ""),
        (0, "1", None, ""),
        (10, "5", None, ""),
        (10, "6", "max_images", "10 + 6 = 16"),
        (0, "16", "max_images", "At most 15 pictures in one request"),
        (0, "0", "max_images", "greater than or equal to 1"),
        (0, "two", "max_images", "A whole number"),
    ],
)
def test_references_and_pictures_of_a_sequence_have_a_common_limit(
    fill, alice, pictures, references, images, field, words
):
    form = fill(
        Mode.SEQUENCE,
        team=alice.team,
        references=pictures(references),
        max_images=images,
    )

    assert form.is_valid() is (field is None), form.errors
    if field:
        assert words in said(form, field)
    else:
        assert form.wish().images == int(images)


def test_a_sequence_has_four_pictures_unless_told_otherwise(fill, alice):
    form = fill(Mode.SEQUENCE, team=alice.team)

    assert form.is_valid(), form.errors
    assert form.wish().images == 4
