"""Reading one field of a body: a choice, a switch, a number, or its refusal."""

from collections.abc import Mapping
from typing import Any

from generations.catalogue.vocabulary import NumberRange
from generations.simulator.refused import invalid


def read_choice(body: Mapping[str, Any], name: str, known: tuple[str, ...]) -> str:
    """Return one of the known values, the first where the field is absent.

    Raises:
        Refused: it is another value.
    """
    value = body.get(name, known[0])
    if value not in known:
        listed = " or ".join(f"'{choice}'" for choice in known)
        raise invalid(name, f"value must be one of {listed}")
    return str(value)


def read_switch(body: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """Return a boolean field.

    Raises:
        Refused: it is no boolean.
    """
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise invalid(name, "value must be a boolean")
    return value


def read_number(
    body: Mapping[str, Any], name: str, limits: NumberRange | None, *, is_whole: bool
) -> float | None:
    """Return a number within its limits, None where it is absent.

    Raises:
        Refused: it is out of range, or not of its kind.
    """
    value = body.get(name)
    if value is None or limits is None:
        return None
    right_kind = is_integer(value) if is_whole else _is_number(value)
    if not right_kind or not limits.least <= value <= limits.most:
        span = f"{limits.least:.10g} and {limits.most:.10g}"
        raise invalid(name, f"value must be between {span}")
    return float(value)


def is_integer(value: object) -> bool:
    """Tell whether a JSON value is a whole number."""
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
