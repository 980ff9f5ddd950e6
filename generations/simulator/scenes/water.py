"""Scenes of water: a calm sea, a sailing boat, a lighthouse on its rock."""

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

#: The lighthouse as (half widths from the middle, share of its height).
_TOWER = ((-1.0, -0.01), (-0.62, 0.8), (0.62, 0.8), (1.0, -0.01))
_GALLERY = ((-0.8, 0.8), (0.8, 0.8), (0.8, 0.83), (-0.8, 0.83))
_LAMP = ((-0.4, 0.83), (0.4, 0.83), (0.4, 0.95), (-0.4, 0.95))
_RAIL = ((-0.5, 0.95), (0.5, 0.95), (0.5, 0.975), (-0.5, 0.975))
_ROOF = ((-0.55, 0.97), (0.55, 0.97), (0.0, 1.06))


def paint_sea(canvas: Canvas) -> None:
    """Paint a calm sea with the sun low over it."""
    width, height = canvas.size
    horizon = canvas.chance.uniform(0.5, 0.6)
    x = width * canvas.chance.uniform(0.3, 0.7)
    _paint_sea(canvas, horizon, x)
    paint_birds(canvas, (width - x, height * horizon * 0.55))


def paint_boat(canvas: Canvas) -> None:
    """Paint a small sailing boat on a calm sea."""
    width, height = canvas.size
    horizon = canvas.chance.uniform(0.52, 0.6)
    left = canvas.chance.random() < 0.5
    _paint_sea(canvas, horizon, width * (0.7 if left else 0.3))
    at = (width * (0.36 if left else 0.64), height * (horizon + 0.07))
    _paint_hull(canvas, at, canvas.short * 0.19)


def paint_lighthouse(canvas: Canvas) -> None:
    """Paint a lighthouse on a rock, its beam over the water."""
    width, height = canvas.size
    horizon = 0.64
    right = canvas.chance.random() < 0.5
    _paint_sea(canvas, horizon, width * (0.25 if right else 0.75))
    x = width * (0.7 if right else 0.3)
    foot = height * (horizon - 0.055)
    tall = min(canvas.short * 0.42, height * 0.4)
    lamp = (x, foot - tall * 0.93)
    _paint_beam(canvas, lamp, -1 if right else 1)
    _paint_rock(canvas, x, foot, height)
    _paint_tower(canvas, (x, foot), tall)
    brush.glow(canvas.image, lamp, tall * 0.5, (255, 226, 160), 0.9)


def _paint_sea(canvas: Canvas, horizon: float, sun_x: float) -> None:
    width, height = canvas.size
    paint_sky(canvas, horizon, clouds=0.5)
    radius = canvas.short * 0.05
    low = canvas.chance.uniform(1.6, 4.2)
    paint_sun(canvas, (sun_x, height * horizon - radius * low), radius)
    line = height * horizon
    palette = canvas.palette
    deep = brush.mix(palette.near, palette.sky[0], 0.22)
    shallow = brush.mix(palette.sky[2], palette.far, 0.45)
    water = brush.vertical(
        canvas.size,
        [
            (0, shallow),
            (horizon, shallow),
            (horizon + 0.18, brush.mix(shallow, deep, 0.6)),
            (1, deep),
        ],
    )
    body = Image.new("L", canvas.size)
    body.paste(255, (0, round(line), width, height))
    canvas.lay(water, body)
    _swell(canvas, line, 900, deep, 0.42, None)
    _swell(canvas, line, 700, shallow, 0.42, None)
    _swell(canvas, line, 1100, palette.sun, 0.85, sun_x)
    paint_haze(canvas, line, height * 0.025, 0.55)


def _swell(
    canvas: Canvas,
    line: float,
    count: int,
    colour: brush.Colour,
    strength: float,
    column_x: float | None,
) -> None:
    """Draw short level strokes, larger near; around `column_x` when given."""
    width, height = canvas.size
    chance = canvas.chance
    deep = height - line

    def strokes(pen: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(count):
            near = chance.random() ** 1.6
            y = line + deep * near
            long = canvas.short * (0.008 + 0.085 * near) * chance.uniform(0.4, 1.3)
            x = chance.random() * width
            if column_x is not None:
                spread = canvas.short * (0.022 + 0.1 * near)
                x = chance.gauss(column_x, spread)
                long *= 0.6
            thick = max(0.5, canvas.short * 0.0042 * (0.15 + near))
            pen.ellipse(
                ((x - long) * k, (y - thick) * k, (x + long) * k, (y + thick) * k),
                fill=chance.randint(60, 255),
            )

    mask = brush.drawn_mask(canvas.size, strokes)
    soft = mask.filter(ImageFilter.GaussianBlur(canvas.short * 0.0007))
    canvas.lay(colour, brush.faded(soft, strength))


def _paint_hull(canvas: Canvas, at: Point, size: float) -> None:
    x, y = at
    hull = [(-0.62, -0.16), (0.66, -0.2), (0.46, 0.04), (-0.44, 0.04)]
    main = [(0.03, -1.5), (0.06, -0.24), (0.62, -0.27)]
    jib = [(-0.03, -1.36), (-0.04, -0.24), (-0.56, -0.24)]
    mast = [(-0.012, -1.56), (0.014, -1.56), (0.014, -0.18), (-0.012, -0.18)]
    palette = canvas.palette
    sail = brush.mix(palette.sun, palette.accent, 0.12)
    parts = [
        (hull, brush.mix(palette.near, (0, 0, 0), 0.2)),
        (mast, palette.near),
        (main, sail),
        (jib, brush.mix(sail, palette.far, 0.3)),
    ]
    glass = Image.new("L", canvas.size)
    for shape, _ in parts:
        down = [(x + a * size, y - b * size * 0.62) for a, b in shape]
        glass = ImageChops.lighter(glass, brush.polygon_mask(canvas.size, down))
    ripple = brush.contrast(
        brush.mist(canvas.size, canvas.chance, (10, 90), 2), 90, 160
    )
    canvas.lay(palette.near, brush.faded(ImageChops.multiply(glass, ripple), 0.45))
    for shape, colour in parts:
        points = [(x + a * size, y + b * size) for a, b in shape]
        canvas.lay(colour, brush.polygon_mask(canvas.size, points))


def _paint_beam(canvas: Canvas, lamp: Point, way: int) -> None:
    width, height = canvas.size
    reach = width * 1.3 * way
    cone = [
        lamp,
        (lamp[0] + reach, lamp[1] - height * 0.2),
        (lamp[0] + reach, lamp[1] + height * 0.1),
    ]
    mask = brush.polygon_mask(canvas.size, cone).filter(
        ImageFilter.GaussianBlur(canvas.short * 0.012)
    )
    fade = Image.radial_gradient("L").resize((round(abs(reach) * 1.7),) * 2)
    light = Image.new("L", canvas.size)
    light.paste(
        ImageChops.invert(fade),
        (round(lamp[0] - fade.width / 2), round(lamp[1] - fade.height / 2)),
    )
    strength = 0.75 if canvas.palette.is_night else 0.5
    canvas.lay((255, 240, 205), brush.faded(ImageChops.multiply(mask, light), strength))


def _paint_rock(canvas: Canvas, x: float, foot: float, height: int) -> None:
    span = canvas.short * 0.36
    line = brush.rough_line(
        canvas.chance, round(span * 2), 0, canvas.short * 0.05, 0.62
    )
    bottom = height * 0.7
    points = []
    for px, rough in line:
        t = px / (span * 2) * 2 - 1
        fall = (abs(t) ** 2.4) * (bottom - foot)
        points.append((x + t * span, foot + fall + rough * (0.3 + 0.7 * abs(t))))
    points += [(x + span, bottom + 4), (x - span, bottom + 4)]
    mask = brush.polygon_mask(canvas.size, points)
    dark = brush.mix(canvas.palette.near, (0, 0, 0), 0.15)
    canvas.lay(
        brush.vertical(
            canvas.size,
            [
                (0, canvas.depth(0.75)),
                (0.5, canvas.depth(0.75)),
                (0.72, dark),
                (1, dark),
            ],
        ),
        mask,
    )
    grain = brush.contrast(
        brush.mist(canvas.size, canvas.chance, (30, 24), 4), 120, 190
    )
    canvas.lay(canvas.palette.far, brush.faded(ImageChops.multiply(grain, mask), 0.3))
    canvas.lay(canvas.palette.sun, brush.faded(_foam(canvas, x, span, bottom), 0.55))


def _foam(canvas: Canvas, x: float, span: float, y: float) -> Image.Image:
    def spots(pen: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(140):
            at = x + canvas.chance.gauss(0, span * 0.6)
            long = canvas.short * canvas.chance.uniform(0.004, 0.026)
            lift = y + canvas.chance.gauss(0, canvas.short * 0.006)
            thick = canvas.short * 0.0022
            pen.ellipse(
                (
                    (at - long) * k,
                    (lift - thick) * k,
                    (at + long) * k,
                    (lift + thick) * k,
                ),
                fill=canvas.chance.randint(90, 255),
            )

    return brush.drawn_mask(canvas.size, spots)


def _paint_tower(canvas: Canvas, foot: Point, tall: float) -> None:
    x, y = foot
    wide = tall * 0.105
    palette = canvas.palette

    def part(points: tuple[Point, ...]) -> Image.Image:
        outline = [(x + a * wide, y - b * tall) for a, b in points]
        return brush.polygon_mask(canvas.size, outline)

    mask = part(_TOWER)
    pale = 0.35 if palette.is_night else 0.1
    canvas.lay(brush.mix((245, 240, 230), palette.far, pale), mask)
    red = brush.mix((178, 52, 44), palette.near, 0.25)
    for n in range(3):
        top = y - tall * (0.22 + 0.25 * n)
        stripe = Image.new("L", canvas.size)
        stripe.paste(255, (0, round(top), canvas.size[0], round(top + tall * 0.115)))
        canvas.lay(red, ImageChops.multiply(stripe, mask))
    width = canvas.size[0]
    black, grey, light = (0, 0, 0), (20, 20, 20), (190, 190, 190)
    stops = [(0.0, black), ((x - wide) / width, grey), (x / width, black)]
    stops += [((x + wide) / width, light), (1.0, black)]
    shade = brush.horizontal(canvas.size, stops).convert("L")
    canvas.lay(palette.near, brush.faded(ImageChops.multiply(shade, mask), 0.8))
    dark = brush.mix(palette.near, (0, 0, 0), 0.3)
    for points, colour in (
        (_GALLERY, dark),
        (_LAMP, (255, 233, 170)),
        (_RAIL, dark),
        (_ROOF, dark),
    ):
        canvas.lay(colour, part(points))
