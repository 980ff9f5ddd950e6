"""What came otherwise than asked is called out on the tile and on the page."""

from datetime import timedelta

import pytest

from generations.models import Listing, StoredImage
from generations.views.delivered import is_other_family


def text(response):
    return response.content.decode()


@pytest.fixture
def pages(as_alice):
    """Return a function that gives the gallery and the page of one picture."""

    def show(output):
        one = as_alice.get(f"/pictures/{output.pk}/")
        return text(as_alice.get("/?stack=off")), text(one)

    return show


def as_asked(make_image, **wish):
    """Return a wish for exactly the picture that came."""
    image = make_image()
    size = {"size": "96x64", "width_px": 96, "height_px": 64}
    return {"image": image, **size, **wish}


def test_what_came_as_asked_is_not_called_out(pages, make_stored, make_image):
    gallery, page = pages(make_stored(**as_asked(make_image)))

    assert 'href="/static/img/icons.svg#info"' not in gallery.partition("tile__foot")[0]
    assert 'class="lint"' not in page


def test_another_size_than_the_exact_pixels(pages, make_stored, make_image):
    wish = as_asked(make_image, size="2048x2048", width_px=2048, height_px=2048)

    gallery, page = pages(make_stored(**wish))

    assert "Other size" in gallery
    assert "Exactly 2048 × 2048 px were asked for; 96 × 64 px came." in page


def test_a_preset_promises_no_exact_pixels(pages, make_stored, make_image):
    gallery, page = pages(make_stored(**as_asked(make_image, size="2K")))

    assert "Other size" not in gallery
    assert 'class="lint"' not in page


def test_another_format(pages, make_stored, make_image):
    wish = as_asked(make_image, parameters={"output_format": "png"})

    gallery, page = pages(make_stored(**wish))

    assert "Other format" in gallery
    assert "PNG was asked for; JPEG came." in page


def test_another_image_model(pages, make_stored, make_image):
    wish = as_asked(make_image, offer_key="seedream-5.0-lite@simulator")

    gallery, page = pages(make_stored(**wish))

    assert "Other image model" in gallery
    assert "doubao-seedream-5-0-260128 was asked for" in page
    assert '<tr class="is-changed"><th scope="row">Image model</th>' in page


def test_an_offer_that_is_gone_is_not_compared(pages, make_stored, make_image):
    gallery, page = pages(make_stored(**as_asked(make_image, offer_key="gone@nowhere")))

    assert "Other image model" not in gallery + page


@pytest.mark.parametrize(
    "asked, came, is_other",
    [
        ("doubao-seedream-4-5-251128", "seedream-4-5-251128", False),
        ("doubao-seedream-4-5-251128", "Doubao-Seedream-4.5", False),
        ("doubao-seedream-4-5-251128", "doubao-seedream-4-0-250828", True),
        ("seedream-5-0-260128", "doubao-seedream-5-0-lite-260128", False),
        ("seedream-5-0-260128", "seedream-5-0-pro-260628", True),
        ("doubao-seedream-3-0-t2i-250415", "doubao-seededit-3-0-i2i-250628", True),
        ("doubao-seedream-4-0-250828", "seedream-4", False),
        ("doubao-seedream-4-0-250828", "dall-e-3", True),
        ("gpt-image-2", "gpt-image-2-2026-04-21", False),
        ("gpt-image-2", "gpt-image-1.5", True),
        ("wan2.7-image-pro", "wan2.7-image", True),
        ("qwen-image", "qwen-image", False),
        ("doubao-seedream-4-5-251128", "", False),
        ("doubao-seedream-4-5-251128", "ep-20260101-abcde", False),
        ("ep-20260101-abcde", "doubao-seedream-4-5-251128", False),
        ("doubao-seedream-4-5-251128", "string", False),
    ],
)
def test_ids_are_other_families_only_when_both_are_known(asked, came, is_other):
    assert is_other_family(asked, came) is is_other


@pytest.fixture
def make_set(make_output, make_image):
    """Return a function that makes a sequence of which some came."""

    def make(states, *, billed, attempt_state="answered"):
        first = make_output(
            state="stored",
            image=make_image(),
            mode="sequence",
            images=len(states),
            size="2K",
            attempt={"state": attempt_state, "images_billed": billed},
        )
        others = [
            type(first).objects.create(
                team=first.team,
                generation=first.generation,
                attempt=first.attempt,
                index=index,
                state=state,
                listed_at=first.listed_at - timedelta(microseconds=index),
                image=first.image if state == "stored" else None,
            )
            for index, state in enumerate(states[1:], start=1)
        ]
        Listing.objects.enter(first.generation, others)
        return [first, *others]

    return make


def test_one_of_four_hints_at_a_gateway_that_drops_fields(pages, make_set):
    outputs = make_set(["stored", "absent", "absent", "absent"], billed=1)

    gallery, page = pages(outputs[0])
    _gallery, missing = pages(outputs[1])

    words = "1 of 4 came; this gateway may drop fields."
    assert gallery.count(words) == 3
    assert words in page and words in missing


def test_three_of_four_is_merely_fewer(pages, make_set):
    outputs = make_set(["stored", "stored", "stored", "absent"], billed=3)

    gallery, page = pages(outputs[0])

    assert "3 of 4 came." in page
    assert "drop fields" not in gallery + page
    assert "the image model made fewer pictures" in gallery


def test_refused_pictures_are_not_dropped_fields(pages, make_set):
    outputs = make_set(["stored", "refused", "refused", "refused"], billed=1)

    gallery, page = pages(outputs[0])

    assert "drop fields" not in gallery + page


def test_a_set_that_is_still_coming_is_not_called_short(pages, make_set):
    outputs = make_set(["stored", "promised"], billed=None, attempt_state="sent")

    gallery, page = pages(outputs[0])

    assert "1 of 2" not in gallery + page


@pytest.mark.parametrize("offer", ["wan2.7-image", "qwen-image"])
def test_a_png_where_only_png_comes_is_no_change(pages, make_stored, make_image, offer):
    image = make_image()
    StoredImage.objects.update(media_type="image/png")
    image.refresh_from_db()

    _gallery, page = pages(
        make_stored(image=image, size="2K", offer_key=f"{offer}@simulator")
    )

    assert '<tr class="is-changed"><th scope="row">Format</th>' not in page


def test_a_set_whose_words_are_markup_stays_text(pages, make_stored, make_image):
    wish = as_asked(make_image, parameters={"output_format": "<b>"})

    _gallery, page = pages(make_stored(**wish))

    assert "&lt;B&gt; was asked for" in page


def test_charlie_reads_nothing_of_it(as_charlie, make_set):
    outputs = make_set(["stored", "absent"], billed=1)

    assert as_charlie.get(f"/pictures/{outputs[0].pk}/").status_code == 404
    assert "1 of 2 came" not in text(as_charlie.get("/"))
