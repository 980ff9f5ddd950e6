"""What a file says it is, read from the file itself and never from its name."""

import os
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFile

from generations.imaging.opening import (
    Flaw,
    Kind,
    NotAPicture,
    PictureFormat,
    opened,
)
from generations.imaging.pixels import SIDEWAYS, orientation

#: Source: ITU-T T.81, B.1.1.3, "EOI", seen 2026-11-20
_JPEG_END = b"\xff\xd9"
_TAIL_BYTES = 64


@dataclass(frozen=True, slots=True)
class Inspection:
    """A picture's format, and its size as stored, before any rotation.

    `orientation` is the EXIF value, 1 to 8; `frames` is 1 for a still picture, and
    2 for a GIF or TIFF of two or more.
    `extension` comes without its dot.
    """

    format: PictureFormat
    media_type: str
    extension: str
    width_px: int
    height_px: int
    frames: int
    orientation: int

    @property
    def is_rotated(self) -> bool:
        """Whether the picture is shown otherwise than it is stored."""
        return self.orientation != 1

    @property
    def upright_px(self) -> tuple[int, int]:
        """(width, height) as the picture is shown."""
        if self.orientation in SIDEWAYS:
            return self.height_px, self.width_px
        return self.width_px, self.height_px


def inspect(path: Path) -> Inspection:
    """Read what the picture is, without decoding its pixels.

    Proves that the format's own decoder accepts the header, that the size is
    within `MAX_PIXELS`, and for PNG that every chunk is there with the right
    check sum. That the pixels of the other formats are all there shows when the
    first thumbnail is made.

    Raises:
        NotAPicture: it is none, with the reason.
        OSError: the file itself cannot be read.
    """
    with opened(path) as (kind, image):
        turned = orientation(image)
        width_px, height_px = _stored_size(image, turned)
        frames = _frames(kind, image)
        if min(width_px, height_px, frames) < 1:
            raise NotAPicture("The picture has no pixels.", reason=Flaw.UNREADABLE)
        if kind.format == "png":
            image.verify()
    return Inspection(
        format=kind.format,
        media_type=kind.media_type,
        extension=kind.extension,
        width_px=width_px,
        height_px=height_px,
        frames=frames,
        orientation=turned,
    )


def _frames(kind: Kind, image: ImageFile.ImageFile) -> int:
    """Count the frames where the header tells; elsewhere one, or two for more."""
    if kind.format == "jpeg":
        return 1
    if kind.format in ("gif", "tiff"):  # counting walks through the whole file
        return 2 if getattr(image, "is_animated", False) else 1
    return int(getattr(image, "n_frames", 1))


def _stored_size(image: ImageFile.ImageFile, turned: int) -> tuple[int, int]:
    width_px, height_px = image.size
    if image.format == "TIFF" and turned in SIDEWAYS:  # Pillow has turned it already
        return height_px, width_px
    return width_px, height_px


def ends_well(path: Path, seen: Inspection) -> bool:
    """Say whether a file ends as its format must, as far as that shows at once.

    False where only reading every pixel can tell. A PNG was verified by `inspect`.
    """
    if seen.format == "png":
        return True
    if seen.format != "jpeg":
        return False
    with path.open("rb") as file:
        file.seek(-min(_TAIL_BYTES, path.stat().st_size), os.SEEK_END)
        return file.read().rstrip(b"\0").endswith(_JPEG_END)
