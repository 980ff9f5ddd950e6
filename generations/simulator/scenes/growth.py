"""Scenes of what grows: a forest in mist, one tree on a hill, flowers."""

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
from generations.simulator.scenes.paper import lay_sheet


def paint_forest(canvas: Canvas) -> None:
    """Paint rows of conifers, paler with distance, light between them."""
    width, height = canvas.size
    chance = canvas.chance
    paint_sky(canvas, 0.75, clouds=0.25)
    sun = (width * chance.uniform(0.3, 0.7), height * 0.28)
    paint_sun(canvas, sun, canvas.short * 0.045)
    rows = 5
    for n in range(rows):
        share = n / (rows - 1)
        ground = brush.smooth_line(
            chance, width, height * (0.6 + 0.34 * share), height * 0.035, 1.8
        )
        mask = _conifers(canvas, ground, height * (0.15 + 0.33 * share**1.4), share)
        crest = canvas.depth(share**1.2)
        foot = brush.mix(crest, canvas.palette.sky[2], 0.6 * (1 - share))
        low = 0.62 + 0.36 * share
        canvas.lay(
            brush.vertical(
                canvas.size, [(0, crest), (low - 0.2, crest), (low, foot), (1, foot)]
            ),
            mask,
        )
        if n < rows - 1:
            paint_haze(canvas, height * (0.6 + 0.34 * share), height * 0.07, 0.6)
    _light_shafts(canvas, sun)


def _conifers(
    canvas: Canvas, ground: list[Point], tall: float, share: float
) -> Image.Image:
    chance = canvas.chance
    trees = []
    x = -tall * 0.2
    while x < canvas.size[0] + tall * 0.2:
        spot = ground[min(160, max(0, round(x / canvas.size[0] * 160)))]
        trees.append((x, spot[1] + 3, tall * chance.uniform(0.55, 1.12)))
        gap = 1.0 if chance.random() < 0.8 - 0.3 * share else 2.6
        x += tall * chance.uniform(0.1, 0.24) * gap

    def grow(pen: ImageDraw.ImageDraw, k: int) -> None:
        pen.polygon(
            [(a * k, b * k) for a, b in brush.below(ground, canvas.size)], fill=255
        )
        for tree in trees:
            outline = _conifer(canvas, *tree)
            pen.polygon([(a * k, b * k) for a, b in outline], fill=255)

    return brush.drawn_mask(canvas.size, grow)


def _conifer(canvas: Canvas, x: float, foot: float, tall: float) -> list[Point]:
    tiers = 11
    left: list[Point] = []
    right: list[Point] = []
    for n in range(tiers):
        t = n / tiers
        y = foot - tall * (1 - t) + tall * 0.02
        spread = tall * (0.02 + 0.2 * t**0.9)
        for side, out in ((left, -1), (right, 1)):
            reach = spread * canvas.chance.uniform(0.75, 1.2)
            side.append((x + out * reach * 0.42, y))
            side.append((x + out * reach, y + tall * 0.07))
    return [
        (x, foot - tall),
        *right,
        (x + tall * 0.02, foot),
        (x - tall * 0.02, foot),
        *left[::-1],
    ]


def _light_shafts(canvas: Canvas, sun: Point) -> None:
    height = canvas.size[1]

    def rays(pen: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(7):
            angle = canvas.chance.uniform(0.15, 0.85) * math.pi
            spread = canvas.chance.uniform(0.015, 0.05)
            far = [
                (
                    sun[0] + math.cos(a) * height * 1.4,
                    sun[1] + math.sin(a) * height * 1.4,
                )
                for a in (angle - spread, angle + spread)
            ]
            pen.polygon([(x * k, y * k) for x, y in (sun, *far)], fill=150)

    shafts = brush.drawn_mask(canvas.size, rays).filter(
        ImageFilter.GaussianBlur(canvas.short * 0.012)
    )
    fade = brush.vertical(
        canvas.size,
        [(0, (255,) * 3), (0.4, (220,) * 3), (0.9, (0,) * 3), (1, (0,) * 3)],
    )
    light = ImageChops.multiply(shafts, fade.convert("L"))
    canvas.lay(canvas.palette.sun, brush.faded(light, 0.3))


def paint_tree(canvas: Canvas) -> None:
    """Paint one broad tree on a hill before a large sun."""
    width, height = canvas.size
    chance = canvas.chance
    paint_sky(canvas, 0.8, clouds=0.3)
    x = width * chance.uniform(0.4, 0.6)
    paint_sun(canvas, (x + width * 0.12, height * 0.42), canvas.short * 0.14)
    for n in range(3):
        line = brush.smooth_line(
            chance, width, height * (0.7 + 0.07 * n), height * 0.05, 1.7
        )
        mask = brush.polygon_mask(canvas.size, brush.below(line, canvas.size))
        canvas.lay(canvas.depth(0.25 + 0.3 * n), mask)
        paint_haze(canvas, height * (0.74 + 0.07 * n), height * 0.04, 0.35)
    foot = (x, height * 0.86)
    tips: list[Point] = []
    wood = brush.drawn_mask(
        canvas.size,
        lambda pen, k: _branch(
            canvas, pen, k, foot, -math.pi / 2, canvas.short * 0.17, 8, tips
        ),
    )
    line = brush.smooth_line(chance, width, height * 0.87, height * 0.04, 1.1)
    dark = brush.mix(canvas.palette.near, (0, 0, 0), 0.25)
    canvas.lay(dark, wood)
    canvas.lay(dark, brush.polygon_mask(canvas.size, brush.below(line, canvas.size)))
    for shift, colour in ((0.0, 0.75), (-0.35, 0.4), (-0.7, 0.08)):
        leaf = brush.mix(canvas.palette.accent, canvas.palette.near, colour)
        canvas.lay(leaf, _leaves(canvas, tips, shift))
    paint_birds(canvas, (width * 0.22, height * 0.24))


def _branch(
    canvas: Canvas,
    pen: ImageDraw.ImageDraw,
    k: int,
    at: Point,
    angle: float,
    long: float,
    left: int,
    tips: list[Point],
) -> None:
    end = (at[0] + math.cos(angle) * long, at[1] + math.sin(angle) * long)
    pen.line(
        [(at[0] * k, at[1] * k), (end[0] * k, end[1] * k)],
        fill=255,
        width=max(1, round(canvas.short * 0.0011 * left**1.65 * k)),
    )
    if left <= 3:
        tips.append(end)
    if left == 0:
        return
    for way in (-1, 1):
        turn = way * canvas.chance.uniform(0.22, 0.62)
        _branch(
            canvas,
            pen,
            k,
            end,
            angle + turn,
            long * canvas.chance.uniform(0.68, 0.84),
            left - 1,
            tips,
        )


def _leaves(canvas: Canvas, tips: list[Point], shift: float) -> Image.Image:
    unit = canvas.short / 1000

    def dab(pen: ImageDraw.ImageDraw, k: int) -> None:
        for x, y in tips:
            if canvas.chance.random() < 0.12:
                continue
            r = canvas.chance.uniform(4, 10.5) * unit
            a = x + canvas.chance.gauss(0, 11) * unit + shift * 7 * unit
            b = y + canvas.chance.gauss(0, 11) * unit + shift * 9 * unit
            pen.ellipse(
                ((a - r) * k, (b - r) * k, (a + r) * k, (b + r * 0.8) * k), fill=235
            )

    return brush.drawn_mask(canvas.size, dab)


def paint_flowers(canvas: Canvas) -> None:
    """Paint flowers of cut paper, petal over petal."""
    width, height = canvas.size
    chance = canvas.chance
    palette = canvas.palette
    canvas.image.paste(
        brush.vertical(canvas.size, [(0, palette.sky[1]), (1, palette.sky[2])]), (0, 0)
    )
    brush.glow(
        canvas.image, (width * 0.3, height * 0.2), canvas.short * 0.8, palette.sun, 0.7
    )
    count = max(3, min(7, round(width / height * 4)))
    blooms = []
    for n in range(count):
        x = width * ((n + 0.5) / count + chance.uniform(-0.05, 0.05))
        y = height * chance.uniform(0.26, 0.58)
        blooms.append((x, y, canvas.short * chance.uniform(0.1, 0.17)))
    for x, y, size in blooms:
        _paint_stem(canvas, (x, y), size)
    tones = (
        palette.accent,
        brush.mix(palette.accent, palette.sun, 0.55),
        brush.mix(palette.accent, palette.near, 0.4),
    )
    for n, (x, y, size) in enumerate(blooms):
        _paint_bloom(canvas, (x, y), size, tones[n % 3])


def _paint_stem(canvas: Canvas, head: Point, size: float) -> None:
    x, y = head
    height = canvas.size[1]
    bend = canvas.chance.uniform(-0.9, 0.9) * size
    spine = [
        (x + bend * math.sin(t * 2.2), y + (height + 8 - y) * t)
        for t in (n / 24 for n in range(25))
    ]
    thin = max(1.5, size * 0.035)
    stem = [(a - thin, b) for a, b in spine] + [(a + thin, b) for a, b in spine[::-1]]
    green = brush.mix(
        (62, 98, 74), canvas.palette.near, canvas.chance.uniform(0.25, 0.6)
    )
    lay_sheet(canvas, brush.polygon_mask(canvas.size, stem), green)
    for n, way in ((9, 1), (14, -1)):
        leaf = _petal(spine[n], size * 1.25, size * 0.22, -math.pi / 2 + way * 0.85)
        lay_sheet(
            canvas,
            brush.polygon_mask(canvas.size, leaf),
            brush.mix(green, (255, 255, 255), 0.08),
        )


def _paint_bloom(canvas: Canvas, at: Point, size: float, tone: brush.Colour) -> None:
    turn = canvas.chance.uniform(0, math.pi)
    petals = canvas.chance.choice((8, 9, 11))
    for ring, (reach, pale) in enumerate(((1.0, 0.0), (0.72, 0.18), (0.45, 0.34))):
        colour = brush.mix(tone, (255, 244, 230), pale)
        for half in (0, 1):
            mask = Image.new("L", canvas.size)
            for n in range(half, petals, 2):
                angle = turn + ring * 0.35 + n * math.tau / petals
                petal = _petal(at, size * reach, size * 0.25 * reach**0.6, angle)
                mask = ImageChops.lighter(mask, brush.polygon_mask(canvas.size, petal))
            lay_sheet(
                canvas, mask, brush.mix(colour, canvas.palette.near, 0.1 * (1 - half))
            )
    heart = brush.oval_mask(canvas.size, at, size * 0.17, size * 0.17)
    lay_sheet(canvas, heart, brush.mix((226, 168, 62), canvas.palette.near, 0.15))


def _petal(root: Point, long: float, wide: float, angle: float) -> list[Point]:
    along = (math.cos(angle), math.sin(angle))
    shape = [
        (0.0, 0.0),
        (0.35, 0.75),
        (0.72, 0.95),
        (1.0, 0.0),
        (0.72, -0.95),
        (0.35, -0.75),
    ]
    points = [
        (
            root[0] + along[0] * long * a - along[1] * wide * b,
            root[1] + along[1] * long * a + along[0] * wide * b,
        )
        for a, b in shape
    ]
    return brush.curve(points, 8)
