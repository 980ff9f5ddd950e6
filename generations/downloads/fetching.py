"""One GET of one picture into one file: no key, no cookie, no redirect, no proxy.

The URL leaves byte for byte, since a signed one breaks otherwise; httpcore is
used without httpx on top because httpx re-quotes.
"""

import hashlib
import os
import secrets
import socket
import ssl
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

import certifi
import httpcore

from generations.downloads.addresses import Resolver, resolve
from generations.downloads.errors import AddressRefused, Gone, Interrupted, TooLarge
from generations.downloads.rules import DownloadRule, Target, parse
from generations.downloads.wire import CheckedBackend, Deadline

#: 4xx that ask for patience rather than say no.
_LATER = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A picture that arrived in full: its file, size and checksum (hex).

    `media_type` is what the server claims, lower case, "" if nothing; the bytes
    decide what it is.
    """

    path: Path
    size_bytes: int
    sha256: str
    media_type: str


def download(
    url: str,
    target: Path,
    rule: DownloadRule,
    *,
    resolver: Resolver = socket.getaddrinfo,
    trust: ssl.SSLContext | None = None,
) -> Downloaded:
    """Fetch a picture into `target`, which appears only when it is complete.

    The bytes go to a temporary file beside `target`, are fsynced, and replace
    `target` in one step; nothing is left behind on failure. Making the name
    itself durable (fsync of the folder) is left to whoever keeps the file.
    `trust` replaces the public certificate authorities.

    Raises:
        AddressRefused: nothing was fetched, and must not be tried again.
        Gone: the server said no.
        Interrupted: it may work later.
        TooLarge: more than `rule.max_bytes`.
        OSError: the local disk refused the bytes.
    """
    place = parse(url, rule)
    deadline = Deadline(rule.total_s)
    addresses = resolve(
        place.host, place.port, allows_private=rule.allows_private, resolver=resolver
    )
    backend = CheckedBackend(addresses, deadline=deadline)
    temporary = target.with_name(f".tmp-{secrets.token_hex(8)}")
    try:
        with _pool(backend, trust) as pool, temporary.open("xb") as file:
            size_bytes, sha256, media_type = _fetch(pool, place, rule, file=file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    return Downloaded(target, size_bytes, sha256, media_type)


def _pool(
    backend: CheckedBackend, trust: ssl.SSLContext | None
) -> httpcore.ConnectionPool:
    """Make a pool for one connection, which is never used again."""
    return httpcore.ConnectionPool(
        ssl_context=trust or _public_authorities(),
        max_connections=1,
        max_keepalive_connections=0,
        network_backend=backend,
    )


def _request(place: Target, rule: DownloadRule) -> httpcore.Request:
    url = httpcore.URL(
        scheme=place.scheme.encode(),
        host=place.host.encode(),
        port=place.port,
        target=place.path,
    )
    headers = [
        (b"Host", place.host_header),
        (b"Accept", b"image/*,*/*;q=0.8"),
        (b"Accept-Encoding", b"identity"),
        (b"Connection", b"close"),
    ]
    timeouts = {
        "connect": rule.connect_timeout_s,
        "write": rule.connect_timeout_s,
        "read": rule.read_timeout_s,
    }
    return httpcore.Request(
        "GET", url, headers=headers, extensions={"timeout": timeouts}
    )


def _fetch(
    pool: httpcore.ConnectionPool,
    place: Target,
    rule: DownloadRule,
    *,
    file: BinaryIO,
) -> tuple[int, str, str]:
    """Write the picture to `file`; return its size, SHA-256 and media type."""
    try:
        with closing(pool.handle_request(_request(place, rule))) as response:
            header = _header(response)
            _check(response.status, header, rule, host=place.host)
            size_bytes, sha256 = _copy(
                response.iter_stream(), file, max_bytes=rule.max_bytes
            )
    except (
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ProtocolError,
    ) as error:
        reason = type(error).__name__
        raise Interrupted(f"The download from {place.host} broke: {reason}.") from error
    _check_length(size_bytes, header)
    return size_bytes, sha256, header.get("content-type", "").split(";")[0].strip()


def _header(response: httpcore.Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1").lower()
        for name, value in response.headers
    }


def _check(
    status: int, header: dict[str, str], rule: DownloadRule, *, host: str
) -> None:
    """Raise unless this is the beginning of a picture of a permitted size."""
    if 300 <= status < 400:
        raise AddressRefused(f"{host} redirects, which is not followed.", status=status)
    if 400 <= status < 500 and status not in _LATER:
        raise Gone(f"{host} answered {status}.", status=status)
    if status != 200:
        raise Interrupted(f"{host} answered {status}.", status=status)
    if header.get("content-encoding", "identity") != "identity":
        raise Interrupted(f"{host} sent an encoding nobody asked for.", status=status)
    length = header.get("content-length", "")
    if length.isdecimal() and int(length) > rule.max_bytes:
        raise TooLarge(f"{length} bytes are announced by {host}.", status=status)


def _copy(
    chunks: Iterable[bytes], file: BinaryIO, *, max_bytes: int
) -> tuple[int, str]:
    """Write the body as it arrives; return its size in bytes and its SHA-256."""
    digest = hashlib.sha256()
    size_bytes = 0
    for chunk in chunks:
        size_bytes += len(chunk)
        if size_bytes > max_bytes:
            raise TooLarge(f"More than {max_bytes} bytes arrived.")
        digest.update(chunk)
        file.write(chunk)
    return size_bytes, digest.hexdigest()


def _check_length(size_bytes: int, header: dict[str, str]) -> None:
    length = header.get("content-length", "")
    if size_bytes == 0 or (length.isdecimal() and int(length) != size_bytes):
        raise Interrupted(f"{size_bytes} bytes arrived, {length or 'some'} were due.")


@lru_cache(maxsize=1)
def _public_authorities() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())
