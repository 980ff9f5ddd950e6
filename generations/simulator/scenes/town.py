"""Scenes people built or keep: a city at the water, arch in arch."""

from PIL import Image, ImageDraw, ImageFilter

from generations.simulator.scenes import brush
from generations.simulator.scenes.brush import Point
from generations.simulator.scenes.canvas import (
    Canvas,
    paint_haze,
    paint_sky,
    paint_sun,
)
from generations.simulator.scenes.paper import lay_sheet

Box = tuple[float, float, float, float]


def paint_city(canvas: Canvas) -> None:
    """Paint a skyline with lit windows, doubled in the water."""
    width, height = canvas.size
    chance = canvas.chance
    shore = height * 0.7
    paint_sky(canvas, 0.7, clouds=0.3)
    paint_sun(
        canvas, (width * chance.uniform(0.15, 0.85), height * 0.2), canvas.short * 0.045
    )
    for n in range(4):
        share = n / 3
        boxes = _houses(canvas, shore, height * (0.46 - 0.07 * n), 0.05 + 0.012 * n)
        mask = _boxes_mask(canvas, boxes)
        crest = canvas.depth(0.15 + 0.8 * share)
        foot = brush.mix(crest, canvas.palette.sky[2], 0.45 * (1 - share))
        canvas.lay(
            brush.vertical(
                canvas.size, [(0, crest), (0.45, crest), (0.7, foot), (1, foot)]
            ),
            mask,
        )
        if n:
            _light_windows(canvas, boxes, 0.25 + 0.2 * n)
        paint_haze(canvas, shore, height * 0.05, 0.35)
    _mirror(canvas, round(shore))


def _houses(canvas: Canvas, shore: float, tall: float, wide: float) -> list[Box]:
    chance = canvas.chance
    boxes: list[Box] = []
    x = -canvas.short * 0.03
    centre = canvas.size[0] * chance.uniform(0.35, 0.65)
    while x < canvas.size[0]:
        span = canvas.short * wide * chance.uniform(0.6, 1.7)
        away = abs(x - centre) / canvas.size[0]
        rise = tall * chance.uniform(0.3, 1.0) * (1.1 - away * 0.8)
        boxes.append((x, shore - rise, x + span, shore))
        if chance.random() < 0.3:
            inset = span * 0.25
            lift = rise * chance.uniform(0.06, 0.16)
            boxes.append((x + inset, shore - rise - lift, x + span - inset, shore))
        if chance.random() < 0.12:
            thin = max(1.0, span * 0.03)
            mid = x + span / 2
            boxes.append((mid - thin, shore - rise * 1.3, mid + thin, shore))
        x += span * chance.uniform(0.9, 1.25)
    return boxes


def _boxes_mask(canvas: Canvas, boxes: list[Box]) -> Image.Image:
    def build(pen: ImageDraw.ImageDraw, k: int) -> None:
        for left, top, right, low in boxes:
            pen.rectangle((left * k, top * k, right * k, low * k), fill=255)

    return brush.drawn_mask(canvas.size, build)


def _light_windows(canvas: Canvas, boxes: list[Box], strength: float) -> None:
    chance = canvas.chance
    step = canvas.short * 0.0105
    lit = 0.42 if canvas.palette.is_night else 0.2

    def shine(pen: ImageDraw.ImageDraw, k: int) -> None:
        for left, top, right, low in boxes:
            if right - left < step * 3:
                continue
            share = lit * chance.uniform(0.3, 1.5)
            y = top + step
            while y < low - step:
                x = left + step * 0.8
                while x < right - step:
                    if chance.random() < share:
                        pen.rectangle(
                            (
                                x * k,
                                y * k,
                                (x + step * 0.42) * k,
                                (y + step * 0.55) * k,
                            ),
                            fill=chance.randint(120, 255),
                        )
                    x += step
                y += step * 1.35

    lights = brush.drawn_mask(canvas.size, shine)
    warm = brush.mix((255, 214, 140), canvas.palette.accent, 0.25)
    halo = lights.filter(ImageFilter.GaussianBlur(canvas.short * 0.006))
    canvas.lay(warm, brush.faded(brush.contrast(halo, 0, 150), strength * 0.5))
    canvas.lay(brush.mix(warm, (255, 255, 255), 0.3), brush.faded(lights, strength))


def _mirror(canvas: Canvas, shore: int) -> None:
    width, height = canvas.size
    deep = height - shore
    above = canvas.image.crop((0, max(0, shore - deep * 2), width, shore))
    turned = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((width, deep))
    smeared = turned.resize((width, max(2, deep // 14))).resize(
        (width, deep), Image.Resampling.BICUBIC
    )
    glass = Image.blend(turned, smeared, 0.72)
    dark = Image.new("RGB", glass.size, canvas.palette.near)
    glass = Image.blend(glass, dark, 0.3)
    ripple = brush.contrast(brush.mist(glass.size, canvas.chance, (6, 60), 3), 110, 190)
    glass.paste(Image.blend(glass, dark, 0.45), (0, 0), ripple)
    canvas.image.paste(glass, (0, shore))
    paint_haze(canvas, shore, height * 0.012, 0.4)


def paint_arches(canvas: Canvas) -> None:
    """Paint arch within arch, steps before them and a low sun behind."""
    width, height = canvas.size
    chance = canvas.chance
    palette = canvas.palette
    wall = brush.mix(palette.accent, palette.sky[2], 0.35)
    low = brush.mix(wall, palette.near, 0.15)
    canvas.image.paste(brush.vertical(canvas.size, [(0, wall), (1, low)]), (0, 0))
    floor = height * chance.uniform(0.76, 0.82)
    x = width * chance.uniform(0.42, 0.58)
    reach = min(width * 0.36, floor * 0.5)
    rings = 5
    for n in range(rings):
        half = reach * (1 - n * 0.155)
        straight = half * 1.02 + (floor - reach * 2.1) * 0.5
        mask = _arch(canvas, x + n * reach * 0.035, floor, half, straight)
        if n == rings - 1:
            canvas.lay(_view(canvas, (x + reach * 0.2, floor), half), mask)
        else:
            lay_sheet(canvas, mask, brush.mix(wall, palette.near, 0.1 + 0.17 * n))
    _paint_steps(canvas, floor, wall)
    slant = [
        (width * 1.1, -4),
        (width * 1.1, height + 4),
        (width * 0.18, height + 4),
        (width * 0.86, height * 0.08),
    ]
    edge = ImageFilter.GaussianBlur(canvas.short * 0.006)
    shade = brush.polygon_mask(canvas.size, slant).filter(edge)
    canvas.lay(palette.near, brush.faded(shade, 0.2))
    plaster = brush.contrast(brush.mist(canvas.size, chance, (7, 7), 6), 100, 200)
    canvas.lay(palette.near, brush.faded(plaster, 0.09))


def _arch(
    canvas: Canvas, x: float, floor: float, half: float, straight: float
) -> Image.Image:
    spring = floor - straight

    def cut(pen: ImageDraw.ImageDraw, k: int) -> None:
        pen.ellipse(
            ((x - half) * k, (spring - half) * k, (x + half) * k, (spring + half) * k),
            fill=255,
        )
        pen.rectangle(((x - half) * k, spring * k, (x + half) * k, floor * k), fill=255)

    return brush.drawn_mask(canvas.size, cut)


def _view(canvas: Canvas, at: Point, half: float) -> Image.Image:
    x, floor = at
    palette = canvas.palette
    view = Canvas(canvas.image.copy(), palette, canvas.chance)
    top, bottom = (floor - half * 3) / canvas.size[1], floor / canvas.size[1]
    top = min(max(0.0, top), bottom - 0.01)
    cool = brush.mix(palette.sky[0], (70, 110, 150), 0.45)
    stops = [(0, cool), (top, cool), (bottom - (bottom - top) * 0.3, palette.sky[2])]
    view.image.paste(brush.vertical(canvas.size, [*stops, (1, palette.sky[2])]), (0, 0))
    sun = (x - half * 0.1, floor - half * 1.1)
    brush.glow(view.image, sun, half * 1.5, palette.sun, 0.7)
    view.lay(palette.sun, brush.oval_mask(canvas.size, sun, half * 0.36, half * 0.36))
    for n in range(2):
        level = floor - half * (0.55 - 0.3 * n)
        waves = 3 + canvas.size[0] / half
        line = brush.smooth_line(
            canvas.chance, canvas.size[0], level, half * 0.2, waves
        )
        hill = brush.polygon_mask(canvas.size, brush.below(line, canvas.size))
        view.lay(canvas.depth(0.2 + 0.35 * n), hill)
    return view.image


def _paint_steps(canvas: Canvas, floor: float, wall: brush.Colour) -> None:
    width, height = canvas.size
    steps = 4
    for n in range(steps):
        top = floor + (height - floor) * n / steps
        box: list[Point] = [
            (-9, top),
            (width + 9, top),
            (width + 9, height + 9),
            (-9, height + 9),
        ]
        tone = brush.mix(wall, canvas.palette.near, 0.3 + 0.1 * n)
        lay_sheet(canvas, brush.polygon_mask(canvas.size, box), tone)
