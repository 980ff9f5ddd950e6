"""Asks a gateway whether it accepts a key, by a question that is never billed.

Reads the list of image models with the key and, to be sure that the key is what
opened it, once more without. Knows no rows; sends no POST.
"""

import time
from dataclasses import dataclass
from enum import StrEnum

import httpx

from generations.clients.answers import json_object
from generations.clients.errors import BadAnswer, ImageApiError
from generations.clients.reach import Reach
from generations.clients.wire import Clock, Patience, posted

#: A list of a thousand models with prices is far below.
MAX_LIST_BYTES = 8_000_000

_REFUSALS = (401, 403)
_NOT_HERE = (404, 405, 501)


class KeyAnswer(StrEnum):
    """What a gateway said about a key."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    UNTESTABLE = "untestable"  #: it has no list, or shows it to anybody
    UNREACHABLE = "unreachable"  #: no answer came; says nothing about the key
    UNCLEAR = "unclear"  #: it is busy or broken; says nothing about the key


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """The outcome of a test; `message` is English prose of the wire, for support."""

    answer: KeyAnswer
    status: int | None = None
    message: str = ""


def check_key(
    address: str,
    key: str,
    *,
    total_s: float,
    reach: Reach | None = None,
    transport: httpx.BaseTransport | None = None,
    clock: Clock = time.monotonic,
) -> KeyCheck:
    """Ask at the address of the list of models; each of two questions has `total_s`.

    `reach`, `transport` and `clock` are those of `clients.ark`. No message holds
    the key.
    """
    key = key.strip()
    if not (key.isascii() and key.isprintable()):
        return KeyCheck(KeyAnswer.REFUSED, message="The key holds odd characters")

    def ask(authorization: str) -> tuple[int, bool]:
        return _ask(address, authorization, total_s, reach, transport, clock)

    try:
        status, is_list = ask(f"Bearer {key}")
        if not 200 <= status < 300:
            return KeyCheck(_read(status), status)
        if not is_list:
            return KeyCheck(KeyAnswer.UNTESTABLE, status)
        without, is_open = ask("")
    except BadAnswer as error:
        return KeyCheck(KeyAnswer.UNCLEAR, error.status, error.message)
    except ImageApiError as error:
        return KeyCheck(KeyAnswer.UNREACHABLE, message=error.message)
    if 200 <= without < 300 and is_open:
        return KeyCheck(KeyAnswer.UNTESTABLE, status)
    if without in _REFUSALS:
        return KeyCheck(KeyAnswer.ACCEPTED, status)
    return KeyCheck(KeyAnswer.UNCLEAR, without)


def _read(status: int) -> KeyAnswer:
    """Read an answer that is no success."""
    if status in _REFUSALS:
        return KeyAnswer.REFUSED
    return KeyAnswer.UNTESTABLE if status in _NOT_HERE else KeyAnswer.UNCLEAR


def _ask(
    address: str,
    authorization: str,
    total_s: float,
    reach: Reach | None,
    transport: httpx.BaseTransport | None,
    clock: Clock,
) -> tuple[int, bool]:
    """Return the status, and whether the body is a list of models."""
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",
        "User-Agent": "seedream-studio",
    }
    if authorization:
        headers["Authorization"] = authorization
    with posted(
        address,
        method="GET",
        headers=headers,
        body=b"",
        patience=Patience(total_s, total_s, total_s, total_s),
        max_bytes=MAX_LIST_BYTES,
        transport=transport,
        reach=reach,
        clock=clock,
    ) as answer:
        if not 200 <= answer.status < 300:
            return answer.status, False
        listed = json_object(b"".join(answer.chunks())) or {}
        return answer.status, isinstance(listed.get("data"), list)
