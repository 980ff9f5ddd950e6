"""Makes what stands on the form fit the offer, naming each replacement in a line.

Tolerant, for drawing: `ComposeForm.clean` is the strict one.
"""

import re
from collections.abc import Mapping, Sequence
from math import log
from typing import Any

from django.utils.translation import gettext as _

from generations.catalogue import adaptive_size, parse_pixels, ratio_label
from generations.catalogue.options import most_pictures
from generations.catalogue.vocabulary import (
    Mode,
    Offer,
    Pixels,
    RequestField,
    SizeRule,
)
from generations.catalogue_words import gateway_label
from generations.forms.choice import AUTO, CUSTOM, Choice, Note

_TIER_NAME = re.compile(r"[0-9]{1,2}(?:\.[0-9])?K")
_WRITTEN_TIER = re.compile(r"([0-9.]{1,4}[kK])(?:[\s:]+([0-9]+:[0-9]+))?")


def choose(
    values: Mapping[str, Any],
    offers: Sequence[Offer],
    *,
    references: int = 0,
    images: int | None = None,
    mode: Mode = Mode.TEXT_TO_IMAGE,
) -> Choice:
    """Return the form as it stands for these values, made to fit the offer.

    `offers` must not be empty; `values` are as a browser sends them, or initial.
    """
    wanted = values.get("offer")
    offer = next((o for o in offers if o.key == wanted), offers[0])
    notes: list[Note] = []
    if wanted and offer.key != wanted:
        said = _("The offer chosen before cannot do this here: set to %(name)s.")
        notes.append(said % {"name": _name(offer)})
    rule = offer.capabilities.size_for(mode)
    tier, ratio, pixels = _size(values, rule, offer, notes)
    is_typed = ratio == CUSTOM and "width" in values and not values.get("size")
    return Choice(
        offer=offer,
        tier=tier,
        ratio=ratio,
        width_px=pixels[0],
        height_px=pixels[1],
        width_text=str(values["width"] if is_typed else pixels[0]),
        height_text=str(values.get("height", "") if is_typed else pixels[1]),
        output_format=_format(values, offer, notes),
        images=images or _count(values, offer, mode),
        mode=mode,
        variations=max(1, min(_number(values.get("variations")), 99)),
        references=references,
        optimize_prompt=str(values.get("optimize_prompt") or ""),
        notes=notes,
    )


def _count(values: Mapping[str, Any], offer: Offer, mode: Mode) -> int:
    """Return how many pictures one request brings, where `n` can be asked for."""
    if RequestField.N not in offer.capabilities.fields:
        return 1
    most = most_pictures(offer.capabilities, mode)
    return max(1, min(_number(values.get("count")), most))


def _format(values: Mapping[str, Any], offer: Offer, notes: list[Note]) -> str:
    """Return the wanted format, or the offer's own with a note."""
    formats = offer.capabilities.output_formats
    wanted = str(values.get("output_format") or "")
    if wanted in formats:
        return wanted
    if wanted == "png" and not formats and offer.capabilities.only_format == "jpeg":
        notes.append(_("%(name)s always gives JPEG.") % {"name": _name(offer)})
    return formats[0] if formats else offer.capabilities.only_format


def _size(
    values: Mapping[str, Any], rule: SizeRule, offer: Offer, notes: list[Note]
) -> tuple[str, str, Pixels]:
    """Return tier, ratio and pixels that the offer has, nearest to what was asked."""
    if rule.is_adaptive:
        return "", AUTO, adaptive_size(1, 1)
    values = {**values, **_from_text(str(values.get("size") or ""), rule)}
    tier = _tier(str(values.get("tier") or ""), rule, offer, notes)
    if not rule.has_pixels:
        return tier, AUTO, rule.tiers[tier]["1:1"]
    if values.get("ratio") == CUSTOM and not rule.is_listed_only:
        pixels = _typed(values) or rule.tiers[tier]["1:1"]
        return tier, CUSTOM, pixels
    if values.get("ratio") == AUTO and (rule.has_presets or rule.has_auto):
        return tier, AUTO, rule.tiers[tier]["1:1"]
    ratio = str(values.get("ratio") or "")
    if ratio not in rule.tiers[tier]:
        default = parse_pixels(rule.default) or rule.tiers[tier]["1:1"]
        ratio = ratio_label(*default)
        if ratio not in rule.tiers[tier]:
            ratio = "1:1"
    return tier, ratio, rule.tiers[tier][ratio]


def _from_text(text: str, rule: SizeRule) -> dict[str, Any]:
    """Read a written size ("2K", "2K 3:2", "2048x2048") into the form's fields."""
    if not text:
        return {}
    pixels = parse_pixels(text)
    if pixels is None:
        written = _WRITTEN_TIER.fullmatch(text.strip())
        if written is None:
            return {}
        return {"tier": written[1].upper(), "ratio": written[2] or AUTO}
    for name, sizes in rule.tiers.items():
        for ratio, known in sizes.items():
            if known == pixels:
                return {"tier": name, "ratio": ratio}
    return {"ratio": CUSTOM, "width": pixels[0], "height": pixels[1]}


def _tier(wanted: str, rule: SizeRule, offer: Offer, notes: list[Note]) -> str:
    """Return the wanted tier, or the nearest on offer with a note."""
    if wanted in rule.tiers:
        return wanted
    value = float(wanted[:-1]) if _TIER_NAME.fullmatch(wanted) else 0.0
    if not value:
        return _default_tier(rule)
    nearest = min(rule.tiers, key=lambda name: abs(log(float(name[:-1]) / value)))
    notes.append(
        _("%(name)s has no %(wanted)s: set to %(tier)s.")
        % {"name": _name(offer), "wanted": wanted, "tier": nearest}
    )
    return nearest


def _default_tier(rule: SizeRule) -> str:
    """Return the tier of the rule's default size, else the first one."""
    pixels = parse_pixels(rule.default)
    for name, sizes in rule.tiers.items():
        if rule.default == name or pixels in sizes.values():
            return name
    return next(iter(rule.tiers))


def _typed(values: Mapping[str, Any]) -> Pixels | None:
    """Return the pixels in the two boxes, None when one is no number."""
    width_px = _number(values.get("width"))
    height_px = _number(values.get("height"))
    return (width_px, height_px) if width_px > 0 and height_px > 0 else None


def _number(value: Any) -> int:
    try:
        return min(int(value), 99_999)
    except (TypeError, ValueError):
        return 0


def _name(offer: Offer) -> str:
    return f"{offer.image_model.label} · {gateway_label(offer.gateway)}"
