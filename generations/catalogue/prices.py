"""What is asked for one delivered picture, by gateway and image model.

Data only; a pair that is not named has no known price. The arithmetic stands in
`pricing`. Prices move: every rule carries its source and the day it was seen.
"""

from datetime import date
from decimal import Decimal

from generations.catalogue.vocabulary import PriceRule, PriceStep

_SEEN = date(2026, 11, 20)
_ARK = "Volcengine Ark, price page 模型服务价格, stored copy, seen 2026-11-20"
_BYTEPLUS = "BytePlus ModelArk, pricing page, stored copy, seen 2026-11-20"
_APIYI = (
    "https://docs.apiyi.com/api-capabilities/seedream-image/historical-versions,"
    " seen 2026-11-20"
)
_FLASH = (
    "https://docs.laozhang.ai/en/announcements/seedream-5-0-flash-pro-2026-09,"
    " which names the BytePlus list price, seen 2026-11-20"
)
_APIYI_5_5 = (
    "https://docs.apiyi.com/en/api-capabilities/seedream-image/"
    "seedream-5-5-pricing, which names the BytePlus rate card, seen 2026-11-20"
)
#: 1536 x 1536 x 1.1025, rounded down: up to here 5.0-pro and 5.5 are cheaper.
_SMALL_MAX_PIXELS = 2_601_123


def _flat(amount: str, currency: str, source: str) -> PriceRule:
    """Return a price that is the same for every size, references free."""
    steps = (PriceStep(Decimal(amount)),)
    return PriceRule(steps=steps, currency=currency, since=_SEEN, source=source)


def _stepped(
    small: str,
    large: str,
    *,
    currency: str,
    per_reference: str,
    free_references: int,
    source: str,
) -> PriceRule:
    """Return a price of two sizes, with paid references."""
    return PriceRule(
        steps=(
            PriceStep(Decimal(small), max_pixels=_SMALL_MAX_PIXELS),
            PriceStep(Decimal(large)),
        ),
        currency=currency,
        since=_SEEN,
        per_reference=Decimal(per_reference),
        free_references=free_references,
        source=source,
    )


#: (gateway slug, image model slug) -> price of one delivered picture.
PRICES: dict[tuple[str, str], PriceRule] = {
    ("ark", "seedream-5.0-lite"): _flat("0.22", "CNY", _ARK),
    ("ark", "seedream-4.5"): _flat("0.25", "CNY", _ARK),
    ("ark", "seedream-4.0"): _flat("0.20", "CNY", _ARK),
    ("ark", "seedream-5.0-pro"): _stepped(
        "0.30",
        "0.60",
        currency="CNY",
        per_reference="0.02",
        free_references=1,
        source=_ARK,
    ),
    ("ark", "seedream-3.0-t2i"): _flat("0.259", "CNY", _ARK),
    ("ark", "seededit-3.0"): _flat("0.30", "CNY", _ARK),
    ("byteplus", "seedream-5.0-lite"): _flat("0.035", "USD", _BYTEPLUS),
    ("byteplus", "seedream-4.5"): _flat("0.04", "USD", _BYTEPLUS),
    ("byteplus", "seedream-4.0"): _flat("0.03", "USD", _BYTEPLUS),
    ("byteplus", "seedream-5.5"): _stepped(
        "0.020",
        "0.035",
        currency="USD",
        per_reference="0.008",
        free_references=0,
        source=_APIYI_5_5,
    ),
    ("byteplus", "seedream-5.0-pro"): _stepped(
        "0.045",
        "0.09",
        currency="USD",
        per_reference="0.003",
        free_references=1,
        source=_BYTEPLUS,
    ),
    ("byteplus", "seedream-5.0-flash"): _flat("0.018", "USD", _FLASH),
    ("byteplus", "seedream-3.0-t2i"): _flat("0.03", "USD", _BYTEPLUS),
    ("apiyi", "seedream-5.0-lite"): _flat("0.035", "USD", _APIYI),
    ("apiyi", "seedream-4.5"): _flat("0.04", "USD", _APIYI),
    ("apiyi", "seedream-4.0"): _flat("0.03", "USD", _APIYI),
}

#: The simulator bills nobody: a price of zero, which is not an unknown price.
FREE = _flat("0", "USD", "our own simulator")
