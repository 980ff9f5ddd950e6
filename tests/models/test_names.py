"""What a row is called in a log or a shell: which one it is, never what was wished."""

from decimal import Decimal

import pytest

from generations.models import Attempt, Budget, Gate, LedgerEntry, Output, Spending
from tests.models.conftest import WISH

pytestmark = pytest.mark.django_db


def test_each_row_of_the_money_says_which_one_it_is(alice, submit, image):
    attempt = submit(alice).attempts.get()
    person = Spending.objects.get(person=alice.user)
    month = f"{person.month:%Y-%m}"
    Budget.objects.put(
        Decimal("5"), "USD", team=alice.team, person=None, set_by=alice.user
    )
    output = Output.objects.get()

    names = {
        str(attempt): str(attempt.pk),
        str(output): str(output.pk),
        str(LedgerEntry.objects.get()): f"reserve {attempt.pk}",
        str(person): f"{alice.team_id} {month} USD",
        str(Budget.objects.get()): "5.000000 USD a month",
        str(Gate.objects.named("custom")): "custom",
        str(image): image.sha256[:12],
    }

    assert list(names) == list(names.values())
    assert not any(WISH.prompt in name for name in names)
    assert Attempt.objects.count() == 1
