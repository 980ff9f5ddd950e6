"""The rules of the API: what a request may say, and how it is refused.

Refuses in the order of upstream: model, then each field. The limits are the
catalogue's; nothing here knows the socket.
"""

import re
from collections.abc import Mapping
from typing import Any

from generations.catalogue.image_models import IMAGE_MODELS
from generations.catalogue.vocabulary import (
    Capabilities,
    ImageModel,
    NumberRange,
    RequestField,
)
from generations.simulator.asked import Asked, ReferencePicture
from generations.simulator.references import read_references
from generations.simulator.refused import (
    Refused,
    invalid,
    missing,
    sensitive,
    unknown_model,
)
from generations.simulator.sizing import pick_pixels

#: The options travel with their switch.
_OPTIONS = "sequential_image_generation_options"
_REQUIRED = frozenset({"model", "prompt", "size"})
#: Known upstream, but to 5.0-pro alone, and not yet in our vocabulary.
_PRO_ONLY = frozenset({"background", "layer_decomposition"})
_OPTIONAL = {field.value: field for field in RequestField} | {
    _OPTIONS: RequestField.SEQUENTIAL
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
_COUNT = re.compile(r"(?<![0-9:x])([0-9]{1,2})(?![0-9:x])")
#: Pictures of a sequence whose prompt and options name no number.
_UNTOLD_COUNT = 4


def read_request(body: Mapping[str, Any], *, strict: bool = False) -> Asked:
    """Return what the request asks for.

    `strict` also refuses the fields that upstream would silently ignore.

    Raises:
        Refused: as the API would.
    """
    image_model, remote_model = _find_model(body)
    capabilities = image_model.capabilities
    ignored = tuple(
        name
        for name in body
        if name not in _OPTIONAL and name not in _REQUIRED and name not in _PRO_ONLY
    )
    forbidden = _forbidden_fields(body, capabilities)
    _check_groups(body, image_model)
    if strict and (ignored or forbidden):
        name = (*forbidden, *ignored)[0]
        message = f"The parameter `{name}` is not supported by the current model."
        raise Refused(400, "InvalidParameter.UnsupportedParameter", message, name)
    prompt = _read_prompt(body)
    references = read_references(body.get("image"), capabilities)
    count = _read_count(body, capabilities, prompt, len(references))
    return Asked(
        image_model=image_model,
        remote_model=remote_model,
        prompt=prompt,
        size=pick_pixels(body.get("size"), capabilities.size, prompt, references),
        references=references,
        is_sequence=count is not None,
        count=count or 1,
        refused_indexes=_refused_indexes(prompt, count or 1),
        ignored_fields=ignored,
        forbidden_fields=forbidden,
        **_read_options(body, capabilities),
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
        for remote_model in (image_model.doubao_id, image_model.plain_id)
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


def _check_groups(body: Mapping[str, Any], image_model: ImageModel) -> None:
    if image_model.slug not in _NO_GROUPS:
        return
    for name in ("stream", "sequential_image_generation", _OPTIONS):
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


def _read_count(
    body: Mapping[str, Any], capabilities: Capabilities, prompt: str, references: int
) -> int | None:
    """Return how many pictures a sequence shall have; None means no sequence."""
    if RequestField.SEQUENTIAL not in capabilities.fields:
        return None
    name = RequestField.SEQUENTIAL.value
    switch = body.get(name, "disabled")
    if switch not in ("auto", "disabled"):
        raise invalid(name, "value must be one of 'auto' or 'disabled'")
    if switch == "disabled":
        return None
    options = body.get(_OPTIONS)
    asked = None if options is None else _read_max_images(options, capabilities)
    room = capabilities.max_together - references
    if asked is not None:
        if asked > room:
            raise invalid(
                f"{_OPTIONS}.max_images",
                f"the number of input images and output images must be at most "
                f"{capabilities.max_together}",
            )
        return asked
    told = _COUNT.search(prompt)
    wished = int(told[1]) if told else _UNTOLD_COUNT
    return max(1, min(wished, room, capabilities.max_images))


def _read_max_images(options: object, capabilities: Capabilities) -> int | None:
    if not isinstance(options, dict):
        raise invalid(_OPTIONS, "value must be an object")
    asked = options.get("max_images")
    if asked is None:
        return None
    most = capabilities.max_images
    if not _is_integer(asked) or not 1 <= asked <= most:
        raise invalid(f"{_OPTIONS}.max_images", f"value must be between 1 and {most}")
    return int(asked)


def _refused_indexes(prompt: str, count: int) -> frozenset[int]:
    """Return the pictures that "refuse:N" (counted from 1) asks to refuse."""
    named = {int(number) - 1 for number in _REFUSED_PICTURE.findall(prompt)}
    return frozenset(index for index in named if 0 <= index < count)


def _read_options(
    body: Mapping[str, Any], capabilities: Capabilities
) -> dict[str, Any]:
    fields = capabilities.fields
    if RequestField.GUIDANCE_SCALE in fields:
        _read_number(body, "guidance_scale", capabilities.guidance)
    if RequestField.OPTIMIZE_PROMPT in fields:
        _check_optimize(body, capabilities)
    seed = (
        _read_number(body, "seed", capabilities.seed)
        if RequestField.SEED in fields
        else None
    )
    output_format = "jpeg"
    if RequestField.OUTPUT_FORMAT in fields:
        known = capabilities.output_formats or ("jpeg",)
        output_format = _read_choice(body, "output_format", known)
    return {
        "seed": None if seed is None or seed == -1 else int(seed),
        "output_format": output_format,
        "response_format": _read_choice(body, "response_format", ("url", "b64_json")),
        "watermark": _read_switch(body, "watermark", default=True),
        "stream": RequestField.STREAM in fields
        and _read_switch(body, "stream", default=False),
        "web_search": RequestField.TOOLS in fields and _reads_tools(body),
    }


def _read_choice(body: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    value = body.get(name, known[0])
    if value not in known:
        listed = " or ".join(f"'{choice}'" for choice in known)
        raise invalid(name, f"value must be one of {listed}")
    return str(value)


def _read_switch(body: Mapping[str, Any], name: str, *, default: bool) -> bool:
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise invalid(name, "value must be a boolean")
    return value


def _read_number(
    body: Mapping[str, Any], name: str, limits: NumberRange | None
) -> float | None:
    value = body.get(name)
    if value is None or limits is None:
        return None
    right_kind = _is_integer(value) if name == "seed" else _is_number(value)
    if not right_kind or not limits.least <= value <= limits.most:
        span = f"{limits.least:.10g} and {limits.most:.10g}"
        raise invalid(name, f"value must be between {span}")
    return float(value)


def _check_optimize(body: Mapping[str, Any], capabilities: Capabilities) -> None:
    options = body.get("optimize_prompt_options")
    if options is None:
        return
    mode = options.get("mode", "standard") if isinstance(options, dict) else None
    if mode not in capabilities.optimize_modes:
        raise invalid("optimize_prompt_options.mode", "value is not supported")


def _reads_tools(body: Mapping[str, Any]) -> bool:
    tools = body.get("tools")
    if tools is None:
        return False
    if not isinstance(tools, list) or any(
        not isinstance(tool, dict) or tool.get("type") != "web_search" for tool in tools
    ):
        raise invalid("tools", "only tools of type 'web_search' are supported")
    return bool(tools)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


__all__ = ["Asked", "ReferencePicture", "models_on_sale", "read_request"]
