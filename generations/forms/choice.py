"""What stands on the compose form now: offer, size and options, as they are drawn.

`fitting.choose` makes it from what was typed.
"""

from dataclasses import dataclass, field

from django.utils.functional import Promise

from generations.catalogue import (
    Money,
    Size,
    estimate,
    resolve,
)
from generations.catalogue.options import (
    backgrounds_for,
    fields_for,
    most_pictures,
)
from generations.catalogue.vocabulary import (
    Mode,
    Offer,
    RequestField,
    SizeRule,
)

AUTO = "auto"  #: the image model picks the shape by the prompt
CUSTOM = "custom"  #: exact pixels

Note = str | Promise


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
    mode: Mode = Mode.TEXT_TO_IMAGE
    notes: list[Note] = field(default_factory=list)

    @property
    def rule(self) -> SizeRule:
        """Return the size rule of the offer in this mode."""
        return self.offer.capabilities.size_for(self.mode)

    @property
    def tiers(self) -> list[str]:
        """Return the tiers on offer."""
        return list(self.rule.tiers)

    @property
    def ratios(self) -> list[RatioOption]:
        """Return the ratios of the tier, each with its pixels."""
        if not self.rule.has_pixels:
            return []
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
        """Say whether the image model may pick the shape."""
        can_be_named = self.rule.has_presets and not self.rule.is_adaptive
        return can_be_named or self.rule.has_auto

    @property
    def offers_custom(self) -> bool:
        """Say whether exact pixels may be typed."""
        rule = self.rule
        return rule.has_pixels and not (rule.is_listed_only or rule.is_adaptive)

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
        if self.is_auto:
            return self.tier if self.rule.has_presets else AUTO
        return f"{self.tier} {self.ratio}"

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
    def most_count(self) -> int:
        """Return how many pictures `n` may ask for, 1 where there is no `n`."""
        if RequestField.N not in self.offer.capabilities.fields:
            return 1
        return most_pictures(self.offer.capabilities, self.mode)

    @property
    def fields(self) -> frozenset[str]:
        """Return the names of the fields that leave in this mode and format."""
        listed = fields_for(
            self.offer.capabilities, self.mode, output_format=self.output_format
        )
        return frozenset(field.value for field in listed)

    @property
    def backgrounds(self) -> tuple[str, ...]:
        """Return the backgrounds the format can show."""
        return backgrounds_for(
            self.offer.capabilities, output_format=self.output_format
        )

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
