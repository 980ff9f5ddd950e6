"""From an `ImageRequest` to the JSON body that leaves, field by field.

Sends exactly what is set and nothing else: some image models answer 400 to a
field that is merely present, others ignore it and bill. Knows no catalogue.
"""

import base64
import json
from typing import Any

from generations.clients.contract import ImageRequest, InputImage

Body = dict[str, Any]


def request_body(request: ImageRequest) -> Body:
    """Give the JSON object of one request.

    Source: seedream-api.md sections 4.1 and 4.3 (Ark image generation API,
    docs/82379/1541523) and, from `n` on, the document of POST
    vip.xmsmartlink.com/v1/images/generations, seen 2026-11-20.

    Raises:
        ValueError: a reference has neither an address nor typed bytes.
    """
    body: Body = {"model": request.remote_model, "prompt": request.prompt}
    if request.references:
        body["image"] = _references(request)
    body["size"] = request.size
    body.update(_set_fields(request))
    if request.sequential == "auto" and request.max_images is not None:
        body["sequential_image_generation_options"] = {"max_images": request.max_images}
    if request.optimize_prompt is not None:
        body["optimize_prompt_options"] = {"mode": request.optimize_prompt}
    if request.web_search:
        body["tools"] = [{"type": "web_search"}]
    if request.stream:
        body["stream"] = True
    return body


def encoded_body(request: ImageRequest) -> bytes:
    """Give the bytes that leave: ASCII JSON, so that any prompt survives."""
    return json.dumps(request_body(request), separators=(",", ":")).encode("ascii")


def _set_fields(request: ImageRequest) -> Body:
    """Give the plain fields that are not None, by their name on the wire."""
    fields = {
        "seed": request.seed,
        "guidance_scale": request.guidance_scale,
        "sequential_image_generation": request.sequential,
        "output_format": request.output_format,
        "response_format": request.response_format,
        "watermark": request.watermark,
        "n": request.n,
        "quality": request.quality,
        "background": request.background,
        "output_compression": request.output_compression,
        "enable_sequential": request.enable_sequential,
        "thinking_mode": request.thinking_mode,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _references(request: ImageRequest) -> str | list[str]:
    """Give one reference as a string, several as a list in their order."""
    addresses = [_address(image) for image in request.references]
    if len(addresses) == 1 and not request.single_reference_as_list:
        return addresses[0]
    return addresses


def _address(image: InputImage) -> str:
    """Give the public address, or a data URI with a lower-case media type."""
    if image.content and image.media_type:
        encoded = base64.b64encode(image.content).decode("ascii")
        return f"data:{image.media_type.lower()};base64,{encoded}"
    if image.url and not image.content:
        return image.url
    raise ValueError("a reference needs an address, or bytes with a media type")
