"""The canvas: one picture being painted, with its palette and its chance.

Also what most scenes share: the sky, the sun, the stars, the birds, the snow.
"""

import math
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFilter

from generations.simulator.scenes import brush
from generations.simulator.scenes.brush import Colour, Point
from generations.simulator.scenes.palettes import Palette


@dataclass(slots=True)
class Canvas:
    """A picture in work; sizes are (width, height) in pixels."""

    image: Image.Image
    palette: Palette
    chance: Random
    _fibre: Image.Image | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.image.size

    @property
    def short(self) -> int:
        """The shorter side: the unit that shapes are measured in."""
        return min(self.image.size)

    def depth(self, share: float) -> Colour:
        """Return the colour of a layer from far (0) to near (1)."""
        return brush.mix(self.palette.far, self.palette.near, share)

    def fibre(self) -> Image.Image:
        """Return the grain of this canvas's paper, the same at each call."""
        if self._fibre is None:
            rough = brush.mist(self.size, self.chance, (60, 60), 3)
            self._fibre = brush.contrast(rough, 110, 200)
        return self._fibre

    def lay(self, paint: Image.Image | Colour, mask: Image.Image) -> None:
        """Put paint where the mask is light."""
        brush.lay(self.image, paint, mask)


def paint_sky(canvas: Canvas, horizon: float, *, clouds: float = 0.35) -> None:
    """Fill the canvas with sky down to `horizon` (share of the height)."""
    top, middle, low = canvas.palette.sky
    stops = [(0.0, top), (horizon * 0.55, middle), (horizon, low), (1.0, low)]
    canvas.image.paste(brush.vertical(canvas.size, stops), (0, 0))
    if canvas.palette.is_night:
        paint_stars(canvas, horizon)
    veil = brush.mist(canvas.size, canvas.chance, (2, 9))
    bands = brush.contrast(veil, 128, 225)
    canvas.lay(brush.mix(low, canvas.palette.sun, 0.45), brush.faded(bands, clouds))


def paint_stars(canvas: Canvas, horizon: float = 1.0, count: int = 260) -> None:
    """Scatter stars, thinning out towards the horizon."""
    width, height = canvas.size
    unit = canvas.short / 1000

    def scatter(pen: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(count):
            y = canvas.chance.random() ** 1.4 * horizon * height
            x = canvas.chance.random() * width
            r = canvas.chance.choice((0.6, 0.6, 0.8, 1.0, 1.5)) * unit * k
            light = canvas.chance.randint(60, 230)
            pen.ellipse((x * k - r, y * k - r, x * k + r, y * k + r), fill=light)

    canvas.lay(canvas.palette.sun, brush.drawn_mask(canvas.size, scatter))


def paint_sun(canvas: Canvas, at: Point, radius: float) -> None:
    """Paint the sun or, at night, the moon, with light around it."""
    sun = canvas.palette.sun
    spread = 0.55 if canvas.palette.is_night else 0.8
    brush.glow(canvas.image, at, radius * 9, canvas.palette.sky[2], spread)
    brush.glow(canvas.image, at, radius * 3.2, sun, 0.75)
    disc = brush.oval_mask(canvas.size, at, radius, radius)
    canvas.lay(sun, disc)
    if canvas.palette.is_night:
        marks = brush.contrast(
            brush.mist(canvas.size, canvas.chance, (30, 30)), 120, 200
        )
        marks.paste(0, (0, 0), disc.point([255 - v for v in range(256)]))
        canvas.lay(brush.mix(sun, canvas.palette.far, 0.5), brush.faded(marks, 0.35))


def paint_haze(canvas: Canvas, y: float, spread: float, strength: float) -> None:
    """Lay a band of mist around height `y` (pixels)."""
    width, height = canvas.size
    rows = [
        round(255 * strength * math.exp(-(((row - y) / spread) ** 2)))
        for row in range(height)
    ]
    column = Image.new("L", (1, height))
    column.putdata(rows)
    band = column.resize((width, height))
    patches = brush.contrast(brush.mist(canvas.size, canvas.chance, (3, 5)), 40, 190)
    still = Image.composite(band, Image.new("L", canvas.size), patches)
    canvas.lay(canvas.palette.sky[2], still)


def paint_birds(canvas: Canvas, around: Point, count: int = 6) -> None:
    """Draw a small flock as thin strokes."""
    unit = canvas.short / 1000

    def flock(pen: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(count):
            x = (around[0] + canvas.chance.gauss(0, 90 * unit)) * k
            y = (around[1] + canvas.chance.gauss(0, 40 * unit)) * k
            span = canvas.chance.uniform(8, 17) * unit * k
            lift = span * canvas.chance.uniform(0.3, 0.6)
            pen.line(
                [
                    (x - span, y - lift),
                    (x - span / 3, y - lift / 2),
                    (x, y),
                    (x + span / 3, y - lift / 2),
                    (x + span, y - lift),
                ],
                fill=210,
                width=max(2, round(2.2 * unit * k)),
                joint="curve",
            )

    canvas.lay(canvas.palette.near, brush.drawn_mask(canvas.size, flock))


def paint_snowfall(canvas: Canvas) -> None:
    """Let snow fall: large soft flakes near, small sharp ones far."""
    unit = canvas.short / 1000
    for count, radius, blur, light in ((420, 1.5, 0.4, 0.75), (90, 3.6, 1.6, 0.7)):
        mask = _flakes(canvas, count, radius * unit)
        soft = mask.filter(ImageFilter.GaussianBlur(blur * unit))
        canvas.lay((255, 255, 255), brush.faded(soft, light))


def _flakes(canvas: Canvas, count: int, radius: float) -> Image.Image:
    width, height = canvas.size

    def scatter(pen: ImageDraw.ImageDraw, k: int) -> None:
        for _ in range(count):
            x = canvas.chance.random() * width * k
            y = canvas.chance.random() * height * k
            r = radius * canvas.chance.uniform(0.5, 1.5) * k
            pen.ellipse((x - r, y - r, x + r, y + r), fill=255)

    return brush.drawn_mask(canvas.size, scatter)
