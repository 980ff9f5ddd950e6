"""Cut paper: the sheet every paper scene is laid with, and hills of it."""

from PIL import Image, ImageChops

from generations.simulator.scenes import brush
from generations.simulator.scenes.canvas import Canvas


def paint_paper_hills(canvas: Canvas) -> None:
    """Paint hills of cut paper, each sheet with its shadow on the next."""
    width, height = canvas.size
    chance = canvas.chance
    sky = canvas.palette.sky
    canvas.image.paste(brush.vertical(canvas.size, [(0, sky[1]), (1, sky[2])]), (0, 0))
    radius = canvas.short * chance.uniform(0.09, 0.13)
    at = (width * chance.uniform(0.25, 0.75), height * chance.uniform(0.2, 0.33))
    lay_sheet(
        canvas, brush.oval_mask(canvas.size, at, radius, radius), canvas.palette.sun
    )
    layers = 6
    for n in range(layers):
        share = n / (layers - 1)
        line = brush.smooth_line(
            chance, width, height * (0.42 + 0.47 * share), height * 0.085, 2.1
        )
        mask = brush.polygon_mask(canvas.size, brush.below(line, canvas.size))
        colour = brush.mix(
            canvas.depth(share), canvas.palette.accent, 0.35 * (1 - abs(share - 0.4))
        )
        lay_sheet(canvas, mask, colour)


def lay_sheet(canvas: Canvas, mask: Image.Image, colour: brush.Colour) -> None:
    """Lay a sheet of paper: soft shadow, body, and a lit cut edge."""
    unit = canvas.short / 1000
    edges = mask.getbbox()
    if edges is None:
        return
    room = round(45 * unit)
    width, height = canvas.size
    box = (
        max(0, edges[0] - room),
        max(0, edges[1] - room),
        min(width, edges[2] + room),
        min(height, edges[3] + room),
    )
    sheet = mask.crop(box)
    shade = brush.shadow_of(sheet, (-5 * unit, -9 * unit), 11 * unit)
    canvas.image.paste((20, 14, 26), box, brush.faded(shade, 0.34))
    canvas.image.paste(colour, box, sheet)
    cut = max(2, round(2.6 * unit))
    lit = ImageChops.subtract(sheet, ImageChops.offset(sheet, 0, cut))
    pale = brush.mix(colour, (255, 255, 255), 0.4)
    canvas.image.paste(pale, box, brush.faded(lit, 0.55))
    fibre = ImageChops.multiply(canvas.fibre().crop(box), sheet)
    canvas.image.paste(brush.mix(colour, (0, 0, 0), 0.3), box, brush.faded(fibre, 0.12))
