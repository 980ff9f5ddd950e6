"""Scenes without a ground: a ringed planet, strands, lights out of focus."""

import math

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from generations.simulator.scenes import brush
from generations.simulator.scenes.brush import Point
from generations.simulator.scenes.canvas import Canvas, paint_stars

#: Cells across and down of the field that strands follow.
_GRID = 96


def paint_planet(canvas: Canvas) -> None:
    """Paint a planet with a ring among the stars."""
    width, height = canvas.size
    chance = canvas.chance
    palette = canvas.palette
    dark = brush.mix(palette.near, (4, 4, 12), 0.75)
    canvas.image.paste(
        brush.vertical(canvas.size, [(0, (5, 6, 14)), (1, dark)]), (0, 0)
    )
    cloud = brush.contrast(brush.mist(canvas.size, chance, (3, 3), 5), 115, 220)
    canvas.lay(brush.mix(palette.far, dark, 0.45), brush.faded(cloud, 0.5))
    paint_stars(canvas, count=420)
    at = (width * chance.uniform(0.42, 0.58), height * chance.uniform(0.45, 0.55))
    radius = canvas.short * chance.uniform(0.26, 0.32)
    tilt = chance.uniform(-0.5, 0.5)
    brush.glow(canvas.image, at, radius * 2.1, palette.sky[2], 0.42)
    rings = _rings(canvas, at, radius, tilt)
    behind = _half_plane(canvas, at, tilt)
    tone = brush.mix(palette.sun, palette.far, 0.3)
    canvas.lay(tone, brush.faded(ImageChops.multiply(rings, behind), 0.8))
    _paint_globe(canvas, at, radius, tilt)
    front = ImageChops.multiply(rings, ImageChops.invert(behind))
    canvas.lay(tone, brush.faded(front, 0.9))


def _rings(canvas: Canvas, at: Point, radius: float, tilt: float) -> Image.Image:
    x, y = at

    def draw(pen: ImageDraw.ImageDraw, k: int) -> None:
        for n in range(22):
            rx = radius * (1.42 + 0.034 * n)
            light = canvas.chance.randint(40, 230) if n != 9 else 10
            points = []
            for step in range(181):
                a = step / 180 * math.tau
                u, v = math.cos(a) * rx, math.sin(a) * rx * 0.24
                points.append(
                    (
                        (x + u * math.cos(tilt) - v * math.sin(tilt)) * k,
                        (y + u * math.sin(tilt) + v * math.cos(tilt)) * k,
                    )
                )
            pen.line(points, fill=light, width=max(1, round(radius * 0.024 * k)))

    return brush.drawn_mask(canvas.size, draw)


def _half_plane(canvas: Canvas, at: Point, tilt: float) -> Image.Image:
    far = sum(canvas.size)
    along = (math.cos(tilt) * far, math.sin(tilt) * far)
    up = (math.sin(tilt) * far, -math.cos(tilt) * far)
    x, y = at
    corners = [(x - along[0], y - along[1]), (x + along[0], y + along[1])]
    corners += [
        (x + along[0] + up[0], y + along[1] + up[1]),
        (x - along[0] + up[0], y - along[1] + up[1]),
    ]
    return brush.polygon_mask(canvas.size, corners)


def _paint_globe(canvas: Canvas, at: Point, radius: float, tilt: float) -> None:
    palette = canvas.palette
    side = round(radius * 2.9)
    bands = brush.mist((side, side), canvas.chance, (2, 16), 4)
    swirl = brush.mist((side, side), canvas.chance, (6, 30), 3)
    texture = brush.contrast(Image.blend(bands, swirl, 0.3), 78, 180)
    texture = texture.rotate(-math.degrees(tilt), Image.Resampling.BICUBIC)
    light, dark = (
        brush.mix(palette.sky[2], palette.sun, 0.3),
        brush.mix(palette.accent, palette.near, 0.35),
    )
    colours = Image.composite(
        Image.new("RGB", (side, side), light),
        Image.new("RGB", (side, side), dark),
        texture,
    )
    whole = canvas.image.copy()
    whole.paste(colours, (round(at[0] - side / 2), round(at[1] - side / 2)))
    mask = brush.oval_mask(canvas.size, at, radius, radius)
    canvas.lay(whole, mask)
    reach = round(radius * 4.2)
    fade = Image.radial_gradient("L").resize((reach, reach), Image.Resampling.BICUBIC)
    shade = Image.new("L", canvas.size, 255)
    shade.paste(
        fade,
        (
            round(at[0] - radius * 0.62 - reach / 2),
            round(at[1] - radius * 0.5 - reach / 2),
        ),
    )
    canvas.lay(
        (3, 3, 10),
        brush.faded(ImageChops.multiply(brush.contrast(shade, 48, 138), mask), 0.97),
    )


def paint_strands(canvas: Canvas) -> None:
    """Paint fine strands that follow one flow, in the palette's colours."""
    width, height = canvas.size
    chance = canvas.chance
    palette = canvas.palette
    ground = brush.mix(palette.near, palette.accent, 0.18)
    large = Image.new("RGB", (width * 2, height * 2), ground)
    flow = brush.mist((_GRID, _GRID), chance, (3, 3), 3).tobytes()
    tint = brush.mist((_GRID, _GRID), chance, (3, 4), 3).tobytes()
    stops = [
        (0.28, palette.near),
        (0.4, palette.accent),
        (0.5, palette.far),
        (0.6, palette.sky[2]),
        (0.72, palette.sun),
    ]
    pen = ImageDraw.Draw(large)
    unit = canvas.short / 1000
    count = round(4600 * max(1.0, max(canvas.size) / canvas.short))
    for _ in range(min(count, 9000)):
        start = chance.random() * width, chance.random() * height
        points = _strand(canvas, flow, start, 6.5 * unit)
        if len(points) < 3:
            continue
        share = _seen(tint, canvas, start) / 255 + chance.gauss(0, 0.035)
        colour = brush.ramp(stops, share)
        thick = chance.choice((2, 3, 3, 4)) * unit
        shade = [(x + 3 * unit, y + 4 * unit) for x, y in points]
        dark = brush.mix(colour, (0, 0, 0), 0.6)
        pen.line(shade, fill=dark, width=max(1, round(thick * 1.5)))
        pen.line(points, fill=colour, width=max(1, round(thick)))
    canvas.image.paste(large.reduce(2), (0, 0))


def _strand(canvas: Canvas, flow: bytes, start: Point, step: float) -> list[Point]:
    """Return one strand at twice the size, ending at the border."""
    x, y = start
    points = []
    for _ in range(16):
        if not (0 <= x < canvas.size[0] and 0 <= y < canvas.size[1]):
            break
        angle = _seen(flow, canvas, (x, y)) / 255 * math.tau * 2.2
        points.append((x * 2, y * 2))
        x += math.cos(angle) * step
        y += math.sin(angle) * step
    return points


def _seen(field: bytes, canvas: Canvas, at: Point) -> int:
    """Return what a field holds at a point of the canvas."""
    column = int(at[0] / canvas.size[0] * _GRID)
    row = int(at[1] / canvas.size[1] * _GRID)
    return field[row * _GRID + column]


def paint_lights(canvas: Canvas) -> None:
    """Paint lights out of focus over a dark ground."""
    width, height = canvas.size
    chance = canvas.chance
    palette = canvas.palette
    dark = brush.mix(palette.near, (6, 8, 20), 0.6)
    canvas.image.paste(
        brush.vertical(
            canvas.size, [(0, brush.mix(dark, palette.far, 0.25)), (1, dark)]
        ),
        (0, 0),
    )
    tones = (palette.accent, palette.sun, palette.far, palette.sky[1], palette.sky[2])
    for depth in range(3):
        for tone in tones:
            mask = Image.new("L", canvas.size)
            for _ in range(4 + 3 * depth):
                at = (
                    chance.random() * width,
                    height * min(1.0, max(0.0, chance.gauss(0.55, 0.2))),
                )
                radius = (
                    canvas.short * (0.075 - 0.025 * depth) * chance.uniform(0.4, 1.2)
                )
                disc = _disc(canvas, at, radius, chance.randint(70, 190))
                mask = ImageChops.lighter(mask, disc)
            soft = mask.filter(
                ImageFilter.GaussianBlur(canvas.short * (0.008 - 0.003 * depth))
            )
            bright = ImageChops.screen(
                canvas.image, Image.new("RGB", canvas.size, tone)
            )
            canvas.image.paste(bright, (0, 0), brush.faded(soft, 0.8))


def _disc(canvas: Canvas, at: Point, radius: float, light: int) -> Image.Image:
    x, y = at
    disc = Image.new("L", canvas.size)
    pen = ImageDraw.Draw(disc)
    box = (x - radius, y - radius, x + radius, y + radius)
    pen.ellipse(
        box,
        fill=light,
        outline=min(255, light + 60),
        width=max(1, round(radius * 0.08)),
    )
    return disc
