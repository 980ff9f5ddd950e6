"""What stands on the compose form now: offer, size and options, made to fit.

Tolerant, for drawing: whatever the offer cannot keep is replaced by what it can,
and each replacement is named in one line. `ComposeForm.clean` is the strict one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from generations.catalogue import (
    Money,
    Size,
    adaptive_size,
    estimate,
    parse_pixels,
    ratio_label,
    resolve,
)
from generations.catalogue.vocabulary import Offer, Pixels, RequestField, SizeRule
from generations.catalogue_words import gateway_label

AUTO = "auto"  #: the image model picks the shape by the prompt
CUSTOM = "custom"  #: exact pixels

Note = str | Promise
_TIER_NAME = re.compile(r"[0-9]{1,2}(?:\.[0-9])?K")
_WRITTEN_TIER = re.compile(r"([0-9.]{1,4}[kK])(?:[\s:]+([0-9]+:[0-9]+))?")


@dataclass(frozen=True, slots=True)
class RatioOption:
    """One ratio that can be picked, with the pixels it means in the tier."""

    name: str
    width_px: int
    height_px: int
    is_picked: bool

    @property
    def css(self) -> str:
        """Return the name as a class writes it, "3x2"."""
        return self.name.replace(":", "x")


@dataclass(slots=True)
class Choice:
    """The form as it stands, for an offer that may have just changed."""

    offer: Offer
    tier: str
    ratio: str  #: "3:2", `AUTO` or `CUSTOM`
    width_px: int
    height_px: int
    width_text: str = ""  #: as typed, legal or not
    height_text: str = ""
    output_format: str = ""
    images: int = 1
    variations: int = 1
    references: int = 0
    optimize_prompt: str = ""
    notes: list[Note] = field(default_factory=list)

    @property
    def rule(self) -> SizeRule:
        """Return the size rule of the offer."""
        return self.offer.capabilities.size

    @property
    def tiers(self) -> list[str]:
        """Return the tiers on offer."""
        return list(self.rule.tiers)

    @property
    def ratios(self) -> list[RatioOption]:
        """Return the ratios of the tier, each with its pixels."""
        return [
            RatioOption(name, *pixels, is_picked=name == self.ratio)
            for name, pixels in self.rule.tiers.get(self.tier, {}).items()
        ]

    @property
    def is_custom(self) -> bool:
        """Say whether exact pixels are asked for."""
        return self.ratio == CUSTOM

    @property
    def is_auto(self) -> bool:
        """Say whether the image model picks the shape."""
        return self.ratio == AUTO

    @property
    def offers_auto(self) -> bool:
        """Say whether the tier may be sent by its name."""
        return self.rule.has_presets and not self.rule.is_adaptive

    @property
    def megapixels(self) -> float:
        """Return width x height in millions."""
        return self.width_px * self.height_px / 1e6

    @property
    def size_text(self) -> str:
        """Return the size as `catalogue.resolve` reads it."""
        if self.rule.is_adaptive:
            return "adaptive"
        if self.is_custom:
            return f"{self.width_px}x{self.height_px}"
        return self.tier if self.is_auto else f"{self.tier} {self.ratio}"

    @property
    def price(self) -> Money | None:
        """Return what the press may cost at most, None when unknown."""
        return self._price_of(self.images)

    @property
    def least_price(self) -> Money | None:
        """Return what one picture of a sequence costs: it may bring only that."""
        return self._price_of(1) if self.images > 1 else None

    def _price_of(self, images: int) -> Money | None:
        size = resolve(self.rule, self.size_text)
        is_exact = isinstance(size, Size) and size.is_exact
        money = estimate(
            self.offer,
            pixels=self.width_px * self.height_px if is_exact else None,
            references=self.references,
            images=images,
        )
        return money and money * self.variations

    @property
    def most_references(self) -> int:
        """Return how many references the offer takes."""
        return self.offer.capabilities.max_references

    @property
    def most_images(self) -> int:
        """Return how many pictures a sequence may have beside the references."""
        capabilities = self.offer.capabilities
        left = capabilities.max_together - self.references
        return max(1, min(capabilities.max_images, left))

    @property
    def takes_search(self) -> bool:
        """Say whether the offer can look things up on the web."""
        return RequestField.TOOLS in self.offer.capabilities.fields

    @property
    def optimize_modes(self) -> tuple[str, ...]:
        """Return how the prompt may be optimised, () where there is no choice."""
        capabilities = self.offer.capabilities
        is_listed = RequestField.OPTIMIZE_PROMPT in capabilities.fields
        return capabilities.optimize_modes if is_listed else ()

    @property
    def takes_seed(self) -> bool:
        """Say whether the offer lists the field."""
        return RequestField.SEED in self.offer.capabilities.fields

    @property
    def takes_guidance(self) -> bool:
        """Say whether the offer lists the field."""
        return RequestField.GUIDANCE_SCALE in self.offer.capabilities.fields

    @property
    def takes_watermark(self) -> bool:
        """Say whether the offer lists the field."""
        return RequestField.WATERMARK in self.offer.capabilities.fields


def choose(
    values: Mapping[str, Any],
    offers: Sequence[Offer],
    *,
    references: int = 0,
    images: int = 1,
) -> Choice:
    """Return the form as it stands for these values, made to fit the offer.

    `offers` must not be empty; `values` are as a browser sends them, or initial.
    """
    offer = next((o for o in offers if o.key == values.get("offer")), offers[0])
    notes: list[Note] = []
    tier, ratio, pixels = _size(values, offer, notes)
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
        images=images,
        variations=max(1, min(_number(values.get("variations")), 99)),
        references=references,
        optimize_prompt=str(values.get("optimize_prompt") or ""),
        notes=notes,
    )


def _format(values: Mapping[str, Any], offer: Offer, notes: list[Note]) -> str:
    """Return the wanted format, or the offer's own with a note."""
    formats = offer.capabilities.output_formats
    wanted = str(values.get("output_format") or "")
    if wanted in formats:
        return wanted
    if wanted == "png":
        notes.append(_("%(name)s always gives JPEG.") % {"name": _name(offer)})
    return formats[0] if formats else "jpeg"


def _size(
    values: Mapping[str, Any], offer: Offer, notes: list[Note]
) -> tuple[str, str, Pixels]:
    """Return tier, ratio and pixels that the offer has, nearest to what was asked."""
    rule = offer.capabilities.size
    if rule.is_adaptive:
        return "", AUTO, adaptive_size(1, 1)
    values = {**values, **_from_text(str(values.get("size") or ""), rule)}
    tier = _tier(str(values.get("tier") or ""), offer, notes)
    if values.get("ratio") == CUSTOM:
        pixels = _typed(values) or rule.tiers[tier]["1:1"]
        return tier, CUSTOM, pixels
    if values.get("ratio") == AUTO and rule.has_presets:
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


def _tier(wanted: str, offer: Offer, notes: list[Note]) -> str:
    """Return the wanted tier, or the nearest on offer with a note."""
    rule = offer.capabilities.size
    if wanted in rule.tiers:
        return wanted
    value = float(wanted[:-1]) if _TIER_NAME.fullmatch(wanted) else 0.0
    if not value:
        return "2K" if "2K" in rule.tiers else next(iter(rule.tiers))
    nearest = min(rule.tiers, key=lambda name: abs(log(float(name[:-1]) / value)))
    notes.append(
        _("%(name)s has no %(wanted)s: set to %(tier)s.")
        % {"name": _name(offer), "wanted": wanted, "tier": nearest}
    )
    return nearest


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
