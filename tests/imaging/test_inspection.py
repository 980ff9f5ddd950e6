"""What a file is said to be, and what is refused as no picture."""

import zlib

import pytest
from PIL import Image

from generations.imaging import Flaw, Inspection, NotAPicture, first_thumbnail, inspect


def test_a_jpeg_is_described_from_its_bytes_whatever_its_name(draw):
    path = draw("picture.png", (64, 48), format="JPEG")

    assert inspect(path) == Inspection(
        format="jpeg",
        media_type="image/jpeg",
        extension="jpg",
        width_px=64,
        height_px=48,
        frames=1,
        orientation=1,
    )


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.png", "image/png"),
        ("a.webp", "image/webp"),
        ("a.gif", "image/gif"),
        ("a.bmp", "image/bmp"),
        ("a.tiff", "image/tiff"),
        ("a.avif", "image/avif"),
    ],
)
def test_every_format_is_recognised(draw, name, media_type):
    found = inspect(draw(name, (64, 48)))

    assert (found.media_type, found.width_px, found.height_px) == (media_type, 64, 48)
    assert found.format == found.extension == name.removeprefix("a.")


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tiff"])
def test_the_size_is_the_stored_one_and_the_rotation_is_told_apart(draw, name):
    found = inspect(draw(name, (64, 48), exif=rotated_by(6)))

    assert (found.width_px, found.height_px) == (64, 48)
    assert (found.orientation, found.is_rotated) == (6, True)


@pytest.mark.parametrize("value", [0, 9, 65535])
def test_an_orientation_that_makes_no_sense_is_none(draw, value):
    assert not inspect(draw("a.jpg", exif=rotated_by(value))).is_rotated


def test_broken_exif_does_not_make_a_picture_unreadable(draw):
    found = inspect(draw("a.jpg", exif=b"Exif\0\0II*\0\xff\xff\xff\xff"))

    assert found.orientation == 1


@pytest.mark.parametrize(
    ("name", "count"), [("a.gif", 2), ("a.webp", 3), ("a.png", 3), ("a.tiff", 2)]
)
def test_frames_are_counted_where_the_header_tells(draw, name, count):
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]

    path = draw(name, save_all=True, append_images=frames)

    assert inspect(path).frames == count


def test_an_empty_file_is_told_apart(write):
    assert flaw_of(inspect, write(b"")) is Flaw.EMPTY


@pytest.mark.parametrize(
    "content",
    [
        b"\0",
        b"<!doctype html><title>Error</title>",
        b'{"error": {"code": "Expired"}}',
        b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x1f\x8b\x08\0svgz",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        b"%PDF-1.7\n",
        b"8BPS\0\1",
        b"\0\0\1\0\1\0",
        b"P6 1 1 255\n\0\0\0",
        b"PK\3\4",
        b"RIFF\x24\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"\xff\xd8",
        b" \x89PNG\r\n\x1a\n",
    ],
)
def test_anything_else_is_no_picture(write, content):
    assert flaw_of(inspect, write(content)) is Flaw.UNSUPPORTED_FORMAT


@pytest.mark.parametrize(
    "content",
    [
        b"GIF89a/*\x0a\x00*/=1;alert(1)//",
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        b"BM" + b"\xff" * 100,
        b"II*\0" + b"\xff" * 100,
        b"MM\0*\0\0\0\x08\0\0",
        b"RIFF\x04\0\0\0WEBPVP8 " + b"\xff" * 100,
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + b"\0" * 100,
    ],
)
def test_a_good_beginning_is_not_enough(write, content):
    path = write(content)

    with pytest.raises(NotAPicture):
        first_thumbnail(path)


def test_sixty_thousand_pixels_each_way_are_refused_before_any_is_decoded(png_header):
    path = png_header(60_000, 60_000)

    assert flaw_of(inspect, path) is Flaw.TOO_MANY_PIXELS
    assert flaw_of(first_thumbnail, path) is Flaw.TOO_MANY_PIXELS


def test_the_cap_on_pixels_is_exact(png_header):
    assert inspect(png_header(10_000, 10_000)).width_px == 10_000
    assert flaw_of(inspect, png_header(10_001, 10_000)) is Flaw.TOO_MANY_PIXELS


def test_compressed_text_that_explodes_is_refused(draw, png_chunk):
    path = draw("a.png")
    content = path.read_bytes()
    text = png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 50_000_000))
    path.write_bytes(content[:33] + text + content[33:])

    assert flaw_of(inspect, path) is Flaw.UNREADABLE


def test_a_damaged_png_is_found_without_decoding_it(draw):
    path = draw("a.png")
    content = bytearray(path.read_bytes())
    content[-20] ^= 0xFF
    path.write_bytes(content)

    assert flaw_of(inspect, path) is Flaw.UNREADABLE


@pytest.mark.parametrize("name", ["a.png", "a.webp"])
def test_a_truncated_png_or_webp_is_found_at_once(draw, name):
    path = cut(draw(name, (400, 300)))

    assert flaw_of(inspect, path) is Flaw.TRUNCATED


@pytest.mark.parametrize(
    "name", ["a.jpg", "a.png", "a.webp", "a.gif", "a.bmp", "a.tiff"]
)
def test_every_truncated_picture_is_found_by_its_first_thumbnail(draw, name):
    path = cut(draw(name, (400, 300)))

    assert flaw_of(first_thumbnail, path) is Flaw.TRUNCATED


def test_a_truncated_avif_is_no_picture(draw):
    path = cut(draw("a.avif", (400, 300)))

    with pytest.raises(NotAPicture):
        first_thumbnail(path)


def test_a_truncated_progressive_jpeg_is_found_in_draft_mode(draw):
    path = cut(draw("a.jpg", (3000, 2000), progressive=True))

    assert flaw_of(first_thumbnail, path) is Flaw.TRUNCATED


def test_a_missing_file_is_an_error_of_the_disk_and_not_of_the_picture(tmp_path):
    with pytest.raises(FileNotFoundError):
        inspect(tmp_path / "nothing")


def flaw_of(function, path):
    with pytest.raises(NotAPicture) as caught:
        function(path)
    assert caught.value.message == str(caught.value) != ""
    return caught.value.reason


def cut(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])
    return path


def rotated_by(value):
    exif = Image.Exif()
    exif[0x0112] = value
    return exif
