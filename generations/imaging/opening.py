"""The one place where unknown bytes meet the decoders.

Magic bytes choose the only decoder that may try; what it raises becomes
`NotAPicture`, so that hostile bytes never end as another error.
"""

import mmap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Literal

from PIL import Image, ImageFile

from generations.imaging.scans import has_too_many_scans

PictureFormat = Literal["jpeg", "png", "webp", "gif", "bmp", "tiff", "avif", "heic"]

#: Most pixels any picture may have, whatever it is for.
MAX_PIXELS = 100_000_000

# Pillow refuses from twice this number on, in every decoder and before it takes
# the memory, and merely warns below; so the refusal lies exactly at MAX_PIXELS.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2

#: Most pixels where each takes 15 bytes while it is decoded. Measured: 1.5 GB for 100
#: million, transparent, against 0.4 to 1.2 GB of a PNG and 0.3 GB of a JPEG.
_MAX_PIXELS_OF = dict.fromkeys(("avif", "heic", "webp"), MAX_PIXELS // 2)
#: Pictures above this are decoded one after another in a process, so that a few
#: small files cannot take all its memory at once.
_LARGE_PIXELS = 25_000_000
_one_large = threading.RLock()


class Flaw(StrEnum):
    """Why some bytes are no picture we take."""

    #: The file has no bytes.
    EMPTY = "empty"
    #: It begins like a picture and ends too early.
    TRUNCATED = "truncated"
    #: It begins like a picture, but its decoder does not understand it.
    UNREADABLE = "unreadable"
    #: More than MAX_PIXELS.
    TOO_MANY_PIXELS = "too_many_pixels"
    #: Something else, or a format we do not decode.
    UNSUPPORTED_FORMAT = "unsupported_format"


class NotAPicture(Exception):
    """A file that cannot be used as a picture, for the reason in `reason`."""

    def __init__(self, message: str, *, reason: Flaw) -> None:
        super().__init__(message)
        self.message = message
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Kind:
    """A picture format under the names others give it."""

    format: PictureFormat
    media_type: str
    extension: str
    pillow_name: str


KINDS: dict[PictureFormat, Kind] = {
    kind.format: kind
    for kind in (
        Kind("jpeg", "image/jpeg", "jpg", "JPEG"),
        Kind("png", "image/png", "png", "PNG"),
        Kind("webp", "image/webp", "webp", "WEBP"),
        Kind("gif", "image/gif", "gif", "GIF"),
        Kind("bmp", "image/bmp", "bmp", "BMP"),
        Kind("tiff", "image/tiff", "tiff", "TIFF"),
        Kind("avif", "image/avif", "avif", "AVIF"),
        Kind("heic", "image/heic", "heic", "HEIF"),
    )
}

_MAGIC: tuple[tuple[bytes, PictureFormat], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
)
#: Source: ISO/IEC 23008-12 (HEIF) and the AVIF specification, "Brands",
#: https://aomediacodec.github.io/av1-avif/#brands, seen 2026-11-20
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis"})
_HEAD_BYTES = 128


@contextmanager
def opened(path: Path) -> Iterator[tuple[Kind, ImageFile.ImageFile]]:
    """Open a picture lazily; decoding inside the block raises `NotAPicture`, too.

    Raises:
        NotAPicture: the bytes are not a picture we take.
        OSError: the file itself cannot be read.
    """
    with path.open("rb") as file:
        kind = _recognised(file.read(_HEAD_BYTES), size_bytes=path.stat().st_size)
        if kind.format == "jpeg":
            _refuse_many_scans(file)
        file.seek(0)
        try:
            with (
                Image.open(file, formats=[kind.pillow_name]) as image,
                _room_for(image, kind),
            ):
                yield kind, image
        except (NotAPicture, MemoryError):
            raise
        except Exception as error:  # decoders raise nearly anything at bad bytes
            if isinstance(error, OSError) and error.errno is not None:
                raise  # the disk's fault, not the picture's
            raise _named(error, kind) from error


def _recognised(head: bytes, *, size_bytes: int) -> Kind:
    if not head:
        raise NotAPicture("The file is empty.", reason=Flaw.EMPTY)
    found = _format_of(head)
    if found is None or KINDS[found].pillow_name not in _decoders():
        raise NotAPicture(
            "The bytes are not a picture in a format that is read here.",
            reason=Flaw.UNSUPPORTED_FORMAT,
        )
    # Other decoders notice a missing end; libwebp only says that it failed.
    if found == "webp" and int.from_bytes(head[4:8], "little") + 8 > size_bytes:
        raise NotAPicture("The webp picture ends too early.", reason=Flaw.TRUNCATED)
    return KINDS[found]


def _refuse_many_scans(file: BinaryIO) -> None:
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if has_too_many_scans(content):
            raise NotAPicture(
                "The jpeg picture would take too long to decode.",
                reason=Flaw.UNREADABLE,
            )


@contextmanager
def _room_for(image: ImageFile.ImageFile, kind: Kind) -> Iterator[None]:
    """Let one large picture at a time be decoded, none that is too large."""
    pixels = image.width * image.height
    if pixels > _MAX_PIXELS_OF.get(kind.format, MAX_PIXELS):
        raise NotAPicture(
            f"The {kind.format} picture has more than"
            f" {_MAX_PIXELS_OF[kind.format]} pixels.",
            reason=Flaw.TOO_MANY_PIXELS,
        )
    if pixels <= _LARGE_PIXELS:
        yield
        return
    with _one_large:
        yield


def _format_of(head: bytes) -> PictureFormat | None:
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp":
        length = min(int.from_bytes(head[:4], "big"), len(head))
        brands = {head[8:12]}
        brands.update(head[at : at + 4] for at in range(16, length - 3, 4))
        if brands & _AVIF_BRANDS:
            return "avif"
        if brands & _HEIC_BRANDS:
            return "heic"
    return None


def _decoders() -> set[str]:
    """Names of the decoders Pillow has here, those of plug-ins included."""
    Image.init()
    return set(Image.OPEN)


def _named(error: Exception, kind: Kind) -> NotAPicture:
    if isinstance(error, Image.DecompressionBombError | Image.DecompressionBombWarning):
        return NotAPicture(
            f"The picture has more than {MAX_PIXELS} pixels.",
            reason=Flaw.TOO_MANY_PIXELS,
        )
    if isinstance(error, EOFError) or "truncated" in str(error).lower():
        return NotAPicture(
            f"The {kind.format} picture ends too early.", reason=Flaw.TRUNCATED
        )
    return NotAPicture(
        f"The {kind.format} picture cannot be decoded.", reason=Flaw.UNREADABLE
    )
