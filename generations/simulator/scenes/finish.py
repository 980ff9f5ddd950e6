"""The finish: to full size, with grain and caption, and into a file.

Every picture says of itself that no model made it: in a caption, in EXIF and in
XMP. Knows no prompt.
"""

import io
from random import Random

from PIL import (
    Image,
    ImageChops,
    ImageDraw,
    ImageFilter,
    ImageFont,
    ImageStat,
    PngImagePlugin,
)

from generations.simulator.scenes import brush

CAPTION = "Simulated · not an AI model"
"""What stands at the bottom left of every picture."""

WATERMARK = "AI generated"
"""What `watermark` adds at the bottom right, as upstream does."""

#: From this brightness (0 to 255) on the caption is dark.
_LIGHT_GROUND = 150
#: Of random noise, so that the grain does not repeat visibly.
_GRAIN_SIDE_PX = 512
# Source: https://cv.iptc.org/newscodes/digitalsourcetype/, seen 2026-11-20
_XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
    'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    'rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    'dc:source="simulated" Iptc4xmpExt:DigitalSourceType='
    '"http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"/>'
    '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
)
_EXIF_DESCRIPTION, _EXIF_SOFTWARE = 0x010E, 0x0131


def enlarge(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture at full size."""
    if image.size == size:
        return image
    far = size[0] > image.size[0] * 2
    way = Image.Resampling.BICUBIC if far else Image.Resampling.LANCZOS
    return image.resize(size, way)


def add_grain(image: Image.Image, chance: Random, strength: float) -> Image.Image:
    """Return the picture with fine grey grain of about `strength` levels."""
    side = _GRAIN_SIDE_PX
    rough = [
        Image.frombytes("L", (side, side), chance.randbytes(side * side))
        for _ in range(2)
    ]
    bell = Image.blend(rough[0], rough[1], 0.5)
    share = strength / 52
    tile = bell.point([round(128 + (value - 128) * share) for value in range(256)])
    sheet = Image.new("L", image.size)
    for x in range(0, image.width, side):
        for y in range(0, image.height, side):
            sheet.paste(tile.transpose(Image.Transpose(chance.randrange(7))), (x, y))
    return ImageChops.add(image, Image.merge("RGB", (sheet,) * 3), 1, -128)


def add_captions(image: Image.Image, *, watermark: bool) -> None:
    """Write the caption and, if wanted, the watermark into the picture."""
    width, height = image.size
    points = max(9.0, min(width, height) * 0.0155)
    font = ImageFont.load_default(points)
    margin = points * 1.5
    _write(image, CAPTION, (margin, height - margin), "ls", font, points)
    if watermark:
        _write(image, WATERMARK, (width - margin, height - margin), "rs", font, points)


def _write(
    image: Image.Image,
    text: str,
    at: brush.Point,
    anchor: str,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    points: float,
) -> None:
    pen = ImageDraw.Draw(Image.new("L", (1, 1)))
    left, top, right, low = pen.textbbox(at, text, font=font, anchor=anchor)
    spread = max(1, round(points * 0.2))
    box = (
        max(0, round(left) - spread),
        max(0, round(top) - spread),
        min(image.width, round(right) + spread),
        min(image.height, round(low) + spread),
    )
    ground = ImageStat.Stat(image.crop(box).convert("L")).mean[0]
    ink, edge = ((24, 22, 26), (255, 255, 255))
    if ground < _LIGHT_GROUND:
        ink, edge = (255, 255, 255), (0, 0, 0)
    mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
    spot = (at[0] - box[0], at[1] - box[1])
    ImageDraw.Draw(mask).text(spot, text, 255, font=font, anchor=anchor)
    halo = mask.filter(ImageFilter.GaussianBlur(points * 0.09))
    image.paste(edge, box, brush.faded(halo, 0.45))
    image.paste(ink, box, brush.faded(mask, 0.78))


def encode(image: Image.Image, output_format: str) -> bytes:
    """Return the file, marked as simulated."""
    exif = Image.Exif()
    exif[_EXIF_DESCRIPTION] = "simulated"
    exif[_EXIF_SOFTWARE] = "Seedream Studio simulator"
    file = io.BytesIO()
    if output_format == "png":
        marks = PngImagePlugin.PngInfo()
        marks.add_itxt("XML:com.adobe.xmp", _XMP)
        image.save(file, "PNG", compress_level=1, pnginfo=marks, exif=exif)
    else:
        image.save(
            file, "JPEG", quality=88, subsampling="4:2:0", exif=exif, xmp=_XMP.encode()
        )
    return file.getvalue()
