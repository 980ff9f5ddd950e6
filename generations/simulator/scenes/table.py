"""Scenes on a table: a still life with fruit, and a bottle on its stand."""

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from generations.simulator.scenes import brush
from generations.simulator.scenes.brush import Colour, Point
from generations.simulator.scenes.canvas import Canvas

#: Half profiles as (half width, height up from the foot), in units of the size.
_VASES: tuple[tuple[Point, ...], ...] = (
    (
        (0.2, 0.0),
        (0.34, 0.18),
        (0.4, 0.45),
        (0.3, 0.74),
        (0.14, 0.9),
        (0.13, 1.04),
        (0.21, 1.14),
    ),
    (
        (0.24, 0.0),
        (0.31, 0.3),
        (0.29, 0.6),
        (0.18, 0.82),
        (0.11, 1.0),
        (0.12, 1.3),
        (0.17, 1.38),
    ),
    (
        (0.16, 0.0),
        (0.3, 0.12),
        (0.44, 0.34),
        (0.43, 0.56),
        (0.26, 0.74),
        (0.2, 0.8),
        (0.25, 0.88),
    ),
)
_BOWL: tuple[Point, ...] = (
    (0.16, 0.0),
    (0.15, 0.05),
    (0.3, 0.16),
    (0.42, 0.3),
    (0.46, 0.42),
)
_DRUM: tuple[Point, ...] = ((1.0, -0.7), (1.0, -0.02), (0.98, 0.0))
_FLASK: tuple[Point, ...] = (
    (0.3, 0.0),
    (0.33, 0.03),
    (0.33, 0.62),
    (0.3, 0.72),
    (0.14, 0.8),
    (0.13, 0.86),
)
_CAP: tuple[Point, ...] = ((0.125, 0.85), (0.125, 1.12), (0.12, 1.13))


def paint_still_life(canvas: Canvas) -> None:
    """Paint a vase, a bowl and fruit on a table in window light."""
    width, height = canvas.size
    chance = canvas.chance
    table = height * 0.7
    _paint_room(canvas, table)
    size = min(canvas.short * 0.46, width * 0.4)
    left = chance.random() < 0.5
    way = 1 if left else -1
    middle = width / 2
    accent = canvas.palette.accent
    fruit = (
        brush.mix(accent, (196, 60, 40), 0.5),
        brush.mix(accent, (224, 168, 60), 0.7),
    )
    foot = table + size * 0.12
    vase = (middle + way * size * 0.42, foot)
    bowl = (middle - way * size * 0.5, foot + size * 0.06)
    tone = brush.mix(canvas.palette.far, canvas.palette.near, 0.35)
    _turned(canvas, vase, chance.choice(_VASES), size, tone)
    for n, spot in enumerate((-0.16, 0.14, 0.0)):
        at = (bowl[0] + spot * size, bowl[1] - size * (0.33 if n < 2 else 0.43))
        _ball(canvas, at, size * 0.13, fruit[n % 2], casts=False)
    _turned(
        canvas,
        bowl,
        _BOWL,
        size * 0.85,
        brush.mix(canvas.palette.sun, canvas.palette.far, 0.2),
    )
    loose = (middle + way * size * chance.uniform(-0.12, 0.04), foot + size * 0.1)
    _ball(canvas, loose, size * 0.125, fruit[1], casts=True)


def paint_bottle(canvas: Canvas) -> None:
    """Paint a bottle with a plain label on a stand, light behind it."""
    width, height = canvas.size
    palette = canvas.palette
    top, _, low = palette.sky
    sky = brush.vertical(canvas.size, [(0, top), (0.8, low), (1, low)])
    canvas.image.paste(sky, (0, 0))
    x, stand = width / 2, height * 0.78
    size = min(canvas.short * 0.55, height * 0.5)
    brush.glow(canvas.image, (x, stand - size * 0.7), size * 1.6, palette.sun, 0.85)
    for n in range(3):
        level = height * (0.62 + 0.07 * n)
        line = brush.smooth_line(canvas.chance, width, level, height * 0.06, 2)
        hill = brush.polygon_mask(canvas.size, brush.below(line, canvas.size))
        canvas.lay(canvas.depth(0.2 + 0.22 * n), hill)
    _turned(canvas, (x, stand), _DRUM, size * 0.62, canvas.depth(0.55))
    plate = brush.oval_mask(canvas.size, (x, stand), size * 0.61, size * 0.07)
    canvas.lay(brush.mix(canvas.depth(0.5), palette.sun, 0.3), plate)
    foot = (x, stand + size * 0.02)
    _turned(canvas, foot, _FLASK, size, palette.accent, sharp=True)
    _turned(canvas, foot, _CAP, size, (30, 26, 30), sharp=True, casts=False)
    _paint_label(canvas, (x, stand - size * 0.33), size)


def _paint_label(canvas: Canvas, at: Point, size: float) -> None:
    x, y = at
    box = [
        (x - size * 0.21, y - size * 0.17),
        (x + size * 0.21, y - size * 0.17),
        (x + size * 0.21, y + size * 0.2),
        (x - size * 0.21, y + size * 0.2),
    ]
    canvas.lay((240, 234, 222), brush.faded(brush.polygon_mask(canvas.size, box), 0.94))

    def marks(pen: ImageDraw.ImageDraw, k: int) -> None:
        r = size * 0.055
        thin = max(1, round(size * 0.007 * k))
        pen.ellipse(
            [
                (x - r) * k,
                (y - size * 0.05 - r) * k,
                (x + r) * k,
                (y - size * 0.05 + r) * k,
            ],
            outline=255,
            width=thin,
        )
        for reach, drop in ((0.12, 0.09), (0.075, 0.13)):
            level = (y + size * drop) * k
            pen.line(
                [((x - size * reach) * k, level), ((x + size * reach) * k, level)],
                fill=255,
                width=thin,
            )

    canvas.lay((40, 34, 36), brush.drawn_mask(canvas.size, marks))


def _paint_room(canvas: Canvas, table: float) -> None:
    width, height = canvas.size
    palette = canvas.palette
    wall = brush.mix(palette.sky[1], palette.near, 0.55 if palette.is_night else 0.12)
    canvas.image.paste(
        brush.vertical(
            canvas.size, [(0, wall), (1, brush.mix(wall, palette.near, 0.3))]
        ),
        (0, 0),
    )
    lean = height * 0.35
    panes = Image.new("L", canvas.size)
    for start in (0.08, 0.34):
        left = width * (start + canvas.chance.uniform(-0.02, 0.02))
        pane = [
            (left + lean, -4),
            (left + lean + width * 0.22, -4),
            (left + width * 0.22, table),
            (left, table),
        ]
        panes = ImageChops.lighter(panes, brush.polygon_mask(canvas.size, pane))
    soft = panes.filter(ImageFilter.GaussianBlur(canvas.short * 0.007))
    canvas.lay(palette.sun, brush.faded(soft, 0.42))
    top = brush.mix(brush.mix(palette.near, (92, 56, 34), 0.6), palette.sun, 0.12)
    board = Image.new("L", canvas.size)
    board.paste(255, (0, round(table), width, height))
    canvas.lay(
        brush.vertical(
            canvas.size,
            [(0, top), (table / height, top), (1, brush.mix(top, (0, 0, 0), 0.55))],
        ),
        board,
    )
    grain = brush.contrast(brush.mist(canvas.size, canvas.chance, (3, 60), 4), 110, 200)
    canvas.lay((20, 10, 8), brush.faded(ImageChops.multiply(grain, board), 0.25))


def _turned(
    canvas: Canvas,
    foot: Point,
    profile: tuple[Point, ...],
    size: float,
    tone: Colour,
    *,
    sharp: bool = False,
    casts: bool = True,
) -> None:
    """Paint a body of revolution, lit from the left."""
    x, y = foot
    side = list(profile) if sharp else _rounded(profile)
    right = [(x + a * size, y - b * size) for a, b in side]
    left = [(x - a * size, y - b * size) for a, b in side]
    mask = brush.polygon_mask(canvas.size, [*right, *left[::-1]])
    base, widest = side[0][0] * size, max(a for a, _ in side) * size
    sole = brush.oval_mask(canvas.size, (x, y - side[0][1] * size), base, base * 0.14)
    mask = ImageChops.lighter(mask, sole)
    if casts:
        _cast(canvas, (x + widest * 0.7, y), widest * 1.5, widest * 0.22)
    canvas.lay(_rounding(canvas, x, widest, tone), mask)
    if not sharp:
        lip = side[-1][0] * size
        mouth = brush.oval_mask(canvas.size, (x, right[-1][1]), lip, lip * 0.13)
        canvas.lay(brush.mix(tone, (8, 6, 12), 0.72), mouth)


def _rounding(canvas: Canvas, x: float, widest: float, tone: Colour) -> Image.Image:
    """Return the light and shade across a round body around `x`."""
    dark = brush.mix(tone, (8, 6, 12), 0.72)
    shades = (
        (0.0, tone),
        (0.12, brush.mix(tone, dark, 0.2)),
        (0.3, brush.mix(tone, (255, 252, 240), 0.55)),
        (0.4, tone),
        (0.75, brush.mix(tone, dark, 0.6)),
        (0.93, dark),
        (1.0, brush.mix(tone, dark, 0.7)),
    )
    width = canvas.size[0]
    start, span = (x - widest) / width, 2 * widest / width
    stops = [(0.0, tone), *((start + span * at, c) for at, c in shades), (1.0, dark)]
    return brush.horizontal(canvas.size, [(min(1, max(0, a)), c) for a, c in stops])


def _rounded(profile: tuple[Point, ...]) -> list[Point]:
    around = [*profile, *((-a, b) for a, b in profile[::-1])]
    outline = brush.curve(around, 12)
    return [(max(0.0, a), b) for a, b in outline[: 12 * (len(profile) - 1) + 1]]


def _ball(
    canvas: Canvas, at: Point, radius: float, tone: Colour, *, casts: bool
) -> None:
    x, y = at
    if casts:
        _cast(canvas, (x + radius * 0.7, y + radius * 0.9), radius * 1.5, radius * 0.26)
    mask = brush.oval_mask(canvas.size, at, radius, radius)
    side = max(4, round(radius * 3.4))
    fade = Image.radial_gradient("L").resize((side, side), Image.Resampling.BICUBIC)
    shade = Image.new("L", canvas.size, 255)
    shade.paste(
        fade, (round(x - radius * 0.36 - side / 2), round(y - radius * 0.4 - side / 2))
    )
    canvas.lay(brush.mix(tone, (255, 250, 230), 0.45), mask)
    canvas.lay(tone, ImageChops.multiply(brush.contrast(shade, 20, 110), mask))
    canvas.lay(
        brush.mix(tone, (10, 4, 10), 0.75),
        ImageChops.multiply(brush.contrast(shade, 95, 240), mask),
    )


def _cast(canvas: Canvas, at: Point, rx: float, ry: float) -> None:
    shade = brush.oval_mask(canvas.size, at, rx, ry).filter(
        ImageFilter.GaussianBlur(max(1.0, ry * 0.5))
    )
    canvas.lay((12, 8, 12), brush.faded(shade, 0.5))
