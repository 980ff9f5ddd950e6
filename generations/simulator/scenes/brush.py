"""The brush: gradients, soft masks, glows, mist and lines, with Pillow alone.

Knows no scene and no prompt. Colours are (red, green, blue), points are (x, y)
in pixels from the top left.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]
Stops = Sequence[tuple[float, Colour]]

#: Masks are drawn this much larger and reduced, which smooths their edges.
FINER = 2


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour `share` (0 to 1) of the way from `first` to `second`."""
    kept = min(1.0, max(0.0, share))
    red, green, blue = (
        round(a + (b - a) * kept) for a, b in zip(first, second, strict=True)
    )
    return red, green, blue


def ramp(stops: Stops, at: float) -> Colour:
    """Return the colour of a gradient at `at` (0 to 1)."""
    before = stops[0]
    for stop in stops:
        if stop[0] >= at:
            span = stop[0] - before[0]
            return mix(before[1], stop[1], (at - before[0]) / span if span else 1.0)
        before = stop
    return before[1]


def vertical(size: tuple[int, int], stops: Stops) -> Image.Image:
    """Return a gradient from top (0) to bottom (1)."""
    width, height = size
    column = Image.new("RGB", (1, height))
    steps = max(1, height - 1)
    column.putdata([ramp(stops, row / steps) for row in range(height)])
    return column.resize((width, height), Image.Resampling.NEAREST)


def horizontal(size: tuple[int, int], stops: Stops) -> Image.Image:
    """Return a gradient from left (0) to right (1)."""
    turned = vertical((size[1], size[0]), stops)
    return turned.transpose(Image.Transpose.TRANSPOSE)


def drawn_mask(
    size: tuple[int, int], draw: Callable[[ImageDraw.ImageDraw, int], None]
) -> Image.Image:
    """Return a smooth mask; `draw` gets a pen and the factor to scale by."""
    large = Image.new("L", (size[0] * FINER, size[1] * FINER))
    draw(ImageDraw.Draw(large), FINER)
    return large.reduce(FINER)


def polygon_mask(size: tuple[int, int], points: Sequence[Point]) -> Image.Image:
    """Return the smooth mask of a filled outline."""
    finer = [(x * FINER, y * FINER) for x, y in points]

    def fill(pen: ImageDraw.ImageDraw, _: int) -> None:
        pen.polygon(finer, fill=255)

    return drawn_mask(size, fill)


def oval_mask(
    size: tuple[int, int], centre: Point, rx: float, ry: float
) -> Image.Image:
    """Return the smooth mask of an upright ellipse with radii `rx`, `ry`."""
    x, y = centre

    def fill(pen: ImageDraw.ImageDraw, k: int) -> None:
        pen.ellipse(((x - rx) * k, (y - ry) * k, (x + rx) * k, (y + ry) * k), fill=255)

    return drawn_mask(size, fill)


def faded(mask: Image.Image, strength: float) -> Image.Image:
    """Return the mask times `strength` (0 to 1)."""
    return mask.point([round(value * strength) for value in range(256)])


def lay(image: Image.Image, paint: Image.Image | Colour, mask: Image.Image) -> None:
    """Put paint on the picture where the mask is light."""
    if isinstance(paint, tuple):
        image.paste(paint, (0, 0, *image.size), mask)
    else:
        image.paste(paint, (0, 0), mask)


def glow(
    image: Image.Image, centre: Point, radius: float, colour: Colour, strength: float
) -> None:
    """Add light around a point, fading to nothing at `radius`."""
    side = max(2, round(radius * 2))
    fade = Image.radial_gradient("L").resize((side, side), Image.Resampling.BICUBIC)
    table = [
        round(255 * strength * max(0.0, 1 - value / 182) ** 2.2) for value in range(256)
    ]
    light = Image.new("L", image.size)
    light.paste(
        fade.point(table), (round(centre[0] - radius), round(centre[1] - radius))
    )
    lit = ImageChops.screen(image, Image.new("RGB", image.size, colour))
    image.paste(lit, (0, 0), light)


def shadow_of(mask: Image.Image, offset: Point, blur: float) -> Image.Image:
    """Return the soft mask of a shape's shadow, moved by `offset`."""
    moved = ImageChops.offset(mask, round(offset[0]), round(offset[1]))
    return moved.filter(ImageFilter.GaussianBlur(blur))


def mist(
    size: tuple[int, int], chance: Random, cells: tuple[int, int], octaves: int = 4
) -> Image.Image:
    """Return soft noise; `cells` is how many patches fit across and down."""
    total = Image.new("L", size, 128)
    for octave in range(octaves):
        wide = max(2, min(size[0], cells[0] * 2**octave))
        high = max(2, min(size[1], cells[1] * 2**octave))
        rough = Image.frombytes("L", (wide, high), chance.randbytes(wide * high))
        smooth = rough.resize(size, Image.Resampling.BICUBIC)
        total = Image.blend(total, smooth, 0.5 if octave == 0 else 0.5 / (octave + 0.6))
    return total


def contrast(mask: Image.Image, low: int, high: int) -> Image.Image:
    """Return the mask with `low` and less made 0, `high` and more made 255."""
    span = max(1, high - low)
    table = [min(255, max(0, (value - low) * 255 // span)) for value in range(256)]
    return mask.point(table)


def rough_line(
    chance: Random, width: int, base: float, height: float, roughness: float
) -> list[Point]:
    """Return a mountain line across the width by midpoint displacement."""
    heights = [chance.uniform(-0.5, 0.5), chance.uniform(-0.5, 0.5)]
    swing = 1.0
    while len(heights) < 257:
        between = [
            (a + b) / 2 + chance.uniform(-swing, swing) * 0.5
            for a, b in pairwise(heights)
        ]
        heights = [h for pair in zip(heights, between, strict=False) for h in pair] + [
            heights[-1]
        ]
        swing *= roughness
    steps = len(heights) - 1
    return [(width * n / steps, base - height * h) for n, h in enumerate(heights)]


def smooth_line(
    chance: Random, width: int, base: float, height: float, waves: float
) -> list[Point]:
    """Return a gently rolling line across the width."""
    parts = [
        (
            waves * chance.uniform(0.5, 1.5) * (n + 1) * 0.7,
            chance.uniform(0, math.tau),
            1 / (n + 1.2),
        )
        for n in range(3)
    ]
    line = []
    for step in range(161):
        x = step / 160
        lift = sum(math.sin(x * f * math.pi + p) * a for f, p, a in parts)
        line.append((width * x, base - height * lift * 0.6))
    return line


def below(line: Sequence[Point], size: tuple[int, int]) -> list[Point]:
    """Close a line across the picture into the outline of all below it."""
    width, height = size
    return [
        (-4, height + 4),
        (-4, line[0][1]),
        *line,
        (width + 4, line[-1][1]),
        (
            width + 4,
            height + 4,
        ),
    ]


def curve(points: Sequence[Point], steps: int = 14) -> list[Point]:
    """Return a smooth closed outline through `points` (Catmull-Rom)."""
    count = len(points)
    outline = []
    for n in range(count):
        a, b, c, d = (points[(n + k) % count] for k in (-1, 0, 1, 2))
        for step in range(steps):
            t = step / steps
            outline.append(
                (
                    _catmull(a[0], b[0], c[0], d[0], t),
                    _catmull(a[1], b[1], c[1], d[1], t),
                )
            )
    return outline


def _catmull(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b
        + (c - a) * t
        + (2 * a - 5 * b + 4 * c - d) * t * t
        + (3 * b - a - 3 * c + d) * t**3
    )
