"""How the value after an operator becomes a condition: what only needs the value.

`people` reads those that need rows. Each reader raises NotUnderstood.
"""

import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from generations.catalogue import GATEWAYS, IMAGE_MODELS
from generations.catalogue.vocabulary import ImageModel, Mode
from generations.figures import RATIOS, nearest_ratio
from generations.lexicon import (
    COST_STEPS,
    MEGAPIXEL,
    MOST_MEGAPIXELS,
    cost_step_of,
    fact,
    fold,
    ratio_of,
)
from generations.models import Colour, Flag, first_place_at
from generations.search.conditions import (
    All,
    Compare,
    Condition,
    Token,
)
from generations.search.values import NotUnderstood, number, period, signed
from generations.search.words import one_of

_RATIO = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)[x:/×](\d{1,5}(?:\.\d{1,3})?)", re.ASCII)
_PIXELS = re.compile(r"(\d{1,5})[x×*](\d{1,5})", re.ASCII)
_MEGAPIXELS = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s*(?:mp|mpx|m|百万)?", re.ASCII)
_TIER = re.compile(r"([1-8](?:\.5)?)k", re.ASCII)
#: Pixels of a size class, against the square of its name: 2K is 1.8 to 5.3 million.
_TIER_ENDS = (Decimal("0.55"), Decimal("1.27"))
_PART = re.compile(r"[a-z]+|\d+(?:\.\d+)*")
_MODES = {
    "text": Mode.TEXT_TO_IMAGE,
    "t2i": Mode.TEXT_TO_IMAGE,
    "image": Mode.EDIT,
    "i2i": Mode.EDIT,
    "set": Mode.SEQUENCE,
} | {mode.value: mode for mode in Mode}


def model_condition(value: str) -> Condition:
    """Read a model as people type it: "4.5", "seedream-4.5", "5.0 lite"."""
    wanted = fold(value)
    named = [model for model in IMAGE_MODELS.values() if wanted in _names(model)]
    parts = _PART.findall(wanted)
    if not parts:
        raise NotUnderstood
    known = named or [m for m in IMAGE_MODELS.values() if _is_meant(parts, m)]
    if known:
        return one_of([fact("model", name) for m in known for name in _ids(m)])
    # An id that a person added (`own_models`) stands in the fact as it is.
    return Token(fact("model", "".join(value.split())), is_prefix=True)


def gateway_condition(value: str) -> Condition:
    """Read a gateway by the beginning of its name."""
    wanted = fold(value)
    slugs = [
        each.slug
        for each in GATEWAYS.values()
        if any(
            word.startswith(wanted)
            for word in (each.slug, fold(each.label), *fold(each.label).split())
        )
    ]
    return one_of([fact("at", slug) for slug in slugs or [_no_spaces(wanted)]])


def mode_condition(value: str) -> Condition:
    """Read a mode by the beginning of its name."""
    wanted = fold(value)
    found = {mode for name, mode in _MODES.items() if name.startswith(wanted)}
    if not found:
        raise NotUnderstood
    exact = _MODES.get(wanted)
    return one_of(sorted(fact("mode", m) for m in ([exact] if exact else found)))


def ratio_condition(value: str) -> Condition:
    """Read a shape: 16:9, 3x2, square, portrait, landscape."""
    shapes: dict[str, Callable[[int, int], bool]] = {
        "square": lambda width, height: width == height,
        "portrait": lambda width, height: width < height,
        "landscape": lambda width, height: width > height,
    }
    if is_meant := shapes.get(fold(value)):
        return _shapes(ratio for ratio in RATIOS if is_meant(*ratio))
    found = _RATIO.fullmatch(value)
    width, height = (Decimal(side) for side in found.groups()) if found else (0, 0)
    if not width or not height:
        raise NotUnderstood
    return _shapes([nearest_ratio(round(width * 1000), round(height * 1000))])


def size_condition(value: str) -> Condition:
    """Read a size: 8mp, >8mp, 2K, >=4K, 2048x1152."""
    parts: list[Condition] = []
    for sign, text in signed(value.casefold()):
        if found := _PIXELS.fullmatch(text):
            width, height = int(found[1]), int(found[2])
            parts.append(_pixels(sign, width * height))
            if sign == "=" and width and height:
                parts.append(Token(fact("ratio", ratio_of(width, height))))
        elif tier := _TIER.fullmatch(text):
            square = (Decimal(tier[1]) * 1024) ** 2
            parts.append(_between(sign, *(int(square * end) for end in _TIER_ENDS)))
        elif counted := _MEGAPIXELS.fullmatch(text):
            pixels = int(Decimal(counted[1]) * MEGAPIXEL)
            is_rough = sign == "="
            parts.append(
                _between(sign, pixels, pixels + MEGAPIXEL - 1)
                if is_rough
                else _pixels(sign, pixels)
            )
        else:
            raise NotUnderstood
    return All(tuple(parts))


def cost_condition(value: str) -> Condition:
    """Read a price of one picture: 0.2, >0.2, free, unknown."""
    named = {"free": "0", "unknown": "", "none": ""}
    wanted = fold(value)
    if wanted in named and not named[wanted]:
        return Token(fact("cost", cost_step_of(None)))
    parts = []
    for sign, text in signed(named.get(wanted, value)):
        amount = number(text.strip("$¥€ "))
        steps = range(len(COST_STEPS) + 1)
        near = int(cost_step_of(amount))
        kept = _steps(sign, near, steps)
        tokens = tuple(fact("cost", step) for step in kept)
        parts.append(Compare("cost", sign, amount, tokens))
    return All(tuple(parts))


def rating_condition(value: str) -> Condition:
    """Read stars: 4, >=4, 4+, 2..4, none."""
    named = {"none": "0", "any": ">0"}
    stars = set(range(6))
    for sign, text in signed(named.get(fold(value), value.replace("★", ""))):
        wanted = number(text)
        if wanted > 5 or wanted != int(wanted):
            raise NotUnderstood
        stars &= set(_steps(sign, int(wanted), range(6), is_exact=True))
    return one_of([fact("rating", each) for each in sorted(stars)])


def flag_condition(value: str) -> Condition:
    """Read a flag: pick, reject, none, any."""
    wanted = fold(value).removesuffix("ed")
    if wanted == "any":
        return one_of([fact("flag", Flag.PICK), fact("flag", Flag.REJECT)])
    if wanted not in (Flag.PICK, Flag.REJECT, "none"):
        raise NotUnderstood
    return Token(fact("flag", wanted))


def colour_condition(value: str) -> Condition:
    """Read a colour: red, yellow, green, blue, purple, none, any."""
    wanted = fold(value)
    if wanted == "any":
        return one_of([fact("colour", each) for each in Colour.values if each])
    if wanted not in (*Colour.values, "none"):
        raise NotUnderstood
    return Token(fact("colour", wanted))


def before_condition(value: str) -> Condition:
    """Read a date: pictures asked for before it begins."""
    return Compare("place", "<", first_place_at(period(value)[0]))


def after_condition(value: str) -> Condition:
    """Read a date: pictures asked for after it ends."""
    return Compare("place", ">=", first_place_at(period(value)[1]))


def on_condition(value: str) -> Condition:
    """Read a date, or two with ".." between: pictures asked for within it."""
    first, dots, last = value.partition("..")
    begin = first_place_at(period(first)[0])
    end = first_place_at(period(last if dots else first)[1])
    return All((Compare("place", ">=", begin), Compare("place", "<", end)))


def has_condition(value: str) -> Condition:
    """Read what a picture may have: comments."""
    if not fold(value).startswith("comment"):
        raise NotUnderstood
    return Compare("comments", ">", 0)


def _names(model: ImageModel) -> set[str]:
    return {fold(name) for name in (*_ids(model), model.label)}


def _ids(model: ImageModel) -> list[str]:
    """Return what stands in the fact `model:` of pictures of an image model."""
    return [each for each in (model.slug, model.doubao_id, model.plain_id) if each]


def _is_meant(parts: list[str], model: ImageModel) -> bool:
    own = _PART.findall(f"{model.slug} {fold(model.label)}")
    return all(any(each.startswith(part) for each in own) for part in parts)


def _shapes(ratios: Iterable[tuple[int, int]]) -> Condition:
    return one_of([fact("ratio", f"{width}x{height}") for width, height in ratios])


def _pixels(sign: str, pixels: int) -> Compare:
    near = min(pixels // MEGAPIXEL, MOST_MEGAPIXELS)
    kept = _steps(sign, near, range(MOST_MEGAPIXELS + 1))
    return Compare("pixels", sign, pixels, tuple(fact("mp", step) for step in kept))


def _between(sign: str, least: int, most: int) -> Condition:
    """Return how pixels compare with a span of them."""
    match sign:
        case ">":
            return _pixels(">", most)
        case ">=":
            return _pixels(">=", least)
        case "<":
            return _pixels("<", least)
        case "<=":
            return _pixels("<=", most)
    tokens = range(least // MEGAPIXEL, min(most // MEGAPIXEL, MOST_MEGAPIXELS) + 1)
    steps = tuple(fact("mp", step) for step in tokens) or (fact("mp", MOST_MEGAPIXELS),)
    return All(
        (Compare("pixels", ">=", least, steps), Compare("pixels", "<=", most, steps))
    )


def _steps(sign: str, near: int, steps: range, *, is_exact: bool = False) -> list[int]:
    """Return the steps in which a value may lie that compares so with one in `near`."""
    edge = not is_exact or "=" in sign
    if sign == "=":
        return [near]
    side = range(near + 1, steps.stop) if ">" in sign else range(near)
    return sorted({*side, *([near] if edge else [])})


def _no_spaces(text: str) -> str:
    return "".join(text.split())
