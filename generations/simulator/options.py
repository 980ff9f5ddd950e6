"""The optional fields of a request, each read only where its image model has it."""

from collections.abc import Mapping
from typing import Any

from generations.catalogue.options import TRANSPARENT
from generations.catalogue.vocabulary import Capabilities, ImageModel, RequestField
from generations.simulator.fields import read_choice, read_number, read_switch
from generations.simulator.refused import invalid


def read_options(body: Mapping[str, Any], image_model: ImageModel) -> dict[str, Any]:
    """Return the options as fields of `Asked`.

    Raises:
        Refused: one has a bad value.
    """
    capabilities = image_model.capabilities
    fields = capabilities.fields
    if RequestField.GUIDANCE_SCALE in fields:
        read_number(body, "guidance_scale", capabilities.guidance, is_whole=False)
    if RequestField.OPTIMIZE_PROMPT in fields:
        _check_optimize(body, capabilities)
    if RequestField.THINKING_MODE in fields:
        read_switch(body, "thinking_mode", default=capabilities.thinks_by_default)
    seed = None
    if RequestField.SEED in fields:
        seed = read_number(body, "seed", capabilities.seed, is_whole=True)
    return {
        "seed": None if seed is None or seed == -1 else int(seed),
        "response_format": read_choice(
            body, "response_format", capabilities.response_formats
        ),
        "watermark": RequestField.WATERMARK in fields
        and read_switch(body, "watermark", default=image_model.maker == "ByteDance"),
        "stream": RequestField.STREAM in fields
        and read_switch(body, "stream", default=False),
        "web_search": RequestField.TOOLS in fields and _reads_tools(body),
        **_read_looks(body, capabilities),
    }


def _read_looks(body: Mapping[str, Any], capabilities: Capabilities) -> dict[str, Any]:
    """Return format, quality and background, which depend on each other."""
    output_format, quality, background = capabilities.only_format, "", ""
    if capabilities.output_formats:
        output_format = read_choice(body, "output_format", capabilities.output_formats)
    if capabilities.compression:
        limits = capabilities.compression
        read_number(body, "output_compression", limits, is_whole=True)
    if capabilities.qualities:
        quality = read_choice(body, "quality", capabilities.qualities)
    if capabilities.backgrounds:
        background = read_choice(body, "background", capabilities.backgrounds)
    if background == TRANSPARENT and output_format == "jpeg":
        raise invalid("background", "a transparent background needs output_format png")
    return {
        "output_format": output_format,
        "quality": quality,
        "background": background,
    }


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
