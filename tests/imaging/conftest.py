"""Pictures drawn on the spot, in every format and condition the tests need."""

import struct
import zlib

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo


@pytest.fixture
def draw(tmp_path):
    """Save a picture of four coloured quadrants; return its path."""

    def save(name="picture.jpg", size=(64, 48), *, mode="RGB", **options):
        path = tmp_path / name
        quadrants(size).convert(mode).save(path, **options)
        return path

    return save


@pytest.fixture
def write(tmp_path):
    """Write raw bytes as a file; return its path."""

    def save(content, name="file"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return save


@pytest.fixture
def telling(tmp_path):
    """Save a picture full of metadata, GPS position included; return its path."""

    def save(name, size=(64, 48)):
        exif = Image.Exif()
        exif[0x013B] = "alice-was-here"
        exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0)})
        text = PngInfo()
        text.add_itxt("Comment", "secret-text")
        options = {
            "jpg": {"xmp": b"<x:xmpmeta>secret-xmp</x:xmpmeta>", "comment": b"secret"},
            "png": {"pnginfo": text},
            "webp": {"xmp": b"<x:xmpmeta>secret-xmp</x:xmpmeta>"},
        }
        path = tmp_path / name
        quadrants(size).save(path, exif=exif, **options[name.partition(".")[2]])
        with path.open("ab") as file:
            file.write(b"<html>alice-was-here</html>")
        return path

    return save


@pytest.fixture
def png_chunk():
    """Build one chunk of a PNG."""
    return chunk


@pytest.fixture
def png_header(write):
    """Write a PNG that claims a size and has no pixels; return its path."""

    def save(width, height):
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        content += chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
        return write(content)

    return save


@pytest.fixture
def swapped_profile():
    """An ICC profile whose red is green and whose green is red."""
    profile = bytearray(
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    )
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return (
        bytes(profile).replace(b"s\0R\0G\0B", b"s\0W\0A\0P").replace(b"sRGB ", b"swap ")
    )


def quadrants(size):
    """Red, green / blue, white: every turn of it looks different."""
    image = Image.new("RGB", size, (255, 255, 255))
    half = (size[0] // 2, size[1] // 2)
    image.paste((255, 0, 0), (0, 0, *half))
    image.paste((0, 255, 0), (half[0], 0, size[0], half[1]))
    image.paste((0, 0, 255), (0, half[1], half[0], size[1]))
    return image


def chunk(name, content):
    checksum = zlib.crc32(name + content)
    return (
        struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)
    )
