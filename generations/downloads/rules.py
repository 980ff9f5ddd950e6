"""Which URL may be fetched: parsed by hand, strictly, before any name is resolved.

Anything a lenient parser would repair is refused, since two parsers that
disagree about one URL are how a check is passed and another host is reached.
"""

import ipaddress
import re
from dataclasses import dataclass, replace

from generations import deadlines
from generations.downloads.errors import AddressRefused

_URL = re.compile(r"(https?)://([^/?#]*)([^#]*)(?:#.*)?", re.IGNORECASE)
_AUTHORITY = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
#: A last label that makes URL parsers read the host as a number (`0x7f.1`).
#: Source: https://url.spec.whatwg.org/#ends-in-a-number-checker, seen 2026-11-20
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class DownloadRule:
    """What one gateway's result URLs may point at, and how much may come back.

    `host_suffixes` match the host itself and its subdomains; an IP literal only
    when it is listed exactly. `allows_private` also permits plain http, any port
    and addresses of one's own network, for a gateway that runs there.
    """

    host_suffixes: tuple[str, ...]
    allows_private: bool = False
    max_bytes: int = deadlines.DOWNLOAD_MAX_BYTES
    connect_timeout_s: float = deadlines.DOWNLOAD_CONNECT_S
    read_timeout_s: float = deadlines.DOWNLOAD_READ_S
    total_s: float = deadlines.DOWNLOAD_TOTAL_S

    def scaled(self, factor: float) -> "DownloadRule":
        """Return the same rule with every wait multiplied, for tests of faults."""
        return replace(
            self,
            connect_timeout_s=self.connect_timeout_s * factor,
            read_timeout_s=self.read_timeout_s * factor,
            total_s=self.total_s * factor,
        )


@dataclass(frozen=True, slots=True)
class Target:
    """A permitted URL in the parts that go on the wire."""

    scheme: str  #: "https" or "http"
    host: str  #: lower case, an IPv6 literal without brackets
    port: int
    host_header: bytes  #: host, and port where it is not the usual one
    path: bytes  #: path and query byte for byte, never empty


def parse(url: str, rule: DownloadRule) -> Target:
    """Take a URL apart and hold it against the rule; opens no connection.

    Raises:
        AddressRefused: it is not exactly the kind of URL the rule allows.
    """
    if any(character <= " " or character in "\\\x7f" for character in url):
        raise AddressRefused("The URL holds a space, control or backslash character.")
    whole = _URL.fullmatch(url)
    if whole is None:
        raise AddressRefused("The URL is neither https nor http.")
    scheme, authority, path = whole[1].lower(), whole[2], whole[3]
    if scheme != "https" and not rule.allows_private:
        raise AddressRefused("Only https URLs are fetched.")
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        raise AddressRefused("The URL names a user or no plain host and port.")
    usual_port = _DEFAULT_PORTS[scheme]
    host, port = parts[1].lower(), int(parts[2] or usual_port)
    if not 0 < port < 65536 or (port != 443 and not rule.allows_private):
        raise AddressRefused(f"Port {port} is not fetched from.")
    return Target(
        scheme=scheme,
        host=_permitted_host(host, rule.host_suffixes),
        port=port,
        host_header=(host if port == usual_port else f"{host}:{port}").encode(),
        path=_on_the_wire(path),
    )


def _permitted_host(host: str, suffixes: tuple[str, ...]) -> str:
    literal = _literal(host)
    if literal is not None:
        if not any(literal == _literal(suffix) for suffix in suffixes):
            raise AddressRefused(f"The address {host} is not on the list.")
        return str(literal)
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused("The host is not a well-formed name.")
    if _NUMBER.fullmatch(labels[-1]):
        raise AddressRefused("The host is an address in disguise.")
    for suffix in suffixes:
        name = suffix.lower().removeprefix("*").removeprefix(".")
        if name and (host == name or host.endswith("." + name)):
            return host
    raise AddressRefused(f"The host {host} is not on the list.")


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def _on_the_wire(path: str) -> bytes:
    """Keep every byte; only what no request line can carry is percent-encoded."""
    if not path.startswith("/"):
        path = "/" + path
    return b"".join(
        bytes([byte]) if byte < 0x80 else b"%%%02X" % byte for byte in path.encode()
    )
