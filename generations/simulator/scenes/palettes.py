"""Palettes: the light of a scene as a handful of colours.

Pure values; which prompt gets which palette stands in `words`.
"""

from dataclasses import dataclass

from generations.simulator.scenes.brush import Colour, Stops


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one light: sky, sun, far and near, and an accent."""

    name: str
    sky: tuple[Colour, Colour, Colour]  #: top, middle, horizon
    sun: Colour
    far: Colour
    near: Colour
    accent: Colour
    is_night: bool = False

    @property
    def sky_stops(self) -> Stops:
        """The sky as a gradient from top to horizon."""
        top, middle, horizon = self.sky
        return [(0.0, top), (0.55, middle), (1.0, horizon)]


def _rgb(text: str) -> Colour:
    red, green, blue = bytes.fromhex(text)
    return red, green, blue


def _palette(name: str, colours: str, *, is_night: bool = False) -> Palette:
    top, middle, horizon, sun, far, near, accent = map(_rgb, colours.split())
    return Palette(name, (top, middle, horizon), sun, far, near, accent, is_night)


#: name: sky top, sky middle, horizon, sun, far, near, accent.
_DAY = {
    "dawn": "6d93bd b9bccb f4cda6 fff1d2 a9a9c6 2c3651 e98f6b",
    "gold": "c98f4e eab871 fbe3b0 fff6d8 d6a56c 4a2a1c b4532a",
    "mist": "aebfc4 cfd9d8 ecece2 fffdf0 b9c8c6 33474b 7a9a8c",
    "plum": "4b3a6b 9a6a93 f2b49a ffe3b8 9c7aa3 2a1b3d e0707c",
    "ember": "3b2250 b4506a fba658 fff0bf 9a4f63 1c1230 f2703f",
    "rose": "8d7fa8 e5a9ad fbdcc8 fff4e6 c9a0ae 4c3050 d9607a",
    "silver": "8d9ca6 bcc7cc e9ecea ffffff a3b1b7 2b3840 5f7f8f",
    "red-noon": "f0d3a2 f7e2bb fff1d0 fffaf0 cfa089 8f3521 e0763f",
    "sand": "a9c4cb dcdccb f6ead0 fffbea d8bd93 7b5636 c98247",
    "green": "a9cdbf d3e3c9 f5f2d6 fffbe0 9dbd9c 1e4034 e4a44e",
    "autumn": "7f9bb0 d9c3a4 f7dcae fff1cf c99c6c 542a1d d9622b",
    "sea-blue": "3f7fae 8fbcd0 e3ece3 fffbe8 86afc4 123a5a f0a35e",
    "winter": "8fb0cb c9dbe6 f4f3f2 fffdf6 b8cddb 38526b d87f6a",
    "coral": "f3d2c1 f9e0cf fdf0e2 fffaf2 e9a58f 6d2f3f 2f7f86",
}
_NIGHT = {
    "night": "050b1f 12265a 4b6aa8 f4f1dc 3c568f 060b1e f6c46a",
    "noir": "0b0d12 232a35 5a6470 f3efe4 3e4855 07090d d9a441",
    "violet-night": "0d0824 35205f 96588f ffe9d0 583c80 0b0620 ff8f6b",
    "teal-night": "031418 0d3a42 3f8a83 f1f4e0 1f5a5d 020d12 f5b461",
}

PALETTES = {
    **{name: _palette(name, text) for name, text in _DAY.items()},
    **{name: _palette(name, text, is_night=True) for name, text in _NIGHT.items()},
}
"""Every palette by its name."""
