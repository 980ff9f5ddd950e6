"""The words of the catalogue that people read, marked for translation.

The catalogue knows no language; whoever shows its words translates them here.
"""

from django.utils.translation import gettext, gettext_noop, pgettext

from generations.catalogue.vocabulary import Gateway

#: Labels of gateways that are words; the other labels are brands.
LABELS = (
    gettext_noop("Volcengine Ark"),
    gettext_noop("Custom gateway"),
    gettext_noop("Simulator"),
)
#: What `custom_gateway` says about an address that cannot be used.
ADDRESS_FAULTS = (
    gettext_noop("The gateway address must not hold a user name or password."),
    gettext_noop("The gateway address must not hold a query or a fragment."),
    gettext_noop(
        "The gateway address must use https; plain http needs private"
        " addresses to be allowed."
    ),
    gettext_noop(
        "The gateway address is in a private network; that has to be allowed."
    ),
    gettext_noop("The gateway address must not hold spaces."),
    gettext_noop("The gateway address is not a valid address."),
    gettext_noop("The gateway address must start with https:// or http://."),
    gettext_noop("The gateway address names no host."),
)
#: What `accounts.problem` says besides.
PAIR_FAULT = gettext_noop(
    "SEEDREAM_BASE_URL and SEEDREAM_API_KEY must be set together."
)
KEY_FAULT = gettext_noop("The key cannot be opened; set it again.")
#: What `own_models` says about an entry of `SEEDREAM_MODELS`.
MODEL_FAULTS = (
    gettext_noop("Write id=family or id=family@gateway."),
    gettext_noop("An id has 1 to 60 letters, digits, dots, dashes, colons or slashes."),
    gettext_noop("There is no such family; the page Models names them."),
    gettext_noop("There is no such gateway; the page Models names them."),
    gettext_noop("This id is there twice for the same gateway."),
)
#: What `own_prices` says about a price.
PRICE_FAULT = gettext_noop("Write an amount and a currency, such as 0.03 USD.")
#: Sources that are no address; `views.sheets` shows them.
SOURCES = (
    gettext_noop("our own simulator"),
    gettext_noop("GET /api/v3/models of Volcengine Ark"),
    gettext_noop("Document of POST vip.xmsmartlink.com/v1/images/generations"),
    gettext_noop("BytePlus ModelArk, pricing page, stored copy, seen 2026-11-20"),
    gettext_noop(
        "Volcengine Ark, price page 模型服务价格, stored copy, seen 2026-11-20"
    ),
)


def gateway_label(gateway: Gateway) -> str:
    """Return the name of a gateway in the language of the page."""
    return gettext(gateway.label)


def say_option(name: str) -> str:
    """Return a word that an API has for a choice in the language of the page."""
    words = {
        "auto": gettext("Auto"),
        "high": pgettext("quality", "High"),
        "medium": pgettext("quality", "Medium"),
        "low": pgettext("quality", "Low"),
        "transparent": gettext("Transparent"),
        "opaque": gettext("Opaque"),
        "standard": gettext("Standard"),
        "fast": gettext("Fast"),
    }
    return words.get(name, name)


def say_fault(fault: str) -> str:
    """Return a fault of the settings in the language of the page.

    `fault` is a sentence, as `custom_gateway` raises it, or one after the name of
    its setting, as `accounts.problem` returns it.
    """
    setting, _colon, sentence = fault.rpartition(": ")
    if not setting:
        return gettext(fault)
    return gettext("%(setting)s: %(sentence)s") % {
        "setting": setting,
        "sentence": gettext(sentence),
    }
