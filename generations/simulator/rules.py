"""The rules of the API: what a request may say, and how it is refused.

Refuses in the order of upstream: model, then each field. The limits are the
catalogue's; the options stand in `options`, the number of pictures in `counting`.
"""

import re
from collections.abc import Mapping
from typing import Any

from generations.catalogue.image_models import IMAGE_MODELS
from generations.catalogue.options import fields_for
from generations.catalogue.vocabulary import (
    Capabilities,
    ImageModel,
    Mode,
    RequestField,
)
from generations.simulator.asked import Asked, ReferencePicture, mode_of
from generations.simulator.counting import OPTIONS, read_count
from generations.simulator.options import read_options
from generations.simulator.references import read_references
from generations.simulator.refused import (
    Refused,
    invalid,
    missing,
    sensitive,
    unknown_model,
)
from generations.simulator.sizing import pick_pixels

_REQUIRED = frozenset({"model", "prompt", "size"})
#: Known upstream, but to 5.0-pro alone, and not in our vocabulary.
_PRO_ONLY = frozenset({"layer_decomposition"})
_OPTIONAL = {field.value: field for field in RequestField} | {
    OPTIONS: RequestField.SEQUENTIAL
}
#: The mere presence of `stream` or `sequential_*` is refused by these.
#: Source: https://docs.laozhang.ai/en/announcements/seedream-5-0-flash-pro-2026-09,
#: stored copy, seen 2026-11-20.
_NO_GROUPS = frozenset({"seedream-5.0-pro", "seedream-5.0-flash", "seedream-5.5"})
#: An id that Ark accepts beside the one it lists.
#: Source: https://docs.apiyi.com/api-capabilities/seedream-image/historical-versions,
#: stored copy, seen 2026-11-20.
_ALIASES = {
    "doubao-seedream-5-0-lite-260128": "doubao-seedream-5-0-260128",
    "seedream-5-0-lite-260128": "seedream-5-0-260128",
}
_SENSITIVE = ("forbidden", "违禁")
_REFUSED_PICTURE = re.compile(r"refuse:([0-9]{1,2})")


def read_request(body: Mapping[str, Any], *, strict: bool = False) -> Asked:
    """Return what the request asks for.

    `strict` also refuses the fields that upstream would silently ignore.

    Raises:
        Refused: as the API would.
    """
    image_model, remote_model = _find_model(body)
    capabilities = image_model.capabilities
    forbidden = _forbidden_fields(body, capabilities)
    ignored = _ignored_fields(body, capabilities)
    _check_groups(body, image_model)
    if strict and (ignored or forbidden):
        name = (*forbidden, *ignored)[0]
        message = f"The parameter `{name}` is not supported by the current model."
        raise Refused(400, "InvalidParameter.UnsupportedParameter", message, name)
    prompt = _read_prompt(body)
    references = read_references(body.get("image"), capabilities)
    is_sequence, count = read_count(
        body, capabilities, prompt=prompt, references=len(references)
    )
    rule = capabilities.size_for(mode_of(is_sequence, len(references)))
    return Asked(
        image_model=image_model,
        remote_model=remote_model,
        prompt=prompt,
        size=pick_pixels(body.get("size"), rule, prompt, references),
        references=references,
        is_sequence=is_sequence,
        count=count,
        refused_indexes=_refused_indexes(prompt, count),
        ignored_fields=ignored,
        forbidden_fields=forbidden,
        **read_options(body, image_model),
    )


def models_on_sale() -> list[dict[str, str]]:
    """Return every id as `GET /models` lists it."""
    return [
        {
            "id": remote_model,
            "object": "model",
            "domain": "ImageGeneration",
            "status": "Shutdown" if image_model.retired_upstream else "",
        }
        for image_model in IMAGE_MODELS.values()
        for remote_model in sorted({image_model.doubao_id, image_model.plain_id})
        if remote_model
    ]


def _find_model(body: Mapping[str, Any]) -> tuple[ImageModel, str]:
    remote_model = body.get("model")
    if not remote_model:
        raise missing("model")
    wanted = _ALIASES.get(str(remote_model), str(remote_model))
    for image_model in IMAGE_MODELS.values():
        if wanted in (image_model.doubao_id, image_model.plain_id):
            return image_model, wanted
    raise unknown_model(str(remote_model))


def _forbidden_fields(
    body: Mapping[str, Any], capabilities: Capabilities
) -> tuple[str, ...]:
    return tuple(
        name
        for name in body
        if name in _PRO_ONLY
        or (name in _OPTIONAL and _OPTIONAL[name] not in capabilities.fields)
    )


def _ignored_fields(
    body: Mapping[str, Any], capabilities: Capabilities
) -> tuple[str, ...]:
    """Return the fields that change nothing here, unknown ones first."""
    unknown = [
        name
        for name in body
        if name not in _OPTIONAL and name not in _REQUIRED and name not in _PRO_ONLY
    ]
    is_sequence = body.get(RequestField.ENABLE_SEQUENTIAL) is True
    if is_sequence or body.get(RequestField.IMAGE):
        mode = Mode.SEQUENCE if is_sequence else Mode.EDIT
    else:
        mode = Mode.TEXT_TO_IMAGE
    useful = fields_for(
        capabilities, mode, output_format=str(body.get("output_format") or "")
    )
    useless = {RequestField.THINKING_MODE, RequestField.OUTPUT_COMPRESSION} - useful
    idle = [name for name in useless & capabilities.fields if name.value in body]
    return (*unknown, *sorted(name.value for name in idle))


def _check_groups(body: Mapping[str, Any], image_model: ImageModel) -> None:
    if image_model.slug not in _NO_GROUPS:
        return
    for name in ("stream", "sequential_image_generation", OPTIONS):
        if name in body:
            raise invalid(name, f"{name} is not supported by the current model")


def _read_prompt(body: Mapping[str, Any]) -> str:
    prompt = body.get("prompt")
    if prompt is None:
        raise missing("prompt")
    if not isinstance(prompt, str) or not prompt.strip():
        raise invalid("prompt", "prompt must be a non-empty string")
    if any(word in prompt.lower() for word in _SENSITIVE):
        raise sensitive("InputText", "input text")
    return prompt


def _refused_indexes(prompt: str, count: int) -> frozenset[int]:
    """Return the pictures that "refuse:N" (counted from 1) asks to refuse."""
    named = {int(number) - 1 for number in _REFUSED_PICTURE.findall(prompt)}
    return frozenset(index for index in named if 0 <= index < count)


__all__ = ["Asked", "ReferencePicture", "models_on_sale", "read_request"]
