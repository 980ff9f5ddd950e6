"""From a wish to the request that leaves: only what the offer lists.

Knows the catalogue and the rows; the client turns it into JSON.
"""

from typing import Any, Protocol

from generations.catalogue.options import fields_for
from generations.catalogue.vocabulary import Mode, Offer, RequestField
from generations.clients.contract import ImageRequest, InputImage
from generations.mentions import as_sent
from generations.models import Generation
from generations.pipeline.references import prepared

#: Parameters whose name in a wish is their name in `ImageRequest`.
_PLAIN = (
    RequestField.WATERMARK,
    RequestField.SEED,
    RequestField.GUIDANCE_SCALE,
    RequestField.OUTPUT_FORMAT,
    RequestField.QUALITY,
    RequestField.BACKGROUND,
    RequestField.OUTPUT_COMPRESSION,
    RequestField.THINKING_MODE,
)


class Asked(Protocol):
    """What was asked for: a kept generation, or a wish that is not kept yet."""

    @property
    def mode(self) -> str: ...
    @property
    def prompt(self) -> str: ...
    @property
    def size(self) -> str: ...
    @property
    def images(self) -> int: ...
    @property
    def parameters(self) -> dict[str, Any]: ...


def request_of(generation: Generation, offer: Offer) -> ImageRequest:
    """Build the request of one attempt of a generation, its references included.

    Raises:
        NotAPicture: a reference cannot be read any more.
        ValueError: a reference cannot be brought within the offer's limits.
    """
    images = [each.image for each in generation.references.all()]
    return build_request(generation, offer, prepared(images, offer))


def build_request(
    asked: Asked, offer: Offer, references: tuple[InputImage, ...]
) -> ImageRequest:
    """Build the request for a wish and references that are ready to leave.

    A parameter the offer does not list is left out even if the wish holds it.
    `@1` in the prompt becomes the name by which the API knows that reference.
    """
    capabilities = offer.capabilities
    given = str(asked.parameters.get("output_format") or "")
    fields = fields_for(capabilities, Mode(asked.mode), output_format=given)
    sequential, images = _sequence(asked, offer, has_references=bool(references))
    return ImageRequest(
        remote_model=offer.remote_model,
        prompt=as_sent(asked.prompt, references=len(references)),
        size=asked.size,
        references=references,
        single_reference_as_list=offer.gateway.single_reference_as_list,
        sequential=sequential,
        max_images=images,
        stream=images is not None and RequestField.STREAM in fields,
        response_format=(
            capabilities.response_formats[0]
            if RequestField.RESPONSE_FORMAT in fields
            else None
        ),
        n=asked.images if RequestField.N in fields else None,
        enable_sequential=RequestField.ENABLE_SEQUENTIAL in fields or None,
        **_parameters(asked, fields),
    )


def _parameters(asked: Asked, fields: frozenset[RequestField]) -> dict[str, Any]:
    """Return the optional fields of the wish that this offer accepts."""
    wish = asked.parameters
    found: dict[str, Any] = {
        field.value: wish[field.value]
        for field in _PLAIN
        if field in fields and wish.get(field.value) is not None
    }
    if RequestField.OPTIMIZE_PROMPT in fields:
        found["optimize_prompt"] = wish.get("optimize_prompt")
    if RequestField.TOOLS in fields:
        found["web_search"] = bool(wish.get("web_search"))
    return found


def _sequence(
    asked: Asked, offer: Offer, *, has_references: bool
) -> tuple[str | None, int | None]:
    """Return `sequential_image_generation` and `max_images`.

    Text to image leaves both out, an edit or a fusion says "disabled", a
    sequence always says how many. Source: exact bodies per mode in the API page.
    """
    if RequestField.SEQUENTIAL not in offer.capabilities.fields:
        return None, None
    if asked.mode == Mode.SEQUENCE:
        return "auto", asked.images
    return ("disabled" if has_references else None), None
