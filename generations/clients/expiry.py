"""Until when a signed result address works, read from its own query.

Pure; never changes an address.
"""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

MAX_LIFE_S = 366 * 24 * 3600

#: Parameter families of signed object-store addresses.
#: Source: seedream-api.md section 8.3 (live samples), seen 2026-11-20.
_FAMILIES = ("x-tos", "x-amz", "x-goog")
_WHOLE = re.compile(r"[0-9]{1,9}")


def expiry_of(url: str) -> datetime | None:
    """Give the moment a signed address dies, aware UTC, or None if not told."""
    try:
        query = {name.lower(): value for name, value in parse_qsl(urlsplit(url).query)}
    except ValueError:  # not an address at all
        return None
    for family in _FAMILIES:
        signed_at = query.get(f"{family}-date", "")
        life_s = query.get(f"{family}-expires", "")
        if signed_at and _WHOLE.fullmatch(life_s):
            return _end(signed_at, int(life_s))
    return None


def _end(signed_at: str, life_s: int) -> datetime | None:
    try:
        start = datetime.strptime(signed_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return start + timedelta(seconds=min(life_s, MAX_LIFE_S))
    except (ValueError, OverflowError):  # a date nobody can read
        return None
