"""What image models can do, who sells them, at what price and in which sizes."""

from generations.catalogue.gateways import (
    GATEWAYS,
    custom_gateway,
    endpoint,
    models_address,
    simulator_gateway,
)
from generations.catalogue.image_models import IMAGE_MODELS
from generations.catalogue.offers import every_offer, find_offer, offers_of, own_offer
from generations.catalogue.options import (
    backgrounds_for,
    fields_for,
    most_pictures,
)
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
    "backgrounds_for",
    "check_pixels",
    "custom_gateway",
    "endpoint",
    "estimate",
    "every_offer",
    "fields_for",
    "find_offer",
    "models_address",
    "most_pictures",
    "nearest_legal",
    "offers_of",
    "own_offer",
    "parse_pixels",
    "ratio_label",
    "resolve",
    "simulator_gateway",
]
