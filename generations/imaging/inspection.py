"""What a file says it is, read from the file itself and never from its name."""

from dataclasses import dataclass
from pathlib import Path

from PIL import ImageFile

from generations.imaging.opening import Flaw, NotAPicture, PictureFormat, opened
from generations.imaging.pixels import SIDEWAYS, orientation


@dataclass(frozen=True, slots=True)
class Inspection:
    """A picture's format, and its size as stored, before any rotation.

    `orientation` is the EXIF value, 1 to 8; `frames` is 1 for a still picture.
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
        frames = 1 if kind.format == "jpeg" else int(getattr(image, "n_frames", 1))
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


def _stored_size(image: ImageFile.ImageFile, turned: int) -> tuple[int, int]:
    width_px, height_px = image.size
    if image.format == "TIFF" and turned in SIDEWAYS:  # Pillow has turned it already
        return height_px, width_px
    return width_px, height_px
