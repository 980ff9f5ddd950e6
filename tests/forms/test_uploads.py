"""Files nobody should send and files everybody sends: kept, or refused in words."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from generations import accounts, imaging
from generations.forms import uploads
from generations.models import StoredImage
from generations.pipeline.references import copy_of

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0heicmif1" + b"\0" * 200


def drawn(kind="PNG", size=(60, 40), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size).save(file, kind, **options)
    return file.getvalue()


def chunk(name, content):
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def png(width, height, *, bits=8, colour=2, pixels=b""):
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(pixels, 1)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body


def flat(width, height):
    """A real picture of one bit a pixel: many megapixels in few bytes."""
    return png(
        width, height, bits=1, colour=0, pixels=bytes(height * ((width + 7) // 8 + 1))
    )


def frames(kind, count=3, **options):
    file = io.BytesIO()
    first, *others = (Image.new("RGB", (60, 40), (n * 60, 0, 0)) for n in range(count))
    first.save(file, kind, save_all=True, append_images=others, **options)
    return file.getvalue()


def held(orientation, size=(60, 40)):
    """A JPEG from a phone held sideways, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Phone-of-alice"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
    return drawn("JPEG", size, exif=exif)


@pytest.fixture
def take(alice):
    def give(*files):
        given = [SimpleUploadedFile(name, content) for name, content in files]
        return uploads.take(given, team=alice.team)

    return give


NO_PICTURE = "this is no picture"
OTHER_FORMAT = "this format cannot be used"
REFUSED = [
    ("page.png", b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>", NO_PICTURE),
    ("page2.png", b"<html><script>alert(1)</script></html>", OTHER_FORMAT),
    ("drawing.svg", SVG, OTHER_FORMAT),
    ("drawing.png", SVG, OTHER_FORMAT),
    ("packed.svgz", b"\x1f\x8b\x08\0" + b"\0" * 60, OTHER_FORMAT),
    ("nothing.png", b"", "the file is empty"),
    ("one.png", b"\x89", OTHER_FORMAT),
    ("cut.jpg", drawn("JPEG", (600, 400))[:900], "cut off"),
    ("cut.png", drawn("PNG", (600, 400))[:-30], "cut off"),
    ("cut.webp", drawn("WEBP", (600, 400))[:-30], "cut off"),
    ("head.gif", b"GIF89a" + b"\0" * 7, NO_PICTURE),
    ("bomb.png", png(60_000, 60_000), "more pixels than"),
    ("heavy.png", b"\x89PNG\r\n\x1a\n" + bytes(31_000_000), "31.0 MB is more than"),
    ("phone.heic", HEIC, OTHER_FORMAT),
    ("page.pdf", b"%PDF-1.7\n" + b"\0" * 60, OTHER_FORMAT),
    ("print.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n", OTHER_FORMAT),
    ("layers.psd", b"8BPS\0\1" + b"\0" * 60, OTHER_FORMAT),
    ("site.ico", b"\0\0\1\0\1\0" + b"\0" * 60, OTHER_FORMAT),
    ("wide.png", drawn(size=(340, 20)), "the ratio must lie between 1:16 and 16:1"),
    ("tall.png", drawn(size=(20, 340)), "the ratio must lie between 1:16 and 16:1"),
    ("thin.png", drawn(size=(60, 14)), "each side must have more than 14 px"),
    ("slim.png", drawn(size=(14, 60)), "each side must have more than 14 px"),
    ("large.png", flat(6_000, 6_001), "more than 36 megapixels"),
    ("broken.bmp", b"BM" + b"\xff" * 80, "cut off"),
    ("broken.tiff", b"II*\0" + b"\xff" * 80, NO_PICTURE),
    ("shell.jpg", b"#!/bin/sh\necho no\n", OTHER_FORMAT),
]


@pytest.mark.parametrize("name, content, words", REFUSED, ids=[r[0] for r in REFUSED])
def test_what_is_no_reference_is_refused_in_words_and_not_kept(
    take, name, content, words
):
    taken = take((name, content))

    (said,) = taken.complaints
    assert said.startswith(f"{name}: ")
    assert words in said
    assert (taken.places, StoredImage.objects.count()) == ([], 0)


KEPT = [
    ("plain.png", drawn(), (60, 40), []),
    ("plain.jpg", drawn("JPEG"), (60, 40), []),
    ("plain.webp", drawn("WEBP"), (60, 40), []),
    ("plain.bmp", drawn("BMP"), (60, 40), []),
    ("plain.tiff", drawn("TIFF"), (60, 40), []),
    ("still.gif", drawn("GIF"), (60, 40), []),
    ("frames.gif", frames("GIF"), (60, 40), ["first_frame"]),
    ("frames.webp", frames("WEBP"), (60, 40), ["first_frame"]),
    ("pages.tiff", frames("TIFF"), (60, 40), ["first_frame"]),
    ("ink.jpg", drawn("JPEG", mode="CMYK"), (60, 40), []),
    ("deep.png", drawn(mode="I;16"), (60, 40), []),
    ("grey.png", drawn(mode="LA"), (60, 40), []),
    ("palette.png", drawn(mode="P"), (60, 40), []),
    ("clear.png", drawn(mode="RGBA"), (60, 40), []),
    ("sideways.jpg", held(6), (40, 60), ["rotated"]),
    ("upside.jpg", held(3), (60, 40), ["rotated"]),
    ("small.png", drawn(size=(15, 15)), (15, 15), []),
    ("widest.png", drawn(size=(320, 20)), (320, 20), []),
    ("tallest.png", drawn(size=(20, 320)), (20, 320), []),
    ("largest.png", flat(6_000, 6_000), (6_000, 6_000), []),
    ("called.png", drawn("JPEG"), (60, 40), []),
    ("no name ending", drawn(), (60, 40), []),
    ("tail.png", drawn() + b"<script>alert(1)</script>", (60, 40), []),
]


@pytest.mark.parametrize(
    "name, content, size, notes", KEPT, ids=[line[0] for line in KEPT]
)
def test_what_is_a_picture_is_kept_as_it_came(take, name, content, size, notes):
    taken = take((name, content))

    assert taken.complaints == []
    (place,) = taken.places
    image = StoredImage.objects.get(pk=place["image"])
    assert (image.width_px, image.height_px) == size
    assert (place["name"], place["notes"]) == (name, notes)
    assert image.size_bytes == len(content)


def test_each_file_is_judged_by_itself(take):
    taken = take(("a.png", drawn()), ("b.svg", SVG), ("c.png", drawn(size=(50, 50))))

    assert [place["name"] for place in taken.places] == ["a.png", "c.png"]
    assert len(taken.complaints) == 1


def test_identical_bytes_are_kept_once(take):
    taken = take(("a.png", drawn()), ("b.png", drawn()))

    first, second = taken.places
    assert first["image"] == second["image"]
    assert StoredImage.objects.count() == 1


@pytest.mark.parametrize(
    "name, shown",
    [
        ("a\0b.png", "ab.png"),
        ("\u202egnp.exe", "gnp.exe"),
        ("x" * 300, "x" * 80),
        ("海" * 100 + ".png", "海" * 80),
        ("<b>bold</b>", "b>"),
        ("<i>.png", "<i>.png"),
        ("\u200b\0", "picture"),
    ],
)
def test_a_name_is_shown_short_and_without_anything_invisible(alice, name, shown):
    file = SimpleUploadedFile("fine", drawn())
    file._name = name  # past the cleaning of a browser's name

    taken = uploads.take([file], team=alice.team)

    assert taken.places[0]["name"] == shown


def test_a_store_that_fails_is_said(take, tmp_path):
    (tmp_path / "incoming").write_text("in the way")

    taken = take(("a.png", drawn()))

    assert taken.complaints == ["a.png: it could not be kept just now. Add it again."]
    assert taken.places == []


@pytest.mark.parametrize("offer", ["seedream-4.0@simulator", "seededit-3.0@simulator"])
def test_the_copy_that_is_sent_is_upright_and_tells_nothing(take, offer):
    taken = take(("sideways.jpg", held(6)))
    image = StoredImage.objects.get(pk=taken.places[0]["image"])

    copy = copy_of(image, accounts.find_offer(offer))

    assert (copy.width_px, copy.height_px) == (40, 60)
    assert b"Exif" not in copy.content and b"Phone-of-alice" not in copy.content
    assert imaging.Note.ROTATED in copy.notes
    assert not Image.open(io.BytesIO(copy.content)).getexif()
