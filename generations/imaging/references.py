"""The copy of a picture that may leave for an API: upright, plain, within limits.

Always encoded anew from pixels, so that nothing hidden in the file goes along.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any, cast

from PIL import ExifTags, Image, ImageFile

from generations.imaging.opening import KINDS, Kind, PictureFormat, opened
from generations.imaging.pixels import (
    flattened,
    in_srgb,
    orientation,
    resized,
    upright,
    workable,
)

_WHITE = (255, 255, 255)
#: A longest side below which making the picture still smaller is given up.
_SMALLEST_PX = 15

#: How each format is written; a format that is missing here is converted.
_WRITING: dict[PictureFormat, dict[str, Any]] = {
    "jpeg": {"quality": 92, "subsampling": "4:4:4"},
    "png": {"compress_level": 4},  # half the time of 6, nearly as small
    "webp": {"quality": 92, "exact": True},
    "gif": {},
    "bmp": {},
    "tiff": {"compression": "tiff_adobe_deflate"},
    "avif": {"quality": 90, "speed": 8},
}
_WITH_ALPHA = frozenset({"png", "webp", "gif", "tiff", "avif"})

_METADATA_KEYS = frozenset(
    {
        "exif",
        "xmp",
        "XML:com.adobe.xmp",
        "photoshop",
        "comment",
        "Raw profile type exif",
        "Raw profile type iptc",
        "Raw profile type xmp",
    }
)
_METADATA_TAGS = frozenset(
    {
        ExifTags.Base.ImageDescription,
        ExifTags.Base.Make,
        ExifTags.Base.Model,
        ExifTags.Base.Software,
        ExifTags.Base.DateTime,
        ExifTags.Base.Artist,
        ExifTags.Base.Copyright,
        ExifTags.Base.ExifOffset,
        ExifTags.Base.GPSInfo,
        700,  # XMP
        33723,  # IPTC
        34377,  # Photoshop
    }
)


class Note(StrEnum):
    """What was done to a picture before it may leave."""

    #: Turned as its EXIF orientation asks.
    ROTATED = "rotated"
    #: Written in another format.
    CONVERTED = "converted"
    #: Made smaller to respect a limit.
    DOWNSCALED = "downscaled"
    #: Only the first of several frames is sent.
    FIRST_FRAME = "first_frame"
    #: Metadata such as place, camera or author was left out.
    STRIPPED = "stripped"


@dataclass(frozen=True, slots=True)
class ApiCopy:
    """An encoded picture to send, its size in pixels, and what was done to it."""

    content: bytes
    media_type: str
    width_px: int
    height_px: int
    notes: tuple[Note, ...]


def api_copy(
    path: Path, *, formats: frozenset[str], max_bytes: int, max_pixels: int
) -> ApiCopy:
    """Make the copy of a reference that may be sent, as large as the limits allow.

    `formats` are names of `PictureFormat`. The picture keeps its format where
    that is allowed, else it becomes PNG (with transparency) or JPEG. An opaque
    picture that is too many bytes becomes a JPEG before it loses pixels.

    Raises:
        NotAPicture: the picture is broken.
        ValueError: no picture at all can meet these limits.
        OSError: the file itself cannot be read.
    """
    with opened(path) as (kind, image):
        turned = orientation(image)
        is_animated = kind.format != "jpeg" and getattr(image, "is_animated", False)
        pixels = workable(image)
        has_metadata = _has_metadata(image)
        profile = image.info.get("icc_profile")
        if image.format != "TIFF":  # Pillow has turned those while decoding
            pixels = upright(pixels, turned)
    pixels = in_srgb(pixels, profile)
    target, content, size = _within(
        pixels,
        _targets(kind, formats, has_alpha=pixels.mode == "RGBA"),
        max_bytes=max_bytes,
        max_pixels=max_pixels,
    )
    done = {
        Note.ROTATED: turned != 1,
        Note.CONVERTED: target != kind,
        Note.DOWNSCALED: size != pixels.size,
        Note.FIRST_FRAME: is_animated,
        Note.STRIPPED: has_metadata,
    }
    notes = tuple(note for note in Note if done[note])
    return ApiCopy(content, target.media_type, *size, notes)


def _targets(kind: Kind, formats: frozenset[str], *, has_alpha: bool) -> list[Kind]:
    """List the formats to try, best first: the next one is for fewer bytes."""
    wanted = ["png", "webp", "jpeg"] if has_alpha else ["jpeg", "png", "webp"]
    if kind.format in _WRITING and (not has_alpha or kind.format in _WITH_ALPHA):
        wanted.insert(0, kind.format)
    allowed = [KINDS[cast(PictureFormat, name)] for name in wanted if name in formats]
    if not allowed:
        raise ValueError("None of the allowed formats can be written.")
    if not has_alpha and "jpeg" in formats:
        return list(dict.fromkeys([allowed[0], KINDS["jpeg"]]))
    return allowed[:1]


def _within(
    pixels: Image.Image, targets: list[Kind], *, max_bytes: int, max_pixels: int
) -> tuple[Kind, bytes, tuple[int, int]]:
    """Encode in the first format that fits, smaller and smaller if none does."""
    scale = min(1.0, math.sqrt(max_pixels / (pixels.width * pixels.height)))
    while True:
        size = (
            max(1, math.floor(pixels.width * scale)),
            max(1, math.floor(pixels.height * scale)),
        )
        shrunk = resized(pixels, size)
        for target in targets:
            content = _encoded(shrunk, target)
            if len(content) <= max_bytes:
                return target, content, size
        if max(size) <= _SMALLEST_PX:
            raise ValueError(f"No picture fits into {max_bytes} bytes.")
        scale *= min(0.9, max(0.5, 0.95 * math.sqrt(max_bytes / len(content))))


def _encoded(pixels: Image.Image, target: Kind) -> bytes:
    if target.format not in _WITH_ALPHA:
        pixels = flattened(pixels, _WHITE)
    buffer = BytesIO()
    pixels.save(buffer, format=target.pillow_name, **_WRITING[target.format])
    return buffer.getvalue()


def _has_metadata(image: ImageFile.ImageFile) -> bool:
    """Say whether a decoded picture carries more than its pixels and colours."""
    if _METADATA_KEYS & image.info.keys() or getattr(image, "text", None):
        return True
    tags = getattr(image, "tag_v2", None)
    return tags is not None and not _METADATA_TAGS.isdisjoint(tags)
