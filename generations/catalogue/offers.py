"""The offers: which gateway sells which image model, and what it takes away.

Joins `image_models`, `gateways` and `prices`; an offer is never deleted, only
retired with a date, since old rows name its key. Knows neither rows nor the wire.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache

from generations.catalogue.image_models import IMAGE_MODELS
from generations.catalogue.prices import FREE, PRICES
from generations.catalogue.vocabulary import (
    Capabilities,
    Gateway,
    IdStyle,
    ImageModel,
    Offer,
    PriceRule,
    ReferenceRule,
    RequestField,
    SizeRule,
)

_LEGACY = frozenset({"seedream-3.0-t2i", "seededit-3.0"})


@dataclass(frozen=True, slots=True)
class _Shelf:
    """What one gateway sells and how it narrows it.

    `sold` None means every image model of the catalogue.
    """

    sold: frozenset[str] | None = None
    retired: frozenset[str] = frozenset()  #: went when Ark shut them down
    withheld: frozenset[RequestField] = frozenset()  #: fields it does not name
    max_references: int | None = None
    has_newest_sizes: bool = False  #: else `_EARLY_SIZES` hold
    large_references: frozenset[str] = frozenset()  #: slugs beyond 10 MB each
    only_presets: frozenset[str] = frozenset()  #: slugs whose pixels it does not name


#: What ByteDance makes; Ark, BytePlus and unknown gateways sell nothing else.
_SEEDREAM = frozenset(
    slug for slug, made in IMAGE_MODELS.items() if made.maker == "ByteDance"
)
_OF_OTHERS = frozenset(IMAGE_MODELS) - _SEEDREAM
_PROMPT_EXTRAS = frozenset({RequestField.TOOLS, RequestField.OPTIMIZE_PROMPT})

_SHELVES: dict[str, _Shelf] = {
    # Source: https://www.volcengine.com/docs/82379/1541523, summer 2026 text
    # (4K on 5.0-lite, references up to 30 MB), seen 2026-11-20. No id of
    # 5.0-flash was found on Ark.
    "ark": _Shelf(
        sold=_SEEDREAM - {"seedream-5.0-flash"},
        retired=_LEGACY,
        has_newest_sizes=True,
        large_references=frozenset(IMAGE_MODELS),
    ),
    # Source: https://docs.byteplus.com/en/docs/ModelArk/1541523, seen 2026-11-20.
    # 5.0-pro takes references of 30 MB, the others 10 MB.
    "byteplus": _Shelf(
        sold=_SEEDREAM,
        retired=_LEGACY,
        has_newest_sizes=True,
        large_references=frozenset({"seedream-5.0-pro"}),
    ),
    # Source: https://docs.apiyi.com/api-capabilities/seedream-image/image-edit,
    # seen 2026-11-20: three image models, no 4K on 5.0, 10 references, and no
    # word of tools. `fast` on 4.0 stands on its page of versions.
    "apiyi": _Shelf(
        sold=frozenset({"seedream-5.0-lite", "seedream-4.5", "seedream-4.0"}),
        withheld=frozenset({RequestField.TOOLS}),
        max_references=10,
    ),
    # Source: https://apidoc.cometapi.com/bytedance-image-generation-seedream (5.0),
    # https://github.com/orgs/cometapi-dev/discussions/96 (4.5, 4.0) and /119
    # (5.0-pro), seen 2026-11-20.
    "cometapi": _Shelf(
        sold=frozenset(
            {"seedream-5.0-lite", "seedream-4.5", "seedream-4.0", "seedream-5.0-pro"}
        ),
        withheld=_PROMPT_EXTRAS,
    ),
    # Source: document of POST vip.xmsmartlink.com/v1/images/generations, seen
    # 2026-11-20: of Seedream it names 5.0 alone, of others five. Sizes in pixels
    # it gives for Seedream and GPT Image. The documents that still name the 3.0
    # family belong to a gateway without a name: a custom one.
    "xmsmartlink": _Shelf(
        sold=_OF_OTHERS | {"seedream-5.0-lite"},
        withheld=_PROMPT_EXTRAS,
        only_presets=frozenset({"wan2.7-image", "wan2.7-image-pro", "qwen-image"}),
    ),
    "simulator": _Shelf(
        has_newest_sizes=True, large_references=frozenset(IMAGE_MODELS)
    ),
}
#: A person's own gateway: every Seedream is on sale, within the oldest limits.
_UNKNOWN_SHELF = _Shelf(sold=_SEEDREAM)

#: Ids that do not follow the gateway's style.
#: Source: https://github.com/orgs/cometapi-dev/discussions/119, seen 2026-11-20
_REMOTE_NAMES: dict[tuple[str, str], str] = {
    ("cometapi", "seedream-5.0-pro"): "seedream-5-0-pro-260628",
}

#: Tiers and most pixels that gateways may still hold to.
#: Source: https://www.volcengine.com/docs/82379/1541523, early 2026 text, where
#: 5.0-lite ended at 3072 x 3072 x 1.1025 pixels, seen 2026-11-20
_EARLY_SIZES: dict[str, tuple[tuple[str, ...], int]] = {
    "seedream-5.0-lite": (("2K", "3K"), 10_404_496),
}
_SMALL_REFERENCE_BYTES = 10_000_000


def offers_of(gateway: Gateway, *, on: date | None = None) -> tuple[Offer, ...]:
    """Return what a gateway sells on a day (today), in our preferred order."""
    day = on or datetime.now(UTC).date()
    return tuple(
        offer
        for offer in _all_offers(gateway)
        if offer.retired is None or day < offer.retired
    )


def every_offer(gateway: Gateway) -> tuple[Offer, ...]:
    """Return what a gateway sells or ever sold, retired offers too."""
    return _all_offers(gateway)


def own_offer(gateway: Gateway, remote_model: str, family: str) -> Offer:
    """Return an offer of a person's own: a remote id with a family's capabilities.

    Its price is known only for an endpoint (`ep-...`), which is the family itself,
    and where the gateway has one price for all.

    Raises:
        KeyError: the family is no image model of the catalogue.
    """
    named = IMAGE_MODELS[family]
    shelf = _SHELVES.get(gateway.slug, _UNKNOWN_SHELF)
    is_endpoint = remote_model.startswith("ep-")
    return Offer(
        image_model=replace(named, label=f"{named.label} ({remote_model})"),
        gateway=gateway,
        remote_model=remote_model,
        capabilities=_narrowed(named, gateway, shelf),
        price=_price(named, gateway) if is_endpoint else gateway.price,
        key=f"{remote_model}@{gateway.slug}",
    )


def find_offer(key: str, gateways: Iterable[Gateway]) -> Offer | None:
    """Return the offer with that key, even a retired one, or None.

    Old rows name retired offers; whoever sells asks `offers_of`.
    """
    for gateway in gateways:
        for offer in _all_offers(gateway):
            if offer.key == key:
                return offer
    return None


@lru_cache(maxsize=64)
def _all_offers(gateway: Gateway) -> tuple[Offer, ...]:
    """Return every offer of a gateway, retired ones too."""
    shelf = _SHELVES.get(gateway.slug, _UNKNOWN_SHELF)
    return tuple(
        _offer(image_model, gateway, shelf)
        for image_model in IMAGE_MODELS.values()
        if shelf.sold is None or image_model.slug in shelf.sold
    )


def _offer(image_model: ImageModel, gateway: Gateway, shelf: _Shelf) -> Offer:
    """Return an image model as one gateway sells it."""
    is_retired = image_model.slug in shelf.retired
    return Offer(
        image_model=image_model,
        gateway=gateway,
        remote_model=_remote_name(image_model, gateway),
        capabilities=_narrowed(image_model, gateway, shelf),
        price=_price(image_model, gateway),
        retired=image_model.retired_upstream if is_retired else None,
    )


def _remote_name(image_model: ImageModel, gateway: Gateway) -> str:
    """Return the id this gateway knows the image model by."""
    named = _REMOTE_NAMES.get((gateway.slug, image_model.slug))
    if named:
        return named
    if gateway.id_style is IdStyle.PLAIN or not image_model.doubao_id:
        return image_model.plain_id
    return image_model.doubao_id


def _price(image_model: ImageModel, gateway: Gateway) -> PriceRule | None:
    """Return the price rule of an offer, None where nobody told it."""
    if gateway.price is not None:
        return gateway.price
    if gateway.is_demo:
        return FREE
    return PRICES.get((gateway.slug, image_model.slug))


def _narrowed(image_model: ImageModel, gateway: Gateway, shelf: _Shelf) -> Capabilities:
    """Return what is left of an image model's capabilities at this gateway."""
    full = image_model.capabilities
    fields = full.fields - shelf.withheld
    if not gateway.streams:
        fields -= {RequestField.STREAM}
    keeps_modes = RequestField.OPTIMIZE_PROMPT in fields
    max_references = full.max_references
    if shelf.max_references is not None:
        max_references = min(max_references, shelf.max_references)
    return replace(
        full,
        fields=fields,
        optimize_modes=full.optimize_modes if keeps_modes else (),
        max_references=max_references,
        size=_sizes(image_model, full.size, shelf),
        narrower_sizes={
            mode: _sizes(image_model, rule, shelf)
            for mode, rule in full.narrower_sizes.items()
        },
        reference=_reference(image_model, shelf),
    )


def _sizes(image_model: ImageModel, rule: SizeRule, shelf: _Shelf) -> SizeRule:
    """Return the sizes a gateway takes for an image model."""
    if image_model.slug in shelf.only_presets:
        return replace(rule, has_pixels=False)
    if shelf.has_newest_sizes or image_model.slug not in _EARLY_SIZES:
        return rule
    names, max_pixels = _EARLY_SIZES[image_model.slug]
    tiers = {name: rule.tiers[name] for name in names}
    return replace(rule, tiers=tiers, max_pixels=max_pixels)


def _reference(image_model: ImageModel, shelf: _Shelf) -> ReferenceRule | None:
    """Return what a reference may be at a gateway."""
    rule = image_model.capabilities.reference
    if rule is None or image_model.slug in shelf.large_references:
        return rule
    return replace(rule, max_bytes=min(rule.max_bytes, _SMALL_REFERENCE_BYTES))
