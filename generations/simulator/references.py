"""References as a request carries them: addresses and data URIs, checked.

An address is believed and never fetched: the simulator opens no connection.
"""

import base64
import binascii
import io
import re
import warnings

from PIL import Image

from generations.catalogue.vocabulary import Capabilities, ReferenceRule
from generations.simulator.asked import ReferencePicture
from generations.simulator.refused import Refused, internal, invalid, missing

_DATA_URI = re.compile(r"data:image/([a-z0-9.+-]+);base64,", re.ASCII)


def read_references(
    image: object, capabilities: Capabilities
) -> tuple[ReferencePicture, ...]:
    """Return the references of the field `image` in their order.

    Raises:
        Refused: too many, too few, or one that is no picture or not allowed.
    """
    sources = _listed(image)
    if sources and not capabilities.max_references:
        raise invalid("image", "image is not supported by the current model")
    if len(sources) < capabilities.min_references:
        raise missing("image")
    if len(sources) > capabilities.max_references:
        most = capabilities.max_references
        raise invalid("image", f"the number of images must be at most {most}")
    return tuple(_read(source, capabilities.reference) for source in sources)


def _listed(image: object) -> list[str]:
    if image is None:
        return []
    listed = image if isinstance(image, list) else [image]
    sources = [source for source in listed if isinstance(source, str)]
    if len(sources) < len(listed):
        raise invalid("image", "image must be a string or a list of strings")
    return sources


def _read(source: str, rule: ReferenceRule | None) -> ReferencePicture:
    if source.startswith(("http://", "https://")):
        return ReferencePicture(url=source)
    if not source:
        raise Refused(400, "InvalidImageURL.EmptyURL", "The image url is empty.")
    head = _DATA_URI.match(source)
    if not head:
        # Source: published live answer to base64 without `data:`, seen 2026-11-20
        raise invalid("image", "invalid url specified")
    try:
        content = base64.b64decode(source[head.end() :], validate=True)
    except (binascii.Error, ValueError):
        raise Refused(
            400, "InvalidImageURL.InvalidFormat", "The image cannot be decoded."
        ) from None
    return _measured(content, rule or ReferenceRule(formats=frozenset()))


def _measured(content: bytes, rule: ReferenceRule) -> ReferencePicture:
    """Open the picture. Bytes that are none give 500, as upstream does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content))
        width, height = opened.size
        kind = (opened.format or "").lower().replace("mpo", "jpeg")
    except (OSError, ValueError, Image.DecompressionBombError):
        raise internal() from None
    if kind not in rule.formats:
        raise invalid("image", f"image format {kind} is not supported")
    if len(content) > rule.max_bytes:
        raise invalid("image", f"image must be at most {rule.max_bytes} bytes")
    if width * height > rule.max_pixels:
        raise invalid("image", f"image must be at most {rule.max_pixels} pixels")
    if min(width, height) < rule.min_side_px:
        least = rule.min_side_px - 1
        raise invalid("image", f"image sides must be longer than {least} pixels")
    _check_ratio(width / height, rule)
    return ReferencePicture(content=content, size=(width, height))


def _check_ratio(ratio: float, rule: ReferenceRule) -> None:
    inside = rule.min_ratio <= ratio <= rule.max_ratio
    on_edge = ratio in (rule.min_ratio, rule.max_ratio)
    if not inside or (rule.ratio_is_open and on_edge):
        span = f"{rule.min_ratio:.4g} and {rule.max_ratio:.4g}"
        raise invalid("image", f"image aspect ratio must be between {span}")
