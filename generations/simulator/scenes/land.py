"""Scenes of bare land: ridges in mist, dunes in low light."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from generations.simulator.scenes import brush
from generations.simulator.scenes.brush import Point
from generations.simulator.scenes.canvas import (
    Canvas,
    paint_birds,
    paint_haze,
    paint_sky,
    paint_sun,
)


def paint_ridges(canvas: Canvas) -> None:
    """Paint mountain ridges one behind the other, with mist between them."""
    width, height = canvas.size
    chance = canvas.chance
    paint_sky(canvas, 0.62)
    sun = (width * chance.uniform(0.2, 0.8), height * chance.uniform(0.2, 0.4))
    paint_sun(canvas, sun, canvas.short * chance.uniform(0.035, 0.055))
    layers = 7
    for n in range(layers):
        share = n / (layers - 1)
        base = height * (0.5 + 0.44 * share**1.15)
        rise = height * (0.34 - 0.16 * share)
        line = brush.rough_line(chance, width, base, rise, 0.54 + 0.03 * share)
        crest = canvas.depth(share**1.3)
        foot = brush.mix(crest, canvas.palette.sky[2], 0.62 * (1 - share * 0.75))
        top = max(0.0, min(y for _, y in line) / height)
        slope = brush.vertical(
            canvas.size,
            [(0, crest), (top, crest), (min(1.0, top + 0.34), foot), (1, foot)],
        )
        mask = brush.polygon_mask(canvas.size, brush.below(line, canvas.size))
        canvas.lay(slope, mask)
        _light_slopes(canvas, mask, 0.1 + 0.06 * (1 - share))
        if n in (2, 4):
            paint_haze(canvas, base + rise * 0.35, height * 0.06, 0.5)
    paint_birds(canvas, (width - sun[0], height * 0.27))


def _light_slopes(canvas: Canvas, mask: Image.Image, strength: float) -> None:
    rough = brush.mist(canvas.size, canvas.chance, (5, 10), 4)
    relief = ImageChops.subtract(rough, ImageChops.offset(rough, 5, 4), 0.35, 60)
    lit = Image.composite(relief, Image.new("L", canvas.size), mask)
    canvas.lay(canvas.palette.sun, brush.faded(brush.contrast(lit, 60, 235), strength))


def paint_dunes(canvas: Canvas) -> None:
    """Paint dunes with a lit and a shaded face and ripples in the sand."""
    width, height = canvas.size
    chance = canvas.chance
    paint_sky(canvas, 0.55, clouds=0.2)
    sun = (width * chance.uniform(0.15, 0.45), height * chance.uniform(0.16, 0.3))
    paint_sun(canvas, sun, canvas.short * 0.045)
    layers = 5
    for n in range(layers):
        share = n / (layers - 1)
        base = height * (0.5 + 0.37 * share)
        line = brush.smooth_line(
            chance, width, base, height * (0.06 + 0.09 * share), 1.6 - 0.5 * share
        )
        body = brush.mix(canvas.palette.far, canvas.palette.accent, 0.25 + 0.55 * share)
        if canvas.palette.is_night:
            body = brush.mix(canvas.palette.sky[2], canvas.palette.far, share)
        mask = brush.polygon_mask(canvas.size, brush.below(line, canvas.size))
        pale = brush.mix(body, canvas.palette.sun, 0.42)
        top = min(y for _, y in line) / height
        canvas.lay(
            brush.vertical(
                canvas.size,
                [(0, pale), (top, pale), (min(1, top + 0.5), body), (1, body)],
            ),
            mask,
        )
        _ripple(canvas, mask, line, share)
        _shade_dune(canvas, mask, line, 0.5 + 0.3 * share)


def _ripple(canvas: Canvas, mask: Image.Image, line: list[Point], share: float) -> None:
    width, height = canvas.size
    phase = canvas.chance.uniform(0, 6)
    step = canvas.short * (0.006 + 0.012 * share)

    def rows(pen: ImageDraw.ImageDraw, k: int) -> None:
        offset = step * 2
        while offset < height:
            points = [
                (
                    (x * k),
                    (y + offset + math.sin(x / width * 26 + phase + offset) * step) * k,
                )
                for x, y in line[::3]
            ]
            pen.line(points, fill=255, width=max(1, round(step * 0.42 * k)))
            offset += step * (1.7 + offset / height * 3)

    lines = brush.drawn_mask(canvas.size, rows).filter(
        ImageFilter.GaussianBlur(step * 0.3)
    )
    patches = brush.contrast(brush.mist(canvas.size, canvas.chance, (3, 4)), 95, 170)
    kept = ImageChops.multiply(ImageChops.multiply(lines, mask), patches)
    canvas.lay(canvas.palette.near, brush.faded(kept, 0.1 + 0.2 * share))


def _shade_dune(
    canvas: Canvas, mask: Image.Image, line: list[Point], strength: float
) -> None:
    width, height = canvas.size
    peak = min(range(12, len(line) - 12), key=lambda n: line[n][1])
    x, y = line[peak]
    sway = canvas.chance.uniform(0.05, 0.16) * width
    ridge = [
        (x + sway * math.sin(t * 3.2) + width * 0.12 * t, y + height * 0.55 * t)
        for t in (n / 20 for n in range(21))
    ]
    side = [*line[peak:], (width + 4, line[-1][1]), (width + 4, height), *ridge[::-1]]
    shade = ImageChops.multiply(brush.polygon_mask(canvas.size, side), mask)
    fade = brush.vertical(
        canvas.size,
        [
            (0, (255,) * 3),
            (y / height, (255,) * 3),
            (min(1, y / height + 0.42), (40,) * 3),
            (1, (20,) * 3),
        ],
    ).convert("L")
    canvas.lay(
        canvas.palette.near, brush.faded(ImageChops.multiply(shade, fade), strength)
    )
