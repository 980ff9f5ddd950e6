"""Paid requests as the ledger sees them: locked, followed, caught up with."""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from generations.models.ledger import LedgerEntry
from generations.models.position import RESERVING
from generations.models.states import AttemptState
from teams.models import User

if TYPE_CHECKING:
    from generations.models.attempt import Attempt

#: What of an attempt and its generation says where its money stands.
BOOKED = (
    *("team_id", "person_id", "repeats_id", "created_at", "state", "verdict", "cost"),
    *("generation__estimate", "generation__currency", "generation__created_at"),
)
#: Attempts caught up with in one transaction.
CHUNK = 200


class BookedQuerySet(models.QuerySet["Attempt"]):
    """Keeps the ledger where the money of the attempts stands."""

    def book(self, attempt_id: uuid.UUID, *, decided_by: User | None = None) -> bool:
        """Bring the ledger to where the attempt's money stands; True when it moved.

        Safe to repeat and to race: the attempt is locked meanwhile. One to a
        transaction, so that no two wait for each other.
        """
        with transaction.atomic(savepoint=False):
            attempt = self._locked([attempt_id])[0]
            return LedgerEntry.objects.follow(attempt, decided_by=decided_by)

    def _locked(self, attempt_ids: Sequence[uuid.UUID]) -> "list[Attempt]":
        """Lock attempts, in one order, and return what says where their money is."""
        found = self.filter(pk__in=attempt_ids).select_related("generation")
        return list(found.select_for_update(of=("self",)).only(*BOOKED).order_by("pk"))

    def unbooked(self) -> "models.QuerySet[Attempt]":
        """Find those with money and no entry: of before there was a ledger."""
        has_money = (
            Q(state__in=RESERVING)
            | Q(state=AttemptState.ANSWERED, cost__gt=0)
            | Q(state=AttemptState.UNKNOWN)
        )
        entries = LedgerEntry.objects.filter(attempt_id=OuterRef("pk"))
        return self.filter(has_money, ~Exists(entries), generation__estimate__gt=0)

    def catch_up(self) -> int:
        """Book what has money and no entry; return how many did. Safe to repeat."""
        behind = list(self.unbooked().order_by("pk").values_list("pk", flat=True))
        count = 0
        for start in range(0, len(behind), CHUNK):
            with transaction.atomic():
                attempts = self._locked(behind[start : start + CHUNK])
                count += LedgerEntry.objects.begin(attempts)
        return count

    def unpriced(self) -> "models.QuerySet[Attempt]":
        """Find those that were billed, or may be, at a price nobody knows."""
        return self.filter(
            Q(generation__estimate__isnull=True)
            | Q(state=AttemptState.ANSWERED, cost__isnull=True),
            state__in=(AttemptState.ANSWERED, AttemptState.UNKNOWN),
        )
