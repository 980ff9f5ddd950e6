"""The ids that a person adds by `SEEDREAM_MODELS`, and the offers they become.

Reads text and joins it with the catalogue; knows neither keys nor rows. A wrong
entry is told in words and left out, the others stand.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from generations.catalogue import GATEWAYS, IMAGE_MODELS, own_offer
from generations.catalogue.vocabulary import Gateway, Offer

#: What is wrong with an entry; `catalogue_words` has them marked for translation.
NOT_A_PAIR = "Write id=family or id=family@gateway."
NOT_AN_ID = "An id has 1 to 60 letters, digits, dots, dashes, colons or slashes."
NO_FAMILY = "There is no such family; the page Models names them."
NO_GATEWAY = "There is no such gateway; the page Models names them."
TWICE = "This id is there twice for the same gateway."

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,59}")
_DEMO = "simulator"  # it sells what the catalogue names and nothing else


@dataclass(frozen=True, slots=True)
class OwnModel:
    """One entry: a remote id with the capabilities of a named family."""

    remote_model: str
    family: str  #: slug of an image model
    gateway: str = ""  #: slug; "" = the gateway that is preferred here


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the good entries, and the first fault or ""."""

    models: tuple[OwnModel, ...] = ()
    fault: str = ""  #: "entry: sentence"


def read_models(entries: Iterable[str]) -> Reading:
    """Read the entries of the setting; empty ones are passed over."""
    models: list[OwnModel] = []
    fault = ""
    for entry in filter(None, (each.strip() for each in entries)):
        model, wrong = _read(entry)
        if not wrong and model in models:
            wrong = TWICE
        if wrong:
            fault = fault or f"“{entry[:100]}”: {wrong}"
        else:
            models.append(model)
    return Reading(tuple(models), fault)


def own_offers(models: Iterable[OwnModel], gateway: Gateway) -> tuple[Offer, ...]:
    """Return the entries as offers of a gateway that each could be meant for."""
    if gateway.slug == _DEMO:
        return ()
    return tuple(
        own_offer(gateway, model.remote_model, model.family)
        for model in models
        if model.gateway in ("", gateway.slug)
    )


def _read(entry: str) -> tuple[OwnModel, str]:
    """Return an entry, and what is wrong with it or ""."""
    remote_model, _equals, rest = (part.strip() for part in entry.partition("="))
    family, at, gateway = (part.strip() for part in rest.partition("@"))
    model = OwnModel(remote_model, family.lower(), gateway.lower())
    if not remote_model or not family or (at and not gateway):
        return model, NOT_A_PAIR
    if not _ID.fullmatch(remote_model):
        return model, NOT_AN_ID
    if model.family not in IMAGE_MODELS:
        return model, NO_FAMILY
    if at and (model.gateway not in GATEWAYS or model.gateway == _DEMO):
        return model, NO_GATEWAY
    return model, ""
