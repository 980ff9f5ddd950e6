"""What a request will cost: pure arithmetic on `Decimal`.

Knows the price rule of an offer and nothing of where prices come from, who pays
or how money is written for people.
"""

from dataclasses import dataclass
from decimal import Decimal

from generations.catalogue.vocabulary import Offer, PriceRule


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency (ISO 4217)."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Return the sum of two amounts of the same currency.

        Raises:
            ValueError: the currencies differ.
        """
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added.")
        return Money(self.amount + other.amount, self.currency)

    def __mul__(self, times: int) -> "Money":
        """Return the amount taken `times` times."""
        return Money(self.amount * times, self.currency)


def estimate(
    offer: Offer, *, pixels: int | None, references: int, images: int
) -> Money | None:
    """Return what one request costs if all its pictures are delivered.

    `pixels` is width x height of one picture; None means not known beforehand,
    and then the dearest size is assumed. References are paid once per request.
    The answer is None where the price is unknown, never zero.
    """
    rule = offer.price
    if rule is None:
        return None
    paid_references = max(0, references - rule.free_references)
    amount = _per_image(rule, pixels) * images + rule.per_reference * paid_references
    return Money(amount, rule.currency)


def _per_image(rule: PriceRule, pixels: int | None) -> Decimal:
    """Return the price of one picture of that many pixels."""
    if pixels is not None:
        for step in rule.steps:
            if step.max_pixels is None or pixels <= step.max_pixels:
                return step.amount
    return rule.steps[-1].amount
