"""Thumbnails: sizes, formats, orientation, colours, and nothing else inside."""

import io

import pytest
from PIL import Image

from generations.imaging import THUMBNAIL_SIZES, first_thumbnail, other_thumbnails

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)

#: The quadrants (top left, top right, bottom left, bottom right) as shown.
SHOWN = {
    1: (RED, GREEN, BLUE, WHITE),
    2: (GREEN, RED, WHITE, BLUE),
    3: (WHITE, BLUE, GREEN, RED),
    4: (BLUE, WHITE, RED, GREEN),
    5: (RED, BLUE, GREEN, WHITE),
    6: (BLUE, RED, WHITE, GREEN),
    7: (WHITE, GREEN, BLUE, RED),
    8: (GREEN, WHITE, RED, BLUE),
}


def test_the_first_thumbnail_is_a_small_avif(draw):
    made = first_thumbnail(draw("a.jpg", (2000, 1500))).thumbnail

    assert (made.size, made.media_type, made.extension) == (320, "image/avif", "avif")
    assert (made.width_px, made.height_px) == (320, 240)
    assert decoded(made.content).size == (320, 240)
    assert decoded(made.content).format == "AVIF"


def test_the_others_are_an_avif_and_a_progressive_jpeg(draw):
    middle, largest = other_thumbnails(draw("a.png", (1500, 2000)))

    assert (middle.size, middle.media_type) == (640, "image/avif")
    assert (middle.width_px, middle.height_px) == (480, 640)
    assert (largest.size, largest.media_type) == (1280, "image/jpeg")
    assert (largest.width_px, largest.height_px) == (960, 1280)
    assert decoded(largest.content).info.get("progressive")


def test_every_size_is_made_exactly_once(draw):
    path = draw("a.jpg", (2000, 1500))

    made = (first_thumbnail(path).thumbnail, *other_thumbnails(path))

    assert tuple(thumbnail.size for thumbnail in made) == THUMBNAIL_SIZES


@pytest.mark.parametrize("size", [(100, 80), (1, 1), (640, 320)])
def test_a_small_picture_is_not_enlarged(draw, size):
    made = other_thumbnails(draw("a.png", size))

    assert [decoded(thumbnail.content).size for thumbnail in made] == [size, size]


def test_a_very_long_picture_keeps_at_least_one_pixel(draw):
    path = draw("a.png", (5000, 2))

    assert decoded(first_thumbnail(path).thumbnail.content).size == (320, 1)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tiff"])
@pytest.mark.parametrize("value", SHOWN)
def test_every_orientation_is_applied(draw, name, value):
    path = draw(name, (800, 400), exif=rotated_by(value))

    made = first_thumbnail(path).thumbnail
    largest = other_thumbnails(path)[-1]

    upright = (320, 160) if value <= 4 else (160, 320)
    assert (made.width_px, made.height_px) == upright
    assert quadrants_of(made.content) == SHOWN[value]
    assert quadrants_of(largest.content) == SHOWN[value]


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
def test_no_metadata_reaches_a_thumbnail(telling, name):
    path = telling(name, (1400, 900))

    first = first_thumbnail(path)

    made = [first.thumbnail, *other_thumbnails(path)]
    for content in [first.placeholder, *(thumbnail.content for thumbnail in made)]:
        assert b"alice" not in content
        assert b"secret" not in content
        assert b"Exif" not in content
        assert (
            not {"exif", "xmp", "icc_profile", "comment"} & decoded(content).info.keys()
        )


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.avif"])
def test_transparency_is_kept_in_every_size(draw, name):
    path = draw(name, (2000, 1500))
    with Image.open(path) as image:
        image = image.convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 1000, 750))
    image.save(path)

    first = first_thumbnail(path).thumbnail
    made = [first, *other_thumbnails(path)]

    for thumbnail in made:
        assert thumbnail.media_type == "image/avif"
        shown = decoded(thumbnail.content)
        assert shown.mode == "RGBA"
        assert shown.getpixel((5, 5))[3] == 0
        assert shown.getpixel((thumbnail.width_px - 5, 5))[3] == 255


def test_an_alpha_channel_that_hides_nothing_is_left_out(draw):
    largest = other_thumbnails(draw("a.png", (1500, 1500), mode="RGBA"))[-1]

    assert largest.media_type == "image/jpeg"


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "I;16"])
def test_every_way_to_store_pixels_ends_in_rgb(draw, mode):
    path = draw("a.png", (800, 600), mode="L" if mode == "I;16" else mode)
    if mode == "I;16":
        with Image.open(path) as image:
            wide = image.convert("I").point(lambda value: value * 257)
        wide.convert("I;16").save(path)

    shown = decoded(first_thumbnail(path).thumbnail.content)

    assert shown.mode == "RGB"
    assert close(shown.getpixel((300, 200)), WHITE)


def test_cmyk_becomes_rgb(draw):
    path = draw("a.jpg", (800, 600), mode="CMYK")

    assert quadrants_of(first_thumbnail(path).thumbnail.content) == SHOWN[1]


def test_the_first_frame_of_an_animation_is_shown(draw):
    later = [Image.new("RGB", (800, 600), "black")]
    path = draw("a.gif", (800, 600), save_all=True, append_images=later)

    assert quadrants_of(first_thumbnail(path).thumbnail.content) == SHOWN[1]


def test_colours_of_another_profile_are_converted_to_srgb(draw, swapped_profile):
    plain = draw("plain.png", (400, 400))
    swapped = draw("swapped.png", (400, 400), icc_profile=swapped_profile)

    shown = quadrants_of(first_thumbnail(swapped).thumbnail.content)

    assert quadrants_of(first_thumbnail(plain).thumbnail.content) == SHOWN[1]
    assert shown == (GREEN, RED, BLUE, WHITE)


def test_a_profile_that_is_none_is_ignored(draw):
    path = draw("a.png", (400, 400), icc_profile=b"not a profile")

    assert quadrants_of(first_thumbnail(path).thumbnail.content) == SHOWN[1]


def test_the_placeholder_is_a_webp_of_a_few_bytes(draw):
    placeholder = first_thumbnail(draw("a.jpg", (2000, 1000))).placeholder

    assert len(placeholder) < 250
    assert decoded(placeholder).format == "WEBP"
    assert decoded(placeholder).size == (16, 8)


def test_the_average_colour_is_the_mean_of_the_picture(draw):
    assert first_thumbnail(draw("a.png", (512, 512))).average_colour == "#808080"


def test_a_transparent_picture_is_averaged_over_grey(tmp_path):
    path = tmp_path / "a.png"
    Image.new("RGBA", (64, 64), (255, 0, 0, 0)).save(path)

    assert first_thumbnail(path).average_colour == "#808080"


def test_the_original_is_not_touched(draw):
    path = draw("a.jpg", (800, 600))
    before = path.read_bytes()

    first_thumbnail(path)
    other_thumbnails(path)

    assert path.read_bytes() == before


def decoded(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def quadrants_of(content):
    """Name the colour in the middle of each quadrant."""
    image = decoded(content).convert("RGB")
    return tuple(
        next(
            colour
            for colour in (RED, GREEN, BLUE, WHITE, (0, 0, 0))
            if close(image.getpixel(spot(image, x, y)), colour)
        )
        for y in (1, 3)
        for x in (1, 3)
    )


def spot(image, x, y):
    return image.width * x // 4, image.height * y // 4


def close(found, wanted):
    return all(abs(a - b) < 24 for a, b in zip(found, wanted, strict=True))


def rotated_by(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif
