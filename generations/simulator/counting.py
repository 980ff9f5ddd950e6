"""How many pictures a request asks for, by `sequential_*` or by `n`.

The limits are the catalogue's; the refusals are in the API's words.
"""

import re
from collections.abc import Mapping
from typing import Any

from generations.catalogue.vocabulary import Capabilities, PicturesBy, RequestField
from generations.simulator.fields import is_integer, read_switch
from generations.simulator.refused import invalid

#: The options travel with their switch.
OPTIONS = "sequential_image_generation_options"
_COUNT = re.compile(r"(?<![0-9:x])([0-9]{1,2})(?![0-9:x])")
#: Pictures of a sequence whose prompt and options name no number.
_UNTOLD_COUNT = 4


def read_count(
    body: Mapping[str, Any], capabilities: Capabilities, *, prompt: str, references: int
) -> tuple[bool, int]:
    """Return whether a sequence is asked for, and of how many pictures.

    Raises:
        Refused: the number is out of range, or the switch is none.
    """
    match capabilities.pictures_by:
        case PicturesBy.SEQUENTIAL:
            count = _read_sequential(body, capabilities, prompt, references)
            return count is not None, count or 1
        case PicturesBy.N:
            return False, _read_n(body, capabilities.max_variations, untold=1)
        case PicturesBy.N_WITH_SEQUENTIAL:
            name = RequestField.ENABLE_SEQUENTIAL.value
            is_sequence = read_switch(body, name, default=False)
            if is_sequence:
                most = capabilities.max_images
                return True, _read_n(body, most, untold=most)
            return False, _read_n(body, capabilities.max_variations, untold=1)
    return False, 1


def _read_n(body: Mapping[str, Any], most: int, *, untold: int) -> int:
    asked = body.get("n", untold)
    if not is_integer(asked) or not 1 <= asked <= most:
        raise invalid("n", f"value must be between 1 and {most}")
    return int(asked)


def _read_sequential(
    body: Mapping[str, Any], capabilities: Capabilities, prompt: str, references: int
) -> int | None:
    """Return how many pictures a sequence shall have; None means no sequence."""
    name = RequestField.SEQUENTIAL.value
    switch = body.get(name, "disabled")
    if switch not in ("auto", "disabled"):
        raise invalid(name, "value must be one of 'auto' or 'disabled'")
    if switch == "disabled":
        return None
    options = body.get(OPTIONS)
    asked = None if options is None else _read_max_images(options, capabilities)
    room = capabilities.max_together - references
    if asked is not None:
        if asked > room:
            raise invalid(
                f"{OPTIONS}.max_images",
                f"the number of input images and output images must be at most "
                f"{capabilities.max_together}",
            )
        return asked
    told = _COUNT.search(prompt)
    wished = int(told[1]) if told else _UNTOLD_COUNT
    return max(1, min(wished, room, capabilities.max_images))


def _read_max_images(options: object, capabilities: Capabilities) -> int | None:
    if not isinstance(options, dict):
        raise invalid(OPTIONS, "value must be an object")
    asked = options.get("max_images")
    if asked is None:
        return None
    most = capabilities.max_images
    if not is_integer(asked) or not 1 <= asked <= most:
        raise invalid(f"{OPTIONS}.max_images", f"value must be between 1 and {most}")
    return int(asked)
