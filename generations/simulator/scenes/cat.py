"""The scene of a cat, cut of paper."""

import math

from PIL import Image, ImageChops, ImageDraw

from generations.simulator.scenes import brush
from generations.simulator.scenes.brush import Point
from generations.simulator.scenes.canvas import Canvas
from generations.simulator.scenes.paper import lay_sheet

#: Outlines in units of the cat's size, from the middle of its feet, up is minus.
_BODY = (
    (-0.5, 0.0),
    (-0.56, -0.4),
    (-0.36, -0.9),
    (-0.2, -1.2),
    (0.2, -1.2),
    (0.36, -0.9),
    (0.56, -0.4),
    (0.5, 0.0),
)
_HEAD = (
    (-0.4, -1.38),
    (-0.36, -1.6),
    (-0.14, -1.74),
    (0.14, -1.74),
    (0.36, -1.6),
    (0.4, -1.38),
    (0.2, -1.12),
    (-0.2, -1.12),
)
_EARS = [
    [(way * 0.39, -1.46), (way * 0.36, -2.0), (way * 0.08, -1.7)] for way in (-1, 1)
]


def paint_cat(canvas: Canvas) -> None:
    """Paint a cat of cut paper, sitting before the moon and the hills."""
    width, height = canvas.size
    chance = canvas.chance
    sky = canvas.palette.sky
    canvas.image.paste(
        brush.vertical(canvas.size, [(0, sky[0]), (0.6, sky[1]), (1, sky[2])]), (0, 0)
    )
    size = canvas.short * 0.3
    x, y = width * chance.uniform(0.42, 0.58), height * 0.8
    moon = (x + size * 0.3, y - size * 1.5)
    brush.glow(canvas.image, moon, size * 3.4, canvas.palette.sun, 0.6)
    lay_sheet(
        canvas,
        brush.oval_mask(canvas.size, moon, size * 1.12, size * 1.12),
        canvas.palette.sun,
    )
    for n in range(3):
        line = brush.smooth_line(
            chance, width, height * (0.6 + 0.1 * n), height * 0.06, 2
        )
        mask = brush.polygon_mask(canvas.size, brush.below(line, canvas.size))
        lay_sheet(canvas, mask, canvas.depth(0.2 + 0.25 * n))
    ledge: list[Point] = [
        (-9, y - 4),
        (width + 9, y - 4),
        (width + 9, height + 9),
        (-9, height + 9),
    ]
    lay_sheet(canvas, brush.polygon_mask(canvas.size, ledge), canvas.depth(0.8))
    lay_sheet(
        canvas,
        _cat_mask(canvas, (x, y), size),
        brush.mix(canvas.palette.near, (0, 0, 0), 0.35),
    )
    _paint_face(canvas, (x, y), size)


def _cat_mask(canvas: Canvas, at: Point, size: float) -> Image.Image:
    x, y = at
    shapes = [brush.curve(_BODY), brush.curve(_HEAD), *_EARS]

    def cut(pen: ImageDraw.ImageDraw, k: int) -> None:
        for shape in shapes:
            pen.polygon(
                [((x + a * size) * k, (y + b * size) * k) for a, b in shape], fill=255
            )
        for step in range(61):
            t = step / 60
            a = x + size * (0.38 + 0.5 * math.sin(t * 2.9))
            b = y - size * (0.08 + 0.62 * t**1.4)
            r = size * (0.085 - 0.03 * t)
            pen.ellipse(((a - r) * k, (b - r) * k, (a + r) * k, (b + r) * k), fill=255)

    return brush.drawn_mask(canvas.size, cut)


def _paint_face(canvas: Canvas, at: Point, size: float) -> None:
    x, y = at
    shine = brush.mix(canvas.palette.accent, (255, 236, 170), 0.5)
    eyes = Image.new("L", canvas.size)
    pupils = Image.new("L", canvas.size)
    for way in (-1, 1):
        centre = (x + way * 0.17 * size, y - 1.44 * size)
        eyes = ImageChops.lighter(
            eyes, brush.oval_mask(canvas.size, centre, size * 0.082, size * 0.062)
        )
        pupils = ImageChops.lighter(
            pupils, brush.oval_mask(canvas.size, centre, size * 0.02, size * 0.055)
        )
    canvas.lay(shine, eyes)
    canvas.lay((16, 14, 20), pupils)

    def whiskers(pen: ImageDraw.ImageDraw, k: int) -> None:
        for way in (-1, 1):
            for lift in (-0.03, 0.02, 0.07):
                near = (
                    (x + way * 0.12 * size) * k,
                    (y - (1.29 - lift * 0.5) * size) * k,
                )
                far = (
                    (x + way * 0.62 * size) * k,
                    (y - (1.33 - lift * 2.2) * size) * k,
                )
                pen.line([near, far], fill=200, width=max(1, round(size * 0.009 * k)))

    canvas.lay(shine, brush.faded(brush.drawn_mask(canvas.size, whiskers), 0.6))
