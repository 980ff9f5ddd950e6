"""Which IP addresses may be connected to, and the addresses of a name.

The predicate keeps its own table: Python's `is_global` and `is_private` differ
between releases and let CGNAT, NAT64, 6to4 and multicast through.
"""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from typing import Any

from generations.downloads.errors import AddressRefused, Interrupted

#: `socket.getaddrinfo` or a stand-in, called as (host, port, type=SOCK_STREAM).
Resolver = Callable[..., Sequence[tuple[Any, ...]]]

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _networks(*texts: str) -> tuple[_Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)


#: Not global unicast.
#: Source: https://www.iana.org/assignments/iana-ipv4-special-registry and
#: https://www.iana.org/assignments/iana-ipv6-special-registry, seen 2026-11-20
_SPECIAL = _networks(
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.31.196.0/24",
    "192.52.193.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "192.175.48.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "2620:4f:8000::/48",
    "3fff::/20",
)
_GLOBAL_UNICAST_V6 = ipaddress.IPv6Network("2000::/3")

#: What "private" means where it is allowed: one's own network, CGNAT (used by
#: overlay networks) and 198.18/15 (used by local proxies), never link-local.
_OWN = _networks(
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "::1/128",
    "fc00::/7",
)
#: Services of clouds for their own machines: metadata (Alibaba Cloud, AWS and
#: Google over IPv6) inside those ranges, Azure's host at a public address.
#: Source: canonical/cloud-init doc/rtd/topics/datasources/aliyun.rst (release 21.3),
#: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html,
#: https://cloud.google.com/compute/docs/metadata/querying-metadata and
#: https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16,
#: seen 2026-11-20
_METADATA = _networks(
    "100.100.100.200/32", "fd00:ec2::/32", "fd20:ce::254/128", "168.63.129.16/32"
)


def is_public_address(address: str) -> bool:
    """Say whether this is the canonical spelling of a global unicast address.

    An IPv6 address that carries an IPv4 address (mapped, NAT64, 6to4, Teredo) is
    not: where it leads is decided by a translator and not by this table. Scoped
    and oddly spelled addresses are not either.
    """
    parsed = _parsed(address)
    if parsed is None or any(parsed in each for each in (*_SPECIAL, *_METADATA)):
        return False
    return parsed.version == 4 or parsed in _GLOBAL_UNICAST_V6


def is_own_network_address(address: str) -> bool:
    """Say whether this is loopback or an address of one's own network."""
    parsed = _parsed(address)
    if parsed is None or any(parsed in network for network in _METADATA):
        return False
    return any(parsed in network for network in _OWN)


def resolve(
    host: str, port: int, *, allows_private: bool, resolver: Resolver
) -> tuple[str, ...]:
    """Resolve a name once and return its addresses, all of them checked.

    The resolver's own time-outs apply. An IP literal is not resolved.

    Raises:
        AddressRefused: at least one of the addresses may not be reached.
        Interrupted: the name could not be resolved now.
    """
    addresses = (host,) if _parsed(host) else _looked_up(host, port, resolver)
    for address in addresses:
        allowed = is_public_address(address)
        if not allowed and allows_private:
            allowed = is_own_network_address(address)
        if not allowed:
            raise AddressRefused(f"{host} leads to an address that is not public.")
    return addresses


def _looked_up(host: str, port: int, resolver: Resolver) -> tuple[str, ...]:
    try:
        found = resolver(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Interrupted(f"The name {host} could not be resolved.") from error
    except UnicodeError as error:
        raise AddressRefused("The host is not a well-formed name.") from error
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses:
        raise Interrupted(f"The name {host} has no address.")
    return addresses


def _parsed(address: str) -> _Address | None:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.scope_id is not None:
        return None
    return parsed
