"""Signed result addresses: made, and held against what comes back.

The signature covers method, host, path and the query byte for byte, so that a
client which re-encodes, sorts or shortens the address is refused, as the object
store does. Source for the form: published live addresses, seen 2026-11-20.
"""

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from urllib.parse import parse_qs

_ALGORITHM = "TOS4-HMAC-SHA256"
_STAMP = "%Y%m%dT%H%M%SZ"


class Denial(StrEnum):
    """Why a result address is refused, in the object store's words."""

    MANGLED = "Access Denied"
    EXPIRED = "Request has expired"


def signed_query(
    secret: bytes, *, host: str, path: str, at: datetime, life_s: int
) -> str:
    """Return the query of a signed address that lives `life_s` seconds."""
    stamp = at.astimezone(UTC).strftime(_STAMP)
    scope = f"AKLTsimulated%2F{stamp[:8]}%2Floopback%2Ftos%2Frequest"
    before = (
        f"X-Tos-Algorithm={_ALGORITHM}&X-Tos-Credential={scope}"
        f"&X-Tos-Date={stamp}&X-Tos-Expires={life_s}&X-Tos-Signature="
    )
    after = "&X-Tos-SignedHeaders=host"
    return before + _signature(secret, host, path, before + after) + after


def check_query(
    secret: bytes, *, host: str, path: str, query: str, at: datetime
) -> Denial | None:
    """Return why the address is refused at the time `at`, None when it is good."""
    before, mark, rest = query.partition("&X-Tos-Signature=")
    given, _, after = rest.partition("&")
    expected = _signature(secret, host, path, f"{before}{mark}&{after}")
    if not hmac.compare_digest(given.encode(), expected.encode()):
        return Denial.MANGLED
    fields = parse_qs(query)
    begin = datetime.strptime(fields["X-Tos-Date"][0], _STAMP).replace(tzinfo=UTC)
    life = timedelta(seconds=int(fields["X-Tos-Expires"][0]))
    return Denial.EXPIRED if at > begin + life else None


def _signature(secret: bytes, host: str, path: str, query: str) -> str:
    text = "\n".join(("GET", host.lower(), path, query))
    return hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
