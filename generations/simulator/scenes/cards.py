"""References inside a picture: one is re-lit, several lie on it as cards.

So that an edit or a fusion visibly depends on what was sent. Bytes that are no
picture (an address) become a card of plain colour.
"""

import hashlib
import io
import math

from PIL import Image, ImageChops, ImageFilter, ImageOps

from generations.simulator.scenes import brush
from generations.simulator.scenes.canvas import Canvas


def paint_edit(canvas: Canvas, reference: bytes) -> None:
    """Fill the canvas with the reference in the palette's light."""
    width, height = canvas.size
    palette = canvas.palette
    picture = ImageOps.fit(_opened(reference), canvas.size, Image.Resampling.BICUBIC)
    toned = ImageOps.colorize(
        ImageOps.autocontrast(picture.convert("L"), cutoff=1),
        black=brush.mix(palette.near, (0, 0, 0), 0.3),
        mid=brush.mix(palette.accent, palette.far, 0.5),
        white=palette.sun,
        midpoint=118,
    )
    lit = Image.blend(picture, toned, 0.55)
    if palette.is_night:
        dark = Image.new("RGB", canvas.size, brush.mix(palette.far, palette.sun, 0.12))
        lit = Image.blend(ImageChops.multiply(lit, dark), lit, 0.18)
    canvas.image.paste(lit, (0, 0))
    side = width * canvas.chance.choice((0.1, 0.9))
    reach = max(width, height) * 0.75
    brush.glow(canvas.image, (side, height * 0.05), reach, palette.sky[2], 0.6)


def paint_cards(canvas: Canvas, references: tuple[bytes, ...]) -> None:
    """Lay the references on the picture in their order, from left to right."""
    width, height = canvas.size
    count = len(references)
    rows = min(4, max(1, round(math.sqrt(count * height / width * 0.55))))
    columns = math.ceil(count / rows)
    tall = min(height * 0.62 / rows, width * 0.86 / columns * 1.3)
    for n, reference in enumerate(references):
        row, column = divmod(n, columns)
        in_row = min(columns, count - row * columns)
        x = width * 0.5 + (column - (in_row - 1) / 2) * tall * 0.86
        y = height * (0.5 + (row - (rows - 1) / 2) * 0.84 / rows)
        y += canvas.chance.uniform(-0.02, 0.02) * height
        _lay_card(canvas, _opened(reference), (x, y), tall)


def _lay_card(
    canvas: Canvas, picture: Image.Image, at: brush.Point, tall: float
) -> None:
    size = (max(8, round(tall * 0.76)), max(8, round(tall)))
    edge = max(1, round(tall * 0.03))
    inner = (size[0] - 2 * edge, size[1] - 2 * edge)
    card = Image.new("RGB", size, (248, 245, 238))
    card.paste(ImageOps.fit(picture, inner, Image.Resampling.BICUBIC), (edge, edge))
    angle = canvas.chance.uniform(-5, 5)
    turned = card.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    cut = Image.new("L", size, 255).rotate(angle, Image.Resampling.BICUBIC, expand=True)
    corner = (round(at[0] - turned.width / 2), round(at[1] - turned.height / 2))
    shade = Image.new("L", canvas.size)
    shade.paste(cut, (corner[0], corner[1] + round(tall * 0.03)))
    soft = shade.filter(ImageFilter.GaussianBlur(tall * 0.035))
    canvas.lay((12, 10, 18), brush.faded(soft, 0.5))
    canvas.image.paste(turned, corner, cut)


def _opened(reference: bytes) -> Image.Image:
    try:
        opened = Image.open(io.BytesIO(reference))
        opened.draft("RGB", (1024, 1024))
        opened.thumbnail((1280, 1280))
        return ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError):
        red, green, blue, *rest = hashlib.sha256(reference).digest()
        light = brush.mix((red, green, blue), (240, 230, 215), 0.4)
        return brush.vertical(
            (480, 640), [(0.0, light), (1.0, (rest[0], rest[1], rest[2]))]
        )
