"""The copy for an API: upright, plain, within limits, and honest about it."""

import io

import pytest
from PIL import Image

from generations.imaging import Flaw, NotAPicture, Note, api_copy

ALL = frozenset({"jpeg", "png", "webp", "gif", "bmp", "tiff"})
JPEG_PNG = frozenset({"jpeg", "png"})
ROOMY = {"max_bytes": 10_000_000, "max_pixels": 36_000_000}


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.gif", "a.bmp"])
def test_an_allowed_format_is_kept_at_full_size(draw, name):
    path = draw(name, (300, 200))

    made = api_copy(path, formats=ALL, **ROOMY)

    assert decoded(made.content).format == Image.open(path).format
    assert (made.width_px, made.height_px) == (300, 200)
    assert decoded(made.content).size == (300, 200)
    assert made.notes == ()


def test_a_lossless_copy_has_the_same_pixels(draw):
    path = draw("a.png", (300, 200))

    made = api_copy(path, formats=ALL, **ROOMY)

    assert decoded(made.content).tobytes() == Image.open(path).tobytes()


@pytest.mark.parametrize("name", ["a.webp", "a.gif", "a.bmp", "a.tiff", "a.avif"])
def test_another_format_becomes_a_jpeg(draw, name):
    made = api_copy(draw(name), formats=JPEG_PNG, **ROOMY)

    assert made.media_type == "image/jpeg"
    assert made.notes == (Note.CONVERTED,)


def test_another_format_with_transparency_becomes_a_png(translucent):
    made = api_copy(translucent("a.webp"), formats=JPEG_PNG, **ROOMY)

    assert made.media_type == "image/png"
    assert decoded(made.content).getpixel((0, 0))[3] == 0


def test_transparency_becomes_white_where_only_jpeg_is_taken(translucent):
    made = api_copy(translucent("a.png"), formats=frozenset({"jpeg"}), **ROOMY)

    assert made.media_type == "image/jpeg"
    assert decoded(made.content).getpixel((0, 0)) == (255, 255, 255)


def test_an_opaque_picture_becomes_a_png_where_jpeg_is_not_taken(draw):
    made = api_copy(draw("a.jpg"), formats=frozenset({"png"}), **ROOMY)

    assert made.media_type == "image/png"


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tiff"])
def test_rotation_is_applied_and_told(draw, name):
    exif = Image.Exif()
    exif[0x0112] = 6

    made = api_copy(draw(name, (300, 200), exif=exif), formats=ALL, **ROOMY)

    assert (made.width_px, made.height_px) == (200, 300)
    assert Note.ROTATED in made.notes
    red, _, blue = decoded(made.content).convert("RGB").getpixel((50, 75))
    assert red < 40 < 200 < blue


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp"])
@pytest.mark.parametrize("formats", [ALL, frozenset({"jpeg"}), frozenset({"png"})])
def test_no_byte_of_metadata_leaves(telling, name, formats):
    path = telling(name)
    assert b"alice-was-here" in path.read_bytes()

    made = api_copy(path, formats=formats, **ROOMY)

    for trace in (
        b"alice",
        b"secret",
        b"Exif",
        b"eXIf",
        b"EXIF",
        b"xmp",
        b"XMP ",
        b"GPS",
    ):
        assert trace not in made.content
    assert not dict(decoded(made.content).getexif())
    assert Note.STRIPPED in made.notes


def test_a_jpeg_copy_holds_no_segment_but_what_the_pixels_need(telling):
    made = api_copy(telling("a.jpg"), formats=ALL, **ROOMY)

    assert markers(made.content) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}


def test_a_png_copy_holds_no_chunk_but_what_the_pixels_need(telling):
    made = api_copy(telling("a.png"), formats=ALL, **ROOMY)

    assert set(chunks(made.content)) == {b"IHDR", b"IDAT", b"IEND"}


def test_tiff_tags_are_told_as_stripped(draw):
    path = draw("a.tiff", description="alice-was-here")

    made = api_copy(path, formats=ALL, **ROOMY)

    assert made.notes == (Note.STRIPPED,)
    assert b"alice" not in made.content


@pytest.mark.parametrize("name", ["a.gif", "a.webp", "a.png", "a.tiff"])
def test_only_the_first_frame_leaves(draw, name):
    later = [Image.new("RGB", (64, 48), "black")]
    path = draw(name, save_all=True, append_images=later)

    made = api_copy(path, formats=frozenset({"png"}), **ROOMY)

    assert Note.FIRST_FRAME in made.notes
    assert getattr(decoded(made.content), "n_frames", 1) == 1
    assert decoded(made.content).convert("RGB").getpixel((5, 5))[0] > 200


def test_too_many_pixels_are_scaled_down_to_the_limit(draw):
    path = draw("a.jpg", (400, 300))

    made = api_copy(path, formats=ALL, max_bytes=10_000_000, max_pixels=30_000)

    assert (made.width_px, made.height_px) == (200, 150)
    assert made.notes == (Note.DOWNSCALED,)


def test_exactly_the_limit_is_left_alone(draw):
    path = draw("a.jpg", (400, 300))

    made = api_copy(path, formats=ALL, max_bytes=10_000_000, max_pixels=120_000)

    assert made.notes == ()


def test_too_many_bytes_become_a_jpeg_before_pixels_are_lost(noise):
    made = api_copy(noise, formats=JPEG_PNG, max_bytes=120_000, max_pixels=36_000_000)

    assert made.media_type == "image/jpeg"
    assert (made.width_px, made.height_px) == (256, 256)
    assert made.notes == (Note.CONVERTED,)


def test_too_many_bytes_in_any_format_are_scaled_down(noise):
    made = api_copy(noise, formats=JPEG_PNG, max_bytes=9_000, max_pixels=36_000_000)

    assert len(made.content) <= 9_000
    assert made.width_px < 256
    assert Note.DOWNSCALED in made.notes


def test_limits_nothing_can_meet_are_an_error(noise):
    with pytest.raises(ValueError, match="50 bytes"):
        api_copy(noise, formats=ALL, max_bytes=50, max_pixels=36_000_000)


def test_formats_nobody_can_write_are_an_error(draw):
    with pytest.raises(ValueError, match="formats"):
        api_copy(draw("a.png"), formats=frozenset({"heic"}), **ROOMY)


def test_a_truncated_reference_is_no_picture(draw):
    path = draw("a.jpg", (400, 300))
    path.write_bytes(path.read_bytes()[:-2000])

    with pytest.raises(NotAPicture) as caught:
        api_copy(path, formats=ALL, **ROOMY)

    assert caught.value.reason is Flaw.TRUNCATED


@pytest.fixture
def translucent(draw):
    def save(name):
        path = draw(name)
        image = Image.open(path).convert("RGBA")
        image.paste((0, 0, 0, 0), (0, 0, 32, 24))
        image.save(path, lossless=True)
        return path

    return save


@pytest.fixture
def noise(tmp_path):
    path = tmp_path / "noise.png"
    bands = [Image.effect_noise((256, 256), 40 + band) for band in range(3)]
    Image.merge("RGB", bands).save(path)
    return path


def decoded(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def markers(content):
    """Name the segments of a JPEG up to its pixels."""
    found, at = set(), 2
    while 0xDA not in found:
        found.add(content[at + 1])
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
    return found


def chunks(content):
    """Name the chunks of a PNG; nothing may stand behind the last."""
    at = 8
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        yield content[at + 4 : at + 8]
        at += 12 + length
