"""What a page tells and asks about a request whose outcome is unknown.

Turns rows into words and figures; reads rows, changes none.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generations.figures import write_money
from generations.models import Attempt, AttemptState, Output, OutputState, Verdict
from generations.pipeline import decide
from generations.views import custody


@dataclass(frozen=True, slots=True)
class Question:
    """One request somebody has to decide about, or has."""

    attempt: Attempt
    may_decide: bool
    missing: int  #: pictures that did not come
    repeat: uuid.UUID | None  #: a picture of the request it was repeated by

    @property
    def is_open(self) -> bool:
        """Say whether nobody has decided, and its answer has not come."""
        return self.is_unknown and self.attempt.verdict == Verdict.NONE

    @property
    def is_unknown(self) -> bool:
        """Say whether its outcome is unknown still."""
        return self.attempt.state == AttemptState.UNKNOWN

    @property
    def is_free(self) -> bool:
        """Say whether a person saw that it was not billed."""
        return self.is_unknown and self.attempt.verdict == Verdict.NOT_BILLED

    @property
    def can_be_taken_back(self) -> bool:
        """Say whether the decision may be undone."""
        return not (self.is_free and self.repeat)

    @property
    def decider(self) -> str:
        """Return the name of who decided."""
        person = self.attempt.verdict_by
        return person.get_full_name() if person else _("Somebody")

    @property
    def gateway(self) -> str:
        """Return the label of the gateway."""
        return custody.gateway_name(self.attempt.generation)

    @property
    def image_model(self) -> str:
        """Return the label of the image model."""
        return custody.image_model_name(self.attempt.generation)

    @property
    def bound(self) -> str:
        """Return the most that it may have cost, in words."""
        return self._up_to(self._rest)

    @property
    def most(self) -> str:
        """Return the same as a bare figure."""
        return write_money(self._rest, self.attempt.generation.currency)

    @property
    def price(self) -> str:
        """Return the most that a repeat may cost, in words."""
        return self._up_to(self.attempt.generation.estimate)

    @property
    def both(self) -> str:
        """Return the most that this one and its repeat may cost, in words."""
        estimate = self.attempt.generation.estimate
        rest = self._rest
        both = None if estimate is None or rest is None else estimate + rest
        return self._up_to(both)

    @property
    def mark(self) -> str:
        """Return by what the request is found in the gateway's bill."""
        return ngettext(
            "%(count)s picture of %(image_model)s, charged at that time or a few "
            "minutes later",
            "%(count)s pictures of %(image_model)s, charged at that time or a few "
            "minutes later",
            self.missing,
        ) % {"count": self.missing, "image_model": self.image_model}

    @property
    def again_at(self) -> datetime:
        """Return from when on it can be generated again."""
        return decide.again_at(self.attempt)

    @property
    def again_in_s(self) -> int:
        """Return in how many seconds that is, 0 when it is now."""
        left = (self.again_at - timezone.now()).total_seconds()
        return max(0, int(left) + 1) if left > 0 else 0

    @property
    def _rest(self) -> Decimal | None:
        """Return what may have been billed for pictures that did not come."""
        estimate, known = self.attempt.generation.estimate, self.attempt.cost
        return None if estimate is None else max(estimate - (known or 0), Decimal(0))

    def _up_to(self, amount: Decimal | None) -> str:
        price = write_money(amount, self.attempt.generation.currency)
        return _("up to %(price)s") % {"price": price} if amount else price


def question_of(attempt: Attempt, *, may_decide: bool) -> Question:
    """Return what is to be told and asked about a request.

    `attempt` comes with its generation.
    """
    [question] = questions_of([attempt], may_decide=lambda _attempt: may_decide)
    return question


def questions_of(
    attempts: Iterable[Attempt], *, may_decide: Callable[[Attempt], bool]
) -> list[Question]:
    """Return the questions about requests, in their order, with two queries.

    The attempts come with their generations and with who decided.
    """
    asked = list(attempts)
    promised = Output.objects.filter(attempt__in=asked, state=OutputState.PROMISED)
    missing = Counter(promised.values_list("attempt_id", flat=True))
    repeats = Output.objects.filter(attempt__repeats__in=asked).order_by("-index")
    repeated = dict(repeats.values_list("attempt__repeats_id", "pk"))
    return [
        Question(each, may_decide(each), missing[each.pk], repeated.get(each.pk))
        for each in asked
    ]
