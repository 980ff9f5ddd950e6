"""From the JSON object of a blocking answer to events; everything is optional.

Knows the shape of `data`, `usage` and single pictures (streams use the latter
too); knows nothing of HTTP.
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Iterator
from typing import Any

from generations.clients.complaints import complaint_in, holds_error, plain
from generations.clients.contract import Event, Picture, Receipt, Refusal
from generations.clients.errors import BadAnswer
from generations.clients.expiry import expiry_of
from generations.clients.refusals import error_in_success

#: Code of a promised picture that came without address and content.
EMPTY_PICTURE = "EmptyPicture"

MAX_COUNT = 10_000  #: a number of pictures above this is not believed
#: Pictures of one answer that are taken, asked for or not: no gateway sells half
#: as many, and each costs a row and a download.
MAX_PICTURES = 100
MAX_ADDRESS_CHARACTERS = 16_000
MAX_USAGE_ENTRIES = 50
MAX_USAGE_DEPTH = 4

_SIZE = re.compile(r"\s*([0-9]{1,5})\s*[xX×*]\s*([0-9]{1,5})\s*")
_DATA_URI = re.compile(r"data:[^,]{0,100},", re.IGNORECASE)
#: An address without what no address holds and no database keeps.
_WEB_ADDRESS = re.compile(
    r"https?://[^/\x00-\x20\x7f\ud800-\udfff][^\x00-\x1f\x7f\ud800-\udfff]*",
    re.IGNORECASE,
)


def answer_events(
    body: bytes, *, status: int = 200, request_id: str = ""
) -> Iterator[Event]:
    """Yield the pictures and refusals of a complete answer, then its receipt.

    Raises:
        BadAnswer: no JSON object, or one without anything usable.
        Refused: an error of the 4xx kind stands where the pictures should.
        OutcomeUnknown: any other error stands there.
    """
    answer = _parsed(body, status=status, request_id=request_id)
    entries = _entries(answer)
    complaint = complaint_in(answer)
    found = [_event_of(entry, index) for index, entry in enumerate(entries)]
    if all(event is None for event in found):
        if complaint is not None:
            raise error_in_success(complaint, status=status, request_id=request_id)
        raise BadAnswer(
            "The answer holds no picture",
            body=body,
            status=status,
            request_id=request_id,
        )
    for index, event in enumerate(found):
        yield event or empty_picture(index)
    if complaint is not None and holds_error(answer):
        yield Refusal(len(found), complaint.code, complaint.message)
    yield receipt_of(answer, status=status, request_id=request_id)


def picture_of(entry: dict[str, Any], index: int) -> Picture | None:
    """Read one picture, None where neither address nor content is usable.

    Both are kept when both are there; an address is never altered.
    """
    url = entry.get("url")
    encoded = entry.get("b64_json")
    if isinstance(url, str) and _DATA_URI.match(url):
        url, encoded = "", encoded or url
    if not isinstance(url, str) or len(url) > MAX_ADDRESS_CHARACTERS:
        url = ""
    if not _WEB_ADDRESS.fullmatch(url):
        url = ""
    content = _decoded(encoded)
    if not url and not content:
        return None
    width_px, height_px = _pixels(entry.get("size"))
    return Picture(
        index=index,
        url=url,
        content=content,
        width_px=width_px,
        height_px=height_px,
        expires_at=expiry_of(url) if url else None,
    )


def refusal_of(entry: object, index: int) -> Refusal | None:
    """Read why one picture was refused, None where nothing says so."""
    complaint = complaint_in(entry)
    if complaint is None:
        return None
    return Refusal(index, complaint.code, complaint.message)


def empty_picture(index: int) -> Refusal:
    """Give the refusal that stands for a picture without address and content."""
    return Refusal(index, EMPTY_PICTURE, "The gateway listed a picture but sent none")


def receipt_of(answer: dict[str, Any], *, status: int, request_id: str) -> Receipt:
    """Read the receipt from the object that carries `model` and `usage`."""
    reported = answer.get("usage")
    usage = _bounded(reported) if isinstance(reported, dict) and reported else None
    return Receipt(
        request_id=request_id,
        remote_model=plain(answer.get("model"), limit=200),
        images_billed=count_of(usage.get("generated_images")) if usage else None,
        usage=usage,
        status=status,
    )


def count_of(value: object) -> int | None:
    """Read a small whole number, also from 2.0 or "2"; else None."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,5}", value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    is_whole = 0 <= value <= MAX_COUNT and value == int(value)
    return int(value) if is_whole else None


def json_object(text: str | bytes) -> dict[str, Any] | None:
    """Parse a JSON object, None for anything else.

    Bytes that are not UTF-8 are replaced: a damaged word must not cost the
    pictures beside it.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8-sig", errors="replace")
    try:
        value = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):  # not JSON, or nested to hurt
        return None
    return value if isinstance(value, dict) else None


def _parsed(body: bytes, *, status: int, request_id: str) -> dict[str, Any]:
    answer = json_object(body)
    if answer is None:
        message = (
            "The answer is not a JSON object" if body.strip() else "The answer is empty"
        )
        raise BadAnswer(message, body=body, status=status, request_id=request_id)
    return answer


def _entries(answer: dict[str, Any]) -> list[object]:
    """Give the members of `data`, of a lone object too."""
    listed = answer.get("data")
    if isinstance(listed, dict):
        return [listed]
    return listed[:MAX_PICTURES] if isinstance(listed, list) else []


def _event_of(entry: object, index: int) -> Event | None:
    if isinstance(entry, str):
        entry = {"url": entry}
    if not isinstance(entry, dict):
        return None
    return picture_of(entry, index) or refusal_of(entry, index)


def _decoded(encoded: object) -> bytes:
    """Decode base64, bare or as a data URI, padded or not; b"" when it is none."""
    if not isinstance(encoded, str):
        return b""
    prefix = _DATA_URI.match(encoded)
    bare = encoded[prefix.end() :] if prefix else encoded
    try:
        packed = b"".join(bare.encode("ascii").split())
        packed = packed.translate(bytes.maketrans(b"-_", b"+/")).rstrip(b"=")
        return base64.b64decode(packed + b"=" * (-len(packed) % 4), validate=True)
    except (UnicodeEncodeError, binascii.Error):  # a placeholder or damaged
        return b""


def _pixels(size: object) -> tuple[int | None, int | None]:
    """Read "2048x2048" or "2048×2048" as (width, height); a preset is no size."""
    match = _SIZE.fullmatch(size) if isinstance(size, str) else None
    if match is None or 0 in (int(match[1]), int(match[2])):
        return None, None
    return int(match[1]), int(match[2])


def _bounded(value: Any, depth: int = 0) -> Any:
    """Copy what was reported, small and printable enough for any database."""
    if isinstance(value, str):
        return plain(value, limit=500)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value if abs(value) < 2**63 else None
    if depth >= MAX_USAGE_DEPTH:
        return None
    if isinstance(value, dict):
        pairs = list(value.items())[:MAX_USAGE_ENTRIES]
        return {
            plain(name, limit=100): _bounded(each, depth + 1) for name, each in pairs
        }
    if isinstance(value, list):
        return [_bounded(each, depth + 1) for each in value[:MAX_USAGE_ENTRIES]]
    return None
