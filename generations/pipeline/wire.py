"""From a kept wish to the request that leaves: only what the offer lists.

Knows the catalogue and the rows; the client turns it into JSON.
"""

from typing import Any

from generations.catalogue.vocabulary import Mode, Offer, RequestField
from generations.clients.contract import ImageRequest, InputImage
from generations.imaging import api_copy
from generations.models import Generation, StoredImage
from generations.pipeline import files


def request_of(generation: Generation, offer: Offer) -> ImageRequest:
    """Build the request of one attempt of a generation.

    A parameter the offer does not list is left out even if the wish holds it.
    """
    references = tuple(
        _input_image(each.image, offer)
        for each in generation.references.select_related("image")
    )
    sequential, images = _sequence(generation, offer, has_references=bool(references))
    return ImageRequest(
        remote_model=offer.remote_model,
        prompt=generation.prompt,
        size=generation.size,
        references=references,
        single_reference_as_list=offer.gateway.single_reference_as_list,
        sequential=sequential,
        max_images=images,
        stream=images is not None and RequestField.STREAM in offer.capabilities.fields,
        response_format=(
            "url" if RequestField.RESPONSE_FORMAT in offer.capabilities.fields else None
        ),
        **_parameters(generation, offer),
    )


def _parameters(generation: Generation, offer: Offer) -> dict[str, Any]:
    """Return the optional fields of the wish that this offer accepts."""
    fields = offer.capabilities.fields
    wish = generation.parameters
    found: dict[str, Any] = {}
    for field in (
        RequestField.WATERMARK,
        RequestField.SEED,
        RequestField.GUIDANCE_SCALE,
        RequestField.OUTPUT_FORMAT,
    ):
        if field in fields and wish.get(field.value) is not None:
            found[field.value] = wish[field.value]
    if RequestField.OPTIMIZE_PROMPT in fields:
        found["optimize_prompt"] = wish.get("optimize_prompt")
    if RequestField.TOOLS in fields:
        found["web_search"] = bool(wish.get("web_search"))
    return found


def _sequence(
    generation: Generation, offer: Offer, *, has_references: bool
) -> tuple[str | None, int | None]:
    """Return `sequential_image_generation` and `max_images`.

    Text to image leaves both out, an edit or a fusion says "disabled", a
    sequence always says how many. Source: exact bodies per mode in the API page.
    """
    if RequestField.SEQUENTIAL not in offer.capabilities.fields:
        return None, None
    if generation.mode == Mode.SEQUENCE:
        return "auto", generation.images
    return ("disabled" if has_references else None), None


def _input_image(image: StoredImage, offer: Offer) -> InputImage:
    """Return the API copy of a reference: upright, without metadata, in limits."""
    rule = offer.capabilities.reference
    assert rule is not None, "a form let references through to an offer without"
    budget = offer.gateway.max_body_bytes * 3 // 4 // offer.capabilities.max_references
    with files.local_copy(image.key) as path:
        copy = api_copy(
            path,
            formats=rule.formats,
            max_bytes=min(rule.max_bytes, max(budget, 400_000)),
            max_pixels=rule.max_pixels,
        )
    return InputImage(content=copy.content, media_type=copy.media_type)
