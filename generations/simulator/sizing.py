"""Which pixels a request gets: a preset and the words of the prompt, or W x H.

The refusals are in the API's words. Source: published live answers, seen
2026-11-20.
"""

import re

from generations.catalogue.size_limits import SizeLimit, listed_pixels
from generations.catalogue.sizes import AUTO, adaptive_size, check_pixels
from generations.catalogue.vocabulary import Pixels, SizeRule
from generations.simulator.asked import ReferencePicture
from generations.simulator.refused import Refused, invalid

_PIXELS = re.compile(r"([0-9]{1,5})x([0-9]{1,5})", re.ASCII)
_RATIO = re.compile(r"(?<![0-9])(21|16|9|4|3|2|1) ?[:：] ?(21|16|9|4|3|2|1)(?![0-9])")

#: Words that ask for a shape, where the prompt names no ratio in figures.
_SHAPES = (
    ("21:9", ("ultrawide", "panorama", "panoramic", "cinematic", "超宽", "全景")),
    (
        "16:9",
        ("wide", "widescreen", "landscape format", "横屏", "横版", "横幅", "宽屏"),
    ),
    ("9:16", ("vertical", "phone wallpaper", "竖屏", "竖版", "竖")),
    ("3:4", ("portrait", "poster", "肖像", "海报")),
    ("1:1", ("square", "方形", "正方")),
)


def pick_pixels(
    size: object, rule: SizeRule, prompt: str, references: tuple[ReferencePicture, ...]
) -> Pixels:
    """Return (width, height) for the field `size`, None meaning its default.

    Raises:
        Refused: the size is not one of this image model.
    """
    text = rule.default if size is None else size
    if not isinstance(text, str):
        raise _not_a_size(rule)
    if rule.is_adaptive:
        if text != "adaptive":
            raise invalid("size", "size must be 'adaptive'")
        known = references[0].size if references else None
        return adaptive_size(*(known or (1024, 1024)))
    preset = text.upper()
    if rule.has_auto and text == AUTO:
        return _shaped(next(iter(rule.tiers.values())), prompt)
    if rule.has_presets and preset in rule.tiers:
        return _shaped(rule.tiers[preset], prompt)
    match = _PIXELS.fullmatch(text)
    if not match or not rule.has_pixels:
        raise _not_a_size(rule)
    pixels = int(match[1]), int(match[2])
    _check(rule, pixels)
    return pixels


def _check(rule: SizeRule, pixels: Pixels) -> None:
    problem = check_pixels(rule, *pixels) if min(pixels) else None
    if not min(pixels):
        raise _not_a_size(rule)
    if problem is None:
        return
    if problem.limit is SizeLimit.TOO_FEW_PIXELS:
        raise invalid("size", f"image size must be at least {rule.min_pixels} pixels")
    if problem.limit is SizeLimit.TOO_MANY_PIXELS:
        raise invalid("size", f"image area must be at most {rule.max_pixels} pixels")
    if problem.limit is SizeLimit.NOT_LISTED:
        raise _not_a_size(rule)
    if problem.limit is SizeLimit.SIDE_TOO_LONG:
        most = rule.max_side_px
        raise invalid("size", f"image sides must be at most {most} pixels")
    if problem.limit is SizeLimit.NOT_A_MULTIPLE:
        step = rule.multiple_of
        raise invalid("size", f"image sides must be divisible by {step}")
    span = f"{rule.min_ratio:.4g} and {rule.max_ratio:.4g}"
    raise invalid("size", f"image aspect ratio must be between {span}")


def _not_a_size(rule: SizeRule) -> Refused:
    known = ["'WIDTHxHEIGHT'"] if rule.has_pixels else []
    if rule.is_listed_only:
        known = [f"'{width}x{height}'" for width, height in listed_pixels(rule)]
    if rule.has_presets:
        known += [f"'{name.lower()}'" for name in rule.tiers]
    if rule.has_auto:
        known += [f"'{AUTO}'"]
    if len(known) == 1:
        return invalid("size", f"size must be {known[0]}")
    named = ", ".join(known[:-1]) + f", or {known[-1]}"
    return invalid("size", f"size must be one of {named}")


def _shaped(tier: dict[str, Pixels], prompt: str) -> Pixels:
    """Return the pixels of a preset in the shape that the prompt describes."""
    named = _RATIO.search(prompt)
    if named and f"{named[1]}:{named[2]}" in tier:
        return tier[f"{named[1]}:{named[2]}"]
    text = prompt.lower()
    for ratio, words in _SHAPES:
        if ratio in tier and any(_is_said(word, text) for word in words):
            return tier[ratio]
    return tier["1:1"]


def _is_said(word: str, text: str) -> bool:
    if not word.isascii():
        return word in text
    return re.search(rf"\b{re.escape(word)}\b", text) is not None
