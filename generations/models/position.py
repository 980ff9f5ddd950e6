"""Where the money of one paid request stands: a pure function of its row.

Knows neither the ledger nor the budgets; those follow what is said here.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone

from generations.models.states import AttemptState, Verdict

if TYPE_CHECKING:
    from generations.models.attempt import Attempt

ZERO = Decimal(0)
#: States in which the whole price is set aside: it may still be spent.
RESERVING = (AttemptState.QUEUED, AttemptState.CLAIMED, AttemptState.SENT)


@dataclass(frozen=True, slots=True)
class Position:
    """Three amounts in the currency of the wish, or the change of three amounts."""

    reserved: Decimal = ZERO
    committed: Decimal = ZERO
    held: Decimal = ZERO

    def __add__(self, other: "Position") -> "Position":
        """Return both together."""
        return Position(
            self.reserved + other.reserved,
            self.committed + other.committed,
            self.held + other.held,
        )

    def __sub__(self, other: "Position") -> "Position":
        """Return what has to be added to `other` to get here."""
        return Position(
            self.reserved - other.reserved,
            self.committed - other.committed,
            self.held - other.held,
        )

    def __bool__(self) -> bool:
        """Say whether any of the three is not zero."""
        return any((self.reserved, self.committed, self.held))

    @property
    def total(self) -> Decimal:
        """Return what counts against a budget: all that is or may be spent."""
        return self.reserved + self.committed + self.held


@dataclass(frozen=True, slots=True)
class Purse:
    """Whose totals money counts in, and in which month (its first day)."""

    team_id: uuid.UUID
    person_id: int | None  #: None: nobody but the team
    month: date
    currency: str

    @property
    def owners(self) -> tuple[int | None, ...]:
        """Return whose rows it counts in: the team's (None), then the person's."""
        return (None,) if self.person_id is None else (None, self.person_id)


def position_of(attempt: "Attempt") -> Position:
    """Return where the money of an attempt stands; nothing while no price is known."""
    generation = attempt.generation
    if generation.estimate is None or not generation.currency:
        return Position()
    state = AttemptState(attempt.state)
    if state in RESERVING:
        return Position(reserved=generation.estimate)
    cost = attempt.cost or ZERO
    if state is AttemptState.ANSWERED:
        return Position(committed=cost)
    if state is AttemptState.UNKNOWN:
        rest = max(generation.estimate - cost, ZERO)
        match Verdict(attempt.verdict):
            case Verdict.NOT_BILLED:
                return Position(committed=cost)
            case Verdict.LOSS_ACCEPTED:
                return Position(committed=cost + rest)
        return Position(committed=cost, held=rest)
    return Position()


def month_of(moment: datetime) -> date:
    """Return the first day of a moment's month in the studio's time zone."""
    return timezone.localdate(moment, timezone.get_default_timezone()).replace(day=1)
