"""What the headers of an answer tell beside its body.

Owns the request id and Retry-After; knows nothing of error classes.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from generations.clients.complaints import plain

MAX_REQUEST_ID_CHARACTERS = 128

#: Where gateways put their id of a request, best first. `x-oneapi-request-id`
#: comes from new-api relays.
_ID_HEADERS = ("x-request-id", "x-oneapi-request-id")
#: ByteDance's own log id, when nothing better is there.
_LOG_ID_HEADER = "x-tt-logid"
_ID_IN_PROSE = re.compile(r"request[ _-]?id\s*[:=]\s*([\w\-]{6,128})", re.IGNORECASE)
_SECONDS = re.compile(r"\d{1,9}(\.\d{1,6})?")


def request_id_of(headers: Mapping[str, str], message: str = "") -> str:
    """Give the gateway's id of the request, from a header or its prose, or ""."""
    lowered = {name.lower(): value for name, value in headers.items()}
    for name in _ID_HEADERS:
        if found := plain(lowered.get(name), limit=MAX_REQUEST_ID_CHARACTERS):
            return found
    if match := _ID_IN_PROSE.search(message):
        return match[1]
    return plain(lowered.get(_LOG_ID_HEADER), limit=MAX_REQUEST_ID_CHARACTERS)


def retry_after_s(
    headers: Mapping[str, str], *, now: datetime | None = None
) -> float | None:
    """Give Retry-After in seconds from now, at least 0, or None.

    A date is compared with the answer's own Date, so that neither clock needs
    to be right; `now` (aware) stands in where that is missing.
    """
    lowered = {name.lower(): value.strip() for name, value in headers.items()}
    value = lowered.get("retry-after", "")
    if _SECONDS.fullmatch(value):
        return float(value)
    then = _date_of(value)
    if then is None:
        return None
    reference = _date_of(lowered.get("date", "")) or now or datetime.now(UTC)
    return max(0.0, (then - reference).total_seconds())


def _date_of(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):  # not a date
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
