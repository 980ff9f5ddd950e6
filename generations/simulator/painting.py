"""A picture for a prompt: drawn here with Pillow, by no model.

The words choose the scene and the light, chance the composition. The same
commission gives the same bytes.
"""

import hashlib
from dataclasses import dataclass
from random import Random

from PIL import Image

from generations.catalogue.vocabulary import Pixels
from generations.simulator.scenes import brush, cards, finish, words
from generations.simulator.scenes.canvas import Canvas, paint_snowfall
from generations.simulator.scenes.palettes import PALETTES

#: Scenes are drawn at this long side and enlarged.
_WORKING_SIDE_PX = 1280
_JPEG_GRAIN = 3.6
#: Grain is what makes a PNG large.
_PNG_GRAIN = 1.6


@dataclass(frozen=True, slots=True)
class Commission:
    """What to paint. `salt` tells apart requests that say the same."""

    prompt: str
    size: Pixels
    index: int = 0  #: place in a sequence: another view of the same scene
    salt: str = ""
    output_format: str = "jpeg"
    watermark: bool = True
    references: tuple[bytes, ...] = ()
    is_quick: bool = False


def paint(commission: Commission) -> bytes:
    """Return the finished file of a commission."""
    chance = _chance(commission, str(commission.index))
    if commission.is_quick:
        image = _plain(commission, chance)
    else:
        image = finish.enlarge(_compose(commission, chance), commission.size)
        is_png = commission.output_format == "png"
        image = finish.add_grain(image, chance, _PNG_GRAIN if is_png else _JPEG_GRAIN)
    finish.add_captions(image, watermark=commission.watermark)
    return finish.encode(image, commission.output_format)


def _compose(commission: Commission, chance: Random) -> Image.Image:
    common = _chance(commission, "scene")
    prompt, references = commission.prompt, commission.references
    scene = words.scene_for(prompt, common)
    palette = PALETTES[words.palette_for(prompt, scene, common)]
    if len(references) == 1 and commission.index:
        palette = chance.choice(list(PALETTES.values()))
    image = Image.new("RGB", _working_size(commission.size))
    canvas = Canvas(image, palette, chance)
    if len(references) == 1:
        cards.paint_edit(canvas, references[0])
    else:
        scene(canvas)
    if references[1:]:
        cards.paint_cards(canvas, references)
    if words.wants_snow(prompt):
        paint_snowfall(canvas)
    return canvas.image


def _plain(commission: Commission, chance: Random) -> Image.Image:
    """Return two colours running into each other: cheap, and never the same."""
    top, low = (tuple(chance.randbytes(3)) for _ in range(2))
    stops = [(0.0, (top[0], top[1], top[2])), (1.0, (low[0], low[1], low[2]))]
    return brush.vertical(commission.size, stops)


def _working_size(size: Pixels) -> Pixels:
    share = min(1.0, _WORKING_SIDE_PX / max(size))
    return max(1, round(size[0] * share)), max(1, round(size[1] * share))


def _chance(commission: Commission, part: str) -> Random:
    words_ = "\n".join((commission.prompt, commission.salt, part))
    return Random(hashlib.sha256(words_.encode("utf-8", "replace")).digest())
