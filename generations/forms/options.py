"""The optional fields of a wish: each kept only where the offer lists it.

Pure: typed values and an offer in, parameters and complaints out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from generations.catalogue.options import backgrounds_for, fields_for
from generations.catalogue.vocabulary import (
    Capabilities,
    Mode,
    NumberRange,
    Offer,
    RequestField,
)
from generations.figures import write_list


@dataclass(slots=True)
class Options:
    """What is kept, by its name in a wish, and what is wrong, by its form field."""

    parameters: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def pick(self, name: str, wanted: Any, choices: tuple[str, ...]) -> None:
        """Keep one of the choices; nothing wanted means the first."""
        value = wanted or choices[0]
        if value not in choices:
            formats = {"formats": write_list(list(choices))}
            self.errors[name] = _("This offer gives %(formats)s.") % formats
        self.parameters[name] = value

    def number(
        self, name: str, typed: Any, limits: NumberRange, *, whole: bool
    ) -> None:
        """Keep a number within its limits; nothing typed means the default."""
        text = str(typed if typed is not None else "").strip()
        if not text:
            self.parameters[name] = int(limits.default) if whole else limits.default
            return
        try:
            value: float = int(text) if whole else float(text)
        except ValueError:
            value = float("nan")
        if limits.least <= value <= limits.most:
            self.parameters[name] = value
            return
        self.errors[name] = _("A number from %(least)s to %(most)s.") % {
            "least": f"{limits.least:.0f}",
            "most": f"{limits.most:.0f}",
        }


def options_of(typed: Mapping[str, Any], offer: Offer, mode: Mode) -> Options:
    """Return the optional fields of a wish for this offer in this mode."""
    capabilities = offer.capabilities
    given = str(typed.get("output_format") or "")
    fields = fields_for(capabilities, mode, output_format=given)
    options = Options()
    for key, name in _SWITCHES.items():
        if key in fields:
            options.parameters[name] = bool(typed.get(name))
    if not options.parameters.get("web_search"):
        options.parameters.pop("web_search", None)
    for name, choices in _choices(capabilities, fields, given):
        options.pick(name, typed.get(name), choices)
    if RequestField.OPTIMIZE_PROMPT in fields and typed.get("optimize_prompt"):
        wanted = typed["optimize_prompt"]
        options.pick("optimize_prompt", wanted, capabilities.optimize_modes)
    for key, name, limits, whole in _numbers(capabilities):
        if key in fields and limits:
            options.number(name, typed.get(name), limits, whole=whole)
    return options


#: Fields that are on or off, by their name in a wish.
_SWITCHES = {
    RequestField.WATERMARK: "watermark",
    RequestField.TOOLS: "web_search",
    RequestField.THINKING_MODE: "thinking_mode",
}


def _choices(
    capabilities: Capabilities, fields: frozenset[RequestField], given: str
) -> list[tuple[str, tuple[str, ...]]]:
    """Return the fields with fixed choices that leave, each with its choices."""
    listed = [
        (RequestField.OUTPUT_FORMAT, "output_format", capabilities.output_formats),
        (RequestField.QUALITY, "quality", capabilities.qualities),
        (
            RequestField.BACKGROUND,
            "background",
            backgrounds_for(capabilities, output_format=given),
        ),
    ]
    return [
        (name, choices) for key, name, choices in listed if key in fields and choices
    ]


def _numbers(
    capabilities: Capabilities,
) -> list[tuple[RequestField, str, NumberRange | None, bool]]:
    """Return the numeric fields with their limits; True for whole numbers."""
    return [
        (RequestField.SEED, "seed", capabilities.seed, True),
        (RequestField.GUIDANCE_SCALE, "guidance_scale", capabilities.guidance, False),
        (
            RequestField.OUTPUT_COMPRESSION,
            "output_compression",
            capabilities.compression,
            True,
        ),
    ]
