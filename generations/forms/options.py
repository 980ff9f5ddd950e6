"""The optional fields of a wish: each kept only where the offer lists it.

Pure: typed values and an offer in, parameters and complaints out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from generations.catalogue.vocabulary import (
    Capabilities,
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


def options_of(typed: Mapping[str, Any], offer: Offer) -> Options:
    """Return the optional fields of a wish for this offer."""
    capabilities = offer.capabilities
    fields = capabilities.fields
    options = Options()
    if RequestField.WATERMARK in fields:
        options.parameters["watermark"] = bool(typed.get("watermark"))
    if RequestField.TOOLS in fields and typed.get("web_search"):
        options.parameters["web_search"] = True
    for name, choices in _choices(capabilities):
        options.pick(name, typed.get(name), choices)
    if RequestField.OPTIMIZE_PROMPT in fields and typed.get("optimize_prompt"):
        wanted = typed["optimize_prompt"]
        options.pick("optimize_prompt", wanted, capabilities.optimize_modes)
    for name, limits, whole in _numbers(capabilities):
        options.number(name, typed.get(name), limits, whole=whole)
    return options


def _choices(capabilities: Capabilities) -> list[tuple[str, tuple[str, ...]]]:
    """Return the fields with fixed choices that the offer lists."""
    fields = capabilities.fields
    listed = [
        (RequestField.OUTPUT_FORMAT, "output_format", capabilities.output_formats),
    ]
    return [
        (name, choices) for key, name, choices in listed if key in fields and choices
    ]


def _numbers(capabilities: Capabilities) -> list[tuple[str, NumberRange, bool]]:
    """Return the numeric fields that the offer lists; True for whole numbers."""
    listed = [
        ("seed", capabilities.seed, True),
        ("guidance_scale", capabilities.guidance, False),
    ]
    return [(name, limits, whole) for name, limits, whole in listed if limits]
