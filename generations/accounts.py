"""The gateways this studio has keys for, what they sell, and who calls them.

Joins the catalogue (facts) with the settings and the kept keys; knows no attempt.
"""

import socket
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from generations import catalogue, keys
from generations.catalogue import (
    GATEWAYS,
    custom_gateway,
    endpoint,
    models_address,
    offers_of,
    simulator_gateway,
)
from generations.catalogue.vocabulary import Gateway, IdStyle, Mode, Offer, PriceRule
from generations.clients.ark import ArkClient
from generations.clients.contract import ImageClient
from generations.clients.errors import NotSent
from generations.clients.keycheck import KeyCheck
from generations.clients.keycheck import check_key as ask_about_key
from generations.clients.reach import Reach
from generations.deadlines import KEY_CHECK_S, Timeouts
from generations.downloads import (
    AddressRefused,
    DownloadFailed,
    DownloadRule,
    resolve,
)
from generations.own_models import Reading, own_offers, read_models
from generations.own_prices import OwnPrice, read_price
from seedream_site.redaction import hide

VENDORS = ("ark", "byteplus", "apiyi", "cometapi", "xmsmartlink")
#: Settings that name the price of a picture.
PRICE_SETTINGS = ("SEEDREAM_PRICE", "STUDIO_SIMULATOR_PRICE")


class NoAccount(Exception):
    """The studio has no key for this gateway, or does not know the offer."""


def key_of(gateway: Gateway) -> str:
    """Return the key of a gateway, "" when there is none; the environment wins."""
    key = keys.key_of(gateway)
    hide(key)  # from every log line, wherever it goes next
    return key


def configured() -> tuple[Gateway, ...]:
    """Return the gateways that can be used now, the preferred one first.

    The custom gateway comes first since somebody named it on purpose; the
    simulator comes last and, unless told otherwise, only without any key.
    """
    found: list[Gateway] = []
    if key_of(GATEWAYS["custom"]) and not _gateway_problem():
        custom = custom_account()
        found += [custom] if custom else []
    found += [GATEWAYS[slug] for slug in VENDORS if key_of(GATEWAYS[slug])]
    # A studio whose keys cannot be opened is broken, not a demo.
    is_alone = not (found or keys.locked() or _gateway_problem())
    wanted = settings.STUDIO_SIMULATOR
    if wanted == "on" or (wanted == "auto" and is_alone):
        found.append(_simulator())
    return tuple(found)


def problem() -> str:
    """Return what is wrong with the keys and settings of the gateways, "" if nothing.

    A wrong entry of `SEEDREAM_MODELS` costs that entry alone, a key that cannot be
    opened its gateway.
    """
    if shut := keys.locked():
        return f"{shut[0].label}: The key cannot be opened; set it again."
    faults = {"SEEDREAM_MODELS": _own_models().fault}
    faults |= {name: _own_price(name).fault for name in PRICE_SETTINGS}
    said = (f"{name}: {fault}" for name, fault in faults.items() if fault)
    return _gateway_problem() or next(said, "")


def _gateway_problem() -> str:
    """Return why the custom gateway cannot be used, "" if it can or is not named."""
    has_key = settings.SEEDREAM_API_KEY or (
        settings.SEEDREAM_BASE_URL and key_of(GATEWAYS["custom"])
    )
    if bool(settings.SEEDREAM_BASE_URL) != bool(has_key):
        return "SEEDREAM_BASE_URL and SEEDREAM_API_KEY must be set together."
    try:
        custom_account()
    except ValueError as error:
        return f"SEEDREAM_BASE_URL: {error}"
    return ""


def custom_account() -> Gateway | None:
    """Return the gateway named by `SEEDREAM_BASE_URL`, or None.

    Raises:
        ValueError: the address cannot be used; the message says why.
    """
    if not settings.SEEDREAM_BASE_URL:
        return None
    return _custom(
        settings.SEEDREAM_BASE_URL,
        tuple(settings.SEEDREAM_RESULT_HOSTS),
        settings.SEEDREAM_ALLOW_PRIVATE,
        settings.SEEDREAM_ID_STYLE,
        _own_price("SEEDREAM_PRICE").rule,
    )


def known_custom() -> Gateway:
    """Return the custom gateway as far as it is known, with or without a key."""
    try:
        return custom_account() or GATEWAYS["custom"]
    except ValueError:  # told by `problem`; what is paid for is fetched all the same
        return GATEWAYS["custom"]


@lru_cache(maxsize=8)
def _custom(
    base_url: str,
    hosts: tuple[str, ...],
    allows_private: bool,
    id_style: str,
    price: PriceRule | None,
) -> Gateway:
    return custom_gateway(
        base_url,
        result_hosts=hosts,
        allows_private=allows_private,
        id_style=IdStyle(id_style),
        price=price,
    )


def _own_price(name: str) -> OwnPrice:
    """Return what a setting says about the price of a picture."""
    return read_price(getattr(settings, name), setting=name)


def _simulator() -> Gateway:
    """Return the simulator, free unless a price was named to try budgets with."""
    price = _own_price("STUDIO_SIMULATOR_PRICE").rule
    return simulator_gateway(simulator_address(), price=price)


def simulator_address() -> str:
    """Return where the simulator listens: the setting, or the one on this machine.

    A simulator leaves its port in its folder, so that every process of this
    machine finds it.
    """
    if settings.STUDIO_SIMULATOR_URL:
        return str(settings.STUDIO_SIMULATOR_URL)
    try:
        port = int(Path(settings.STUDIO_SIMULATOR_DIR, "port").read_text())
    except (FileNotFoundError, ValueError):
        port = 9  # discard: refused at once, so nothing is ever sent
    return f"http://127.0.0.1:{port}/v1"


def is_demo() -> bool:
    """Say whether every picture of this studio comes from the simulator."""
    gateways = configured()
    return bool(gateways) and all(gateway.is_demo for gateway in gateways)


def offers(mode: Mode | None = None) -> tuple[Offer, ...]:
    """Return what can be asked for now, the preferred offer first."""
    gateways = configured()
    return tuple(
        offer
        for gateway in gateways
        for offer in _on_sale(gateway, is_preferred=gateway is gateways[0])
        if mode is None or mode in offer.capabilities.modes
    )


def _on_sale(gateway: Gateway, *, is_preferred: bool) -> tuple[Offer, ...]:
    """Return what one gateway sells here; a person's own ids take the first places.

    Entries that name no gateway are for the preferred one alone.
    """
    models = tuple(
        model for model in _own_models().models if model.gateway or is_preferred
    )
    own = own_offers(models, gateway)
    taken = {offer.key for offer in own}
    return own + tuple(each for each in _sold_by(gateway) if each.key not in taken)


@lru_cache(maxsize=32)
def _sold_by(gateway: Gateway) -> tuple[Offer, ...]:
    return offers_of(gateway)


@lru_cache(maxsize=8)
def _read_models(entries: tuple[str, ...]) -> Reading:
    return read_models(entries)


def _own_models() -> Reading:
    return _read_models(tuple(settings.SEEDREAM_MODELS))


def find_offer(key: str) -> Offer | None:
    """Return the offer with this key if it can be sent to now.

    What was asked of the simulator is sent to the end when a key ends the demo.
    """
    found = next((offer for offer in offers() if offer.key == key), None)
    was_demo = key.endswith("@simulator") and settings.STUDIO_SIMULATOR != "off"
    return known_offer(key) if found is None and was_demo else found


def known_offer(key: str) -> Offer | None:
    """Return the offer with this key even if it is retired or has no key here."""
    slug = key.rpartition("@")[2]
    gateway: Gateway | None
    if slug == "custom":
        gateway = known_custom()
    elif slug == "simulator":
        gateway = _simulator()
    else:
        gateway = GATEWAYS.get(slug)
    if gateway is None:
        return None
    own = own_offers(_own_models().models, gateway)
    found = next((offer for offer in own if offer.key == key), None)
    return found or catalogue.find_offer(key, [gateway])


def client_for(offer: Offer) -> ImageClient:
    """Return the client that can call this offer's gateway.

    Raises:
        NoAccount: the gateway has no key here.
    """
    gateway = offer.gateway
    key = key_of(gateway)
    if gateway.key_variable and not key:
        raise NoAccount(gateway.label)
    timeouts = Timeouts().scaled(settings.STUDIO_PATIENCE)
    return ArkClient(
        endpoint(gateway), key, reach=addresses_for(gateway), timeouts=timeouts
    )


def check_key(gateway: Gateway) -> KeyCheck:
    """Ask a gateway, for nothing, whether it accepts the key that it has here."""
    return ask_about_key(
        models_address(gateway),
        key_of(gateway),
        reach=addresses_for(gateway),
        total_s=KEY_CHECK_S * settings.STUDIO_PATIENCE,
    )


def addresses_for(gateway: Gateway) -> Reach:
    """Return what says at which addresses this gateway may be given its key.

    The rule is that of its pictures: public addresses, and one's own network for
    a gateway that was explicitly allowed it.
    """

    def checked(host: str, port: int) -> tuple[str, ...]:
        try:
            return resolve(
                host,
                port,
                allows_private=gateway.allows_private,
                resolver=socket.getaddrinfo,
            )
        except AddressRefused as failure:
            message = f"Not sent: {failure.message} Only SEEDREAM_BASE_URL may have"
            raise NotSent(f"{message} one, with SEEDREAM_ALLOW_PRIVATE=1.") from failure
        except DownloadFailed as failure:
            raise NotSent(failure.message) from failure

    return checked


def download_rule(gateway: Gateway) -> DownloadRule:
    """Return from where the pictures of a gateway may be fetched."""
    hosts = set(gateway.result_hosts)
    if gateway.allows_private:
        hosts.add(urlsplit(gateway.base_url).hostname or "")
    return DownloadRule(
        host_suffixes=tuple(sorted(hosts - {""})),
        allows_private=gateway.allows_private,
    ).scaled(settings.STUDIO_PATIENCE)
