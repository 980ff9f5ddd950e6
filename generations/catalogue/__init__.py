"""What image models can do, who sells them, at what price and in which sizes."""

from generations.catalogue.gateways import (
    GATEWAYS,
    custom_gateway,
    endpoint,
    simulator_gateway,
)
from generations.catalogue.image_models import IMAGE_MODELS
from generations.catalogue.offers import find_offer, offers_of
from generations.catalogue.pricing import Money, estimate
from generations.catalogue.size_limits import SizeLimit, SizeProblem
from generations.catalogue.size_search import nearest_legal
from generations.catalogue.sizes import (
    Size,
    adaptive_size,
    check_pixels,
    parse_pixels,
    ratio_label,
    resolve,
)

__all__ = [
    "GATEWAYS",
    "IMAGE_MODELS",
    "Money",
    "Size",
    "SizeLimit",
    "SizeProblem",
    "adaptive_size",
    "check_pixels",
    "custom_gateway",
    "endpoint",
    "estimate",
    "find_offer",
    "nearest_legal",
    "offers_of",
    "parse_pixels",
    "ratio_label",
    "resolve",
    "simulator_gateway",
]
