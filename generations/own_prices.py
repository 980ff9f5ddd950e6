"""The price that a person names for a gateway of their own, as text.

Reads `0.03 USD`; knows neither keys nor rows. A wrong text is told in words.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from generations.catalogue.vocabulary import PriceRule, PriceStep

#: What is wrong with a price; `catalogue_words` has it marked for translation.
NOT_A_PRICE = "Write an amount and a currency, such as 0.03 USD."

#: Below 100,000, at most six places; the currency as in ISO 4217.
_PRICE = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,6})?)\s+([A-Z]{3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """What was read: a price of each picture, or what is wrong with the text."""

    rule: PriceRule | None = None  #: None: no price was named
    fault: str = ""


def read_price(text: str, *, setting: str) -> OwnPrice:
    """Read the price of one picture of any size, references free; "" names none."""
    text = text.strip()
    if not text:
        return OwnPrice()
    found = _PRICE.fullmatch(text.upper())
    if found is None:
        return OwnPrice(fault=NOT_A_PRICE)
    rule = PriceRule(
        steps=(PriceStep(Decimal(found[1])),),
        currency=found[2],
        since=None,
        source=setting,
    )
    return OwnPrice(rule)
