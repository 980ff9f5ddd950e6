"""What a picture page tells beside the picture: asked against came, and the money.

Turns rows into lines of words; reads rows, changes none.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from generations.catalogue import parse_pixels
from generations.catalogue_words import gateway_label
from generations.faces import face_of
from generations.figures import write_bytes, write_list, write_money, write_pixels
from generations.models import (
    Attempt,
    AttemptState,
    Generation,
    Output,
    OutputState,
    Verdict,
)
from generations.views.delivered import is_other_family
from generations.views.tiles import offer_of

#: Parameters with a line of their own, and those that are only plumbing.
_TOLD = ("output_format", "watermark", "response_format", "stream", "image")
#: Ends at which nothing was billed.
_FREE = (AttemptState.REFUSED, AttemptState.UNDELIVERED, AttemptState.CANCELLED)
_SHORT_TYPES = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WebP"}


@dataclass(frozen=True, slots=True)
class Line:
    """One field of the request: what was asked, what came."""

    name: str
    asked: str
    came: str
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Bill:
    """What the paid request behind a picture was to cost and did."""

    estimate: str
    settled: str
    summary: str  #: beside the title of the panel


def lines_of(output: Output, *, stored: int) -> list[Line]:
    """Return asked against came; `stored` is how many of the click are ours."""
    generation = output.generation
    parameters: dict[str, Any] = generation.parameters
    asked = generation.images * generation.variations
    is_open = face_of(output).is_open
    lines = [_size(output), _image_model(output)]
    lines.append(
        Line(
            _("Pictures"),
            str(asked),
            str(stored),
            is_changed=not is_open and stored != asked,
        )
    )
    lines.append(_format(output, str(parameters.get("output_format") or "")))
    if "watermark" in parameters:
        words = pgettext("AI label", "yes"), pgettext("AI label", "no")
        label = words[0] if parameters["watermark"] else words[1]
        lines.append(Line(_("AI label"), label, _came(output, _("as delivered"))))
    lines += [
        Line(_name(name), _write(value), _came(output, _("not reported")))
        for name, value in parameters.items()
        if name not in _TOLD
    ]
    return lines


def _came(output: Output, words: str) -> str:
    return words if output.image else "–"


def _size(output: Output) -> Line:
    generation, image = output.generation, output.image
    asked_px = write_pixels(generation.width_px, generation.height_px)
    is_exact = parse_pixels(generation.size) is not None
    asked = asked_px if is_exact else f"{generation.size} · {asked_px}"
    came = write_pixels(image.width_px, image.height_px) if image else "–"
    return Line(_("Size"), asked, came, is_changed=bool(image) and came != asked_px)


def _image_model(output: Output) -> Line:
    offer, came = offer_of(output.generation), output.attempt.remote_model
    return Line(
        _("Image model"),
        image_model_name(output.generation),
        came or "–",
        is_changed=offer is not None and is_other_family(offer.remote_model, came),
    )


def _format(output: Output, wanted: str) -> Line:
    offer = offer_of(output.generation)
    usual = offer.capabilities.only_format if offer else "jpeg"
    asked, came = (wanted or usual).upper(), "–"
    if output.image:
        kind = _SHORT_TYPES.get(output.image.media_type, output.image.media_type)
        came = write_list([kind, write_bytes(output.image.size_bytes)])
    is_changed = output.image is not None and not came.startswith(asked)
    return Line(_("Format"), asked, came, is_changed=is_changed)


def _name(parameter: str) -> str:
    names = {
        "seed": _("Seed"),
        "guidance_scale": _("Guidance"),
        "optimize_prompt_options": _("Prompt rewriting"),
    }
    return names.get(parameter, parameter)


def _write(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def image_model_name(generation: Generation) -> str:
    """Return the label of the image model, its key when the catalogue lost it."""
    offer = offer_of(generation)
    key = generation.offer_key.partition("@")[0]
    return offer.image_model.label if offer else key


def gateway_name(generation: Generation) -> str:
    """Return the label of the gateway, its key when the catalogue lost it."""
    offer = offer_of(generation)
    key = generation.offer_key.rpartition("@")[2]
    return gateway_label(offer.gateway) if offer else key


def bill_of(output: Output) -> Bill:
    """Return the estimate and what was settled, in words."""
    generation, attempt = output.generation, output.attempt
    estimate = write_money(generation.estimate, generation.currency)
    if generation.images > 1 and generation.estimate:
        estimate = _("%(price)s for up to %(count)s pictures") % {
            "price": estimate,
            "count": generation.images,
        }
    settled = _settled(output, attempt.cost)
    if output.state != OutputState.STORED:
        return Bill(estimate, settled, settled)
    known = attempt.cost if attempt.cost is not None else generation.estimate
    return Bill(estimate, settled, write_money(known, generation.currency))


def _unknown(attempt: Attempt) -> str:
    """Return where the money of an unknown outcome stands: as a person decided."""
    match attempt.verdict:
        case Verdict.NOT_BILLED:
            return _("nothing: not billed")
        case Verdict.LOSS_ACCEPTED:
            return _("counted as billed")
    return _("unknown: may have been billed")


def _settled(output: Output, cost: Decimal | None) -> str:
    attempt, currency = output.attempt, output.generation.currency
    if attempt.state in _FREE:
        return _("nothing: not billed")
    if attempt.state == AttemptState.UNKNOWN:
        return _unknown(attempt)
    if cost is None:
        is_answered = attempt.state == AttemptState.ANSWERED
        return _("price unknown") if is_answered else _("not yet")
    price = write_money(cost, currency)
    if not attempt.images_billed or cost == 0:
        return price
    return ngettext(
        "%(price)s for %(count)s picture",
        "%(price)s for %(count)s pictures",
        attempt.images_billed,
    ) % {"price": price, "count": attempt.images_billed}
