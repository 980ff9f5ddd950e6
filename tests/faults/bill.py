"""The payments page against the gateway's book, to the cent."""

from collections import Counter

from django.conf import settings
from django.test import Client
from django.utils import timezone

from generations import books
from generations.books import By
from generations.figures import write_amount
from generations.models import Verdict, month_of
from generations.pipeline import decide
from teams.access import first_owner
from tests.faults.verdict import PRICE


def assert_the_page_agrees(scene):
    """Decide what is held as the gateway's bill says, then compare every figure."""
    billed = Counter()
    for line in scene.gateway.ledger():
        billed[line["client_request_id"]] += line["images"]
    paid = sum(billed.values())
    with scene.rows():
        person, team = first_owner()
        for attempt in books.held_requests(team):
            is_billed = billed[str(attempt.pk)] > (attempt.images_billed or 0)
            word = Verdict.LOSS_ACCEPTED if is_billed else Verdict.NOT_BILLED
            assert decide.judge(attempt, word, person=person)
        whole = books.total(books.lines(team, month_of(timezone.now()), By.GATEWAY))
        visitor = Client()
        visitor.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        page = visitor.get("/payments/").content.decode()

    assert (whole.paid, whole.stored + whole.lost, whole.held) == (paid, paid, 0)
    assert whole.spent == {"USD": PRICE * paid}
    assert not any(whole.held_amount.values())
    assert write_amount(PRICE * paid, "USD") in page
