"""The request as it would leave, for people who want to see it: no secrets."""

import json
import shlex
import uuid
from dataclasses import dataclass

from generations.catalogue import endpoint
from generations.catalogue.vocabulary import Offer, ReferenceTransport
from generations.clients.contract import InputImage
from generations.clients.requests import request_body
from generations.forms import ComposeForm
from generations.pipeline.wire import build_request


@dataclass(frozen=True, slots=True)
class Code:
    """The JSON body and a curl call that sends it."""

    body: str
    curl: str


def code_of(form: ComposeForm) -> Code | None:
    """Return the exact request of a form as it stands; None while it is wrong.

    References stand as short placeholders, the key as the name of its variable.
    """
    values = {**form.values, "token": str(uuid.uuid4())}
    checked = type(form)(values, offers=form.offers, team=form.team)
    if not checked.is_valid():
        return None
    wish = checked.wish()
    offer: Offer = checked.cleaned_data["offer"]
    references = tuple(
        InputImage(url=_placeholder(number, offer))
        for number, _image in enumerate(wish.references, start=1)
    )
    request = build_request(wish, offer, references)
    body = json.dumps(request_body(request), ensure_ascii=False, indent=2)
    return Code(body=body, curl=_curl(offer, body))


def _placeholder(number: int, offer: Offer) -> str:
    if offer.gateway.reference_transport is ReferenceTransport.PUBLIC_URL:
        return f"https://<this studio>/references/<signed address of @{number}>/"
    return f"data:image/jpeg;base64,<bytes of @{number}>"


def _curl(offer: Offer, body: str) -> str:
    lines = [f"curl {shlex.quote(endpoint(offer.gateway))}"]
    if offer.gateway.key_variable:
        lines.append(f'-H "Authorization: Bearer ${offer.gateway.key_variable}"')
    lines += ['-H "Content-Type: application/json"', f"-d {shlex.quote(body)}"]
    return " \\\n  ".join(lines)
