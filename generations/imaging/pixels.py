"""From whatever a file holds to upright sRGB pixels without metadata."""

from functools import lru_cache
from io import BytesIO

from PIL import ExifTags, Image, ImageCms, ImageFile

#: EXIF orientations that exchange width and height.
SIDEWAYS = frozenset({5, 6, 7, 8})

#: What to do with the stored pixels, by EXIF orientation.
#: Source: CIPA DC-008 (Exif 2.32), tag 274, seen 2026-11-20
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 where there is none or it makes no sense.

    Decodes no pixels, so a note that stands behind those of a PNG is not seen.
    """
    try:
        # PngImageFile.getexif would decode the whole picture to look behind it.
        value = Image.Image.getexif(image).get(ExifTags.Base.Orientation, 1)
    except Exception:  # broken metadata does not make the picture unreadable
        return 1
    return value if isinstance(value, int) and value in _TURNS else 1


def upright(image: Image.Image, turned: int) -> Image.Image:
    """Return the picture as it is meant to be seen."""
    return image.transpose(_TURNS[turned]) if turned in _TURNS else image


def workable(image: ImageFile.ImageFile) -> Image.Image:
    """Decode the first frame into RGB, RGBA or CMYK, which can be resized."""
    image.load()
    if image.mode.startswith("I;16"):
        eight_bits = image.convert("I").point(lambda value: value * (1 / 257))
        return eight_bits.convert("L").convert("RGB")
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ("RGB", "CMYK") else image.convert("RGB")


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return RGB or RGBA pixels in sRGB, opaque ones without alpha, no metadata.

    `profile` is the ICC profile the pixels are in; one that cannot be used is
    taken for sRGB.
    """
    plain = _converted(image, profile) if profile else image
    is_opaque = plain.mode != "RGBA" or _least_alpha(plain) == 255
    if is_opaque and plain.mode != "RGB":
        plain = plain.convert("RGB")
    elif plain is image:
        plain = image.copy()
    plain.info = {}
    return plain


def _least_alpha(image: Image.Image) -> float | tuple[int, int]:
    return image.getchannel("A").getextrema()[0]


def fitted(size: tuple[int, int], longest_px: int) -> tuple[int, int]:
    """Return (width, height) within a square, never larger than the size given."""
    scale = min(1.0, longest_px / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Scale down in two steps, by whole numbers first: nearly as good, far faster."""
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def flattened(image: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """Return the picture on a ground of one colour, without alpha."""
    if image.mode == "RGB":
        return image
    ground = Image.new("RGB", image.size, colour)
    ground.paste(image, mask=image.getchannel("A"))
    return ground


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if image.mode != "CMYK" and "sRGB" in ImageCms.getProfileDescription(source):
            return image
        converted = ImageCms.profileToProfile(
            image,
            source,
            _srgb(),
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # its numbers are the best we know of its colours
    return converted or image


@lru_cache(maxsize=1)
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
