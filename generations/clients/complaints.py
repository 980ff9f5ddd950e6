"""What a gateway says when it says no, in any of the shapes it may take.

Reads error objects and error pages into a `Complaint`; knows nothing of HTTP
statuses or of what an error code means.
"""

import html
import json
import re
from dataclasses import dataclass

MAX_MESSAGE_CHARACTERS = 2_000
MAX_CODE_CHARACTERS = 120
MAX_PAGE_CHARACTERS = 8_000  #: how much of an error page is read

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LOOKS_LIKE_A_CODE = re.compile(r"[\w.\-]+")
_MARKUP = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)
_FINE_CODES = frozenset({"", "0", "200", "ok", "success"})


@dataclass(frozen=True, slots=True)
class Complaint:
    """An error as told: the gateway's code or "", and its prose or ""."""

    code: str = ""
    message: str = ""
    is_structured: bool = True  #: read from JSON, not from a page or from nothing


def complaint_in(value: object) -> Complaint | None:
    """Find the error in a JSON value, None where it holds none.

    Takes `{"error": {...}}`, `{"error": "text"}`, the same fields without the
    wrapper, and `detail` or `msg` for `message`.
    Source: seedream-api.md section 5.2 (live shapes of Ark and BytePlus),
    seen 2026-11-20.
    """
    if not isinstance(value, dict):
        return None
    inner = value.get("error")
    if isinstance(inner, str) and inner.strip():
        return Complaint(_code_of(value), plain(inner))
    if isinstance(inner, dict) and holds_error(value):
        return Complaint(_code_of(inner), _message_of(inner))
    code, message = _code_of(value), _message_of(value)
    if not message or (code.lower() in _FINE_CODES and "data" in value):
        return None
    return Complaint(code, message)


def holds_error(fields: dict[str, object]) -> bool:
    """Say whether `error` is there; one with empty fields only says nothing."""
    error = fields.get("error")
    if isinstance(error, dict):
        return any(error.values())
    return bool(error)


def read_complaint(body: bytes) -> Complaint:
    """Read the body of a failed request: JSON, a page, text or nothing."""
    text = body.decode("utf-8-sig", errors="replace")
    try:
        found = complaint_in(json.loads(text))
    except (ValueError, RecursionError):  # a page or text, read as such below
        found = None
    return found or Complaint(message=_prose(text), is_structured=False)


def plain(value: object, *, limit: int = MAX_MESSAGE_CHARACTERS) -> str:
    """Give a JSON string as printable text of limited length, else ""."""
    if not isinstance(value, str):
        return ""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", value[:limit]).strip()


def _code_of(fields: dict[str, object]) -> str:
    """Give `code`, or `type` where it is empty and `type` looks like a code."""
    code = fields.get("code")
    if isinstance(code, int) and not isinstance(code, bool):
        return str(code)[:MAX_CODE_CHARACTERS]
    kind = plain(fields.get("type"), limit=MAX_CODE_CHARACTERS)
    fallback = kind if _LOOKS_LIKE_A_CODE.fullmatch(kind) else ""
    return plain(code, limit=MAX_CODE_CHARACTERS) or fallback


def _message_of(fields: dict[str, object]) -> str:
    for name in ("message", "detail", "msg", "error_msg"):
        if text := plain(fields.get(name)):
            return text
    return ""


def _prose(text: str) -> str:
    """Give the title of a page, or the text without its markup."""
    head = text[:MAX_PAGE_CHARACTERS]
    if title := _TITLE.search(head):
        head = title[1]
    words = html.unescape(_MARKUP.sub(" ", head)).split()
    return plain(" ".join(words), limit=500)
