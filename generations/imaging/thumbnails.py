"""The small versions of a picture: the smallest first, the others behind it.

Metadata never reaches a thumbnail, and a small picture is never enlarged.
"""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from generations.imaging.opening import opened
from generations.imaging.pixels import (
    fitted,
    flattened,
    in_srgb,
    orientation,
    resized,
    upright,
    workable,
)

#: Longest side in pixels, smallest first.
THUMBNAIL_SIZES = (320, 640, 1280)

_PLACEHOLDER_PX = 16
#: Behind transparent pixels in placeholder and average: right in either theme.
_GREY = (128, 128, 128)


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """An encoded small version; `size` is the member of THUMBNAIL_SIZES it is for."""

    size: int
    content: bytes
    media_type: str
    extension: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True)
class First:
    """All that is needed to show a picture at once.

    `placeholder` is a WebP of 16 px and about 150 bytes; `average_colour` is
    written like "#8090a0".
    """

    thumbnail: Thumbnail
    placeholder: bytes
    average_colour: str


def first_thumbnail(path: Path) -> First:
    """Make the smallest thumbnail as fast as the format allows.

    Raises:
        NotAPicture: the picture is broken or cut; this decodes all of it.
        OSError: the file itself cannot be read.
    """
    size = THUMBNAIL_SIZES[0]
    small = _decoded(path, size, draft_factor=2)
    tiny = resized(flattened(small, _GREY), fitted(small.size, _PLACEHOLDER_PX))
    red, green, blue = tiny.resize((1, 1), Image.Resampling.BOX).tobytes()
    return First(
        thumbnail=_avif(small, size),
        placeholder=_encoded(tiny, "WEBP", quality=50, method=6),
        average_colour=f"#{red:02x}{green:02x}{blue:02x}",
    )


def other_thumbnails(path: Path) -> tuple[Thumbnail, ...]:
    """Make the remaining thumbnails, smallest first, from one decoding.

    The largest is a progressive JPEG, or AVIF where transparency must be kept.

    Raises:
        NotAPicture: the picture is broken or cut.
        OSError: the file itself cannot be read.
    """
    *middle, largest = THUMBNAIL_SIZES[1:]
    big = _decoded(path, largest, draft_factor=1)
    made = [_jpeg(big, largest) if big.mode == "RGB" else _avif(big, largest)]
    for size in reversed(middle):
        big = resized(big, fitted(big.size, size))
        made.insert(0, _avif(big, size))
    return tuple(made)


def _decoded(path: Path, longest_px: int, *, draft_factor: int) -> Image.Image:
    """Decode to upright sRGB pixels within a square of `longest_px`.

    A JPEG is decoded at the smallest of 1, 1/2, 1/4, 1/8 of its size that is
    still `draft_factor` times as large as what is asked for.
    """
    with opened(path) as (_, image):
        turned = orientation(image)
        size = fitted(image.size, longest_px)
        image.draft(None, (size[0] * draft_factor, size[1] * draft_factor))
        pixels = workable(image)
        profile = image.info.get("icc_profile")
        if image.format == "TIFF":  # Pillow turns these while it decodes
            turned = 1
        small = upright(resized(pixels, size), turned)
    return in_srgb(small, profile)


def _avif(image: Image.Image, size: int) -> Thumbnail:
    # One thread: several workers already keep the processor busy.
    content = _encoded(image, "AVIF", quality=60, speed=10, max_threads=1)
    return Thumbnail(size, content, "image/avif", "avif", *image.size)


def _jpeg(image: Image.Image, size: int) -> Thumbnail:
    content = _encoded(image, "JPEG", quality=80, progressive=True)
    return Thumbnail(size, content, "image/jpeg", "jpg", *image.size)


def _encoded(image: Image.Image, pillow_name: str, **options: object) -> bytes:
    buffer = BytesIO()
    image.save(buffer, format=pillow_name, **options)
    return buffer.getvalue()
