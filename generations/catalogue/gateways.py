"""The gateways: addresses that sell image models, and how each wants them.

Owns their addresses and habits; what each sells stands in `offers`. Opens no
connection and reads no setting.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from generations.catalogue.vocabulary import (
    Fact,
    Gateway,
    IdStyle,
    PriceRule,
    ReferenceTransport,
)

_SEEN = date(2026, 11, 20)
#: Object stores of ByteDance, where result addresses lead; suffixes, because
#: the buckets change. Source: signed addresses in the answers documented at
#: https://www.volcengine.com/docs/82379/1541523 and
#: https://docs.byteplus.com/en/docs/ModelArk/1541523, seen 2026-11-20
_TOS_HOSTS = ("volces.com", "bytepluses.com")
_ENDPOINT = "/images/generations"
_VERSION = re.compile(r"v[0-9]+[a-z0-9]*", re.IGNORECASE)

_ARK = Gateway(
    slug="ark",
    label="Volcengine Ark",
    base_url="https://ark.cn-beijing.volces.com/api/v3",
    key_variable="ARK_API_KEY",
    result_hosts=_TOS_HOSTS,
    streams=True,
    facts=(Fact("https://www.volcengine.com/docs/82379/1541523", _SEEN),),
)
_BYTEPLUS = Gateway(
    slug="byteplus",
    label="BytePlus ModelArk",
    base_url="https://ark.ap-southeast.bytepluses.com/api/v3",
    key_variable="BYTEPLUS_API_KEY",
    result_hosts=_TOS_HOSTS,
    id_style=IdStyle.PLAIN,
    streams=True,
    facts=(Fact("https://docs.byteplus.com/en/docs/ModelArk/1541523", _SEEN),),
)
_APIYI = Gateway(
    slug="apiyi",
    label="APIYI",
    base_url="https://api.apiyi.com/v1",
    key_variable="APIYI_API_KEY",
    result_hosts=_TOS_HOSTS,
    id_style=IdStyle.PLAIN,
    streams=True,
    reference_transport=ReferenceTransport.PUBLIC_URL,
    single_reference_as_list=True,
    facts=(
        Fact(
            "https://docs.apiyi.com/api-capabilities/seedream-image/image-edit", _SEEN
        ),
    ),
)
_COMETAPI = Gateway(
    slug="cometapi",
    label="CometAPI",
    base_url="https://api.cometapi.com/v1",
    key_variable="COMETAPI_API_KEY",
    result_hosts=(*_TOS_HOSTS, "cometapi.com"),
    single_reference_as_list=True,  # documented as string[]
    facts=(
        Fact("https://apidoc.cometapi.com/bytedance-image-generation-seedream", _SEEN),
    ),
)
_XMSMARTLINK = Gateway(
    slug="xmsmartlink",
    label="XM SmartLink",
    base_url="https://vip.xmsmartlink.com/v1",
    key_variable="XMSMARTLINK_API_KEY",
    result_hosts=(*_TOS_HOSTS, "xmsmartlink.com"),
    facts=(Fact("Document of POST vip.xmsmartlink.com/v1/images/generations", _SEEN),),
)
#: Only patterns: their addresses come from the settings, see the functions.
_CUSTOM = Gateway(
    slug="custom",
    label="Custom gateway",
    base_url="",
    key_variable="SEEDREAM_API_KEY",
    result_hosts=_TOS_HOSTS,
)
_SIMULATOR = Gateway(
    slug="simulator",
    label="Simulator",
    base_url="",
    key_variable="",
    result_hosts=(),
    streams=True,
    allows_private=True,
    is_demo=True,
)

#: Every gateway by slug. `custom` and `simulator` have no address yet.
GATEWAYS: dict[str, Gateway] = {
    gateway.slug: gateway
    for gateway in (
        _ARK,
        _BYTEPLUS,
        _APIYI,
        _COMETAPI,
        _XMSMARTLINK,
        _CUSTOM,
        _SIMULATOR,
    )
}


def custom_gateway(
    base_url: str,
    *,
    result_hosts: Sequence[str] = (),
    allows_private: bool = False,
    id_style: IdStyle = IdStyle.DOUBAO,
    price: PriceRule | None = None,
) -> Gateway:
    """Return a person's own OpenAI-style gateway at `base_url`.

    Its own host and ByteDance's object stores are always among the result hosts.

    Raises:
        ValueError: the address cannot be used; the message is a sentence.
    """
    base_url = base_url.strip()
    host = _checked_host(base_url, allows_private=allows_private)
    named = [name.strip().lower().lstrip("*").strip(".") for name in result_hosts]
    hosts = dict.fromkeys([host, *(name for name in named if name), *_TOS_HOSTS])
    return replace(
        _CUSTOM,
        base_url=base_url,
        result_hosts=tuple(hosts),
        id_style=id_style,
        allows_private=allows_private,
        price=price,
    )


def simulator_gateway(base_url: str, *, price: PriceRule | None = None) -> Gateway:
    """Return the simulator listening at `base_url`.

    Raises:
        ValueError: the address cannot be used; the message is a sentence.
    """
    host = _checked_host(base_url, allows_private=True)
    return replace(_SIMULATOR, base_url=base_url, result_hosts=(host,), price=price)


def endpoint(gateway: Gateway) -> str:
    """Return the full address that takes the POST.

    A base address that names the endpoint is taken as it is; one that ends in a
    version ("v1", "v3") gets the endpoint; any other gets "/v1" before it.

    Raises:
        ValueError: the gateway has no address.
    """
    base_url = gateway.base_url.rstrip("/")
    if not base_url:
        raise ValueError(f"The gateway {gateway.slug!r} has no address.")
    path = urlsplit(base_url).path
    if path.endswith(_ENDPOINT):
        return base_url
    if _VERSION.fullmatch(path.rsplit("/", 1)[-1]):
        return base_url + _ENDPOINT
    return base_url + "/v1" + _ENDPOINT


def models_address(gateway: Gateway) -> str:
    """Return the full address that lists what a key may use, free of charge.

    Source: Volcengine Ark, GET /api/v3/models, seedream-api.md section 1, seen
    2026-11-20; usual on gateways in OpenAI's style and confirmed for none of them.

    Raises:
        ValueError: the gateway has no address.
    """
    return endpoint(gateway).removesuffix(_ENDPOINT) + "/models"


def _checked_host(base_url: str, *, allows_private: bool) -> str:
    """Return the lower-case host of a usable base address."""
    parts, host = _split(base_url)
    if parts.username is not None or parts.password is not None:
        raise ValueError("The gateway address must not hold a user name or password.")
    if parts.query or parts.fragment:
        raise ValueError("The gateway address must not hold a query or a fragment.")
    if parts.scheme == "http" and not allows_private:
        raise ValueError(
            "The gateway address must use https; plain http needs private"
            " addresses to be allowed."
        )
    if _is_private(host) and not allows_private:
        raise ValueError(
            "The gateway address is in a private network; that has to be allowed."
        )
    return host


def _split(base_url: str) -> tuple[SplitResult, str]:
    """Return the parts of an http(s) address and its host."""
    if any(character.isspace() for character in base_url):
        raise ValueError("The gateway address must not hold spaces.")
    try:
        parts = urlsplit(base_url)
        _ = parts.port  # raises when it is no number up to 65535
    except ValueError as error:
        raise ValueError("The gateway address is not a valid address.") from error
    if parts.scheme not in {"http", "https"}:
        raise ValueError("The gateway address must start with https:// or http://.")
    if not parts.hostname:
        raise ValueError("The gateway address names no host.")
    return parts, parts.hostname


def _is_private(host: str) -> bool:
    """Tell whether a host, as written, is not on the public internet."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ip_address(host).is_global
    except ValueError:  # a name: what it resolves to is not known here
        return False
