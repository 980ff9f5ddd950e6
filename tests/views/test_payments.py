"""The page of payments: figures, questions, what needs somebody, who may look."""

import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from generations.models import Attempt, Budget, Checkup, Output
from teams.models import Member
from teams.roles import Role
from tests.views.conftest import HTMX
from tests.views.presses import press, text_of

PAGE = "/payments/"


@pytest.fixture
def today(make_output):
    """Return a function that makes an output of this moment, its price booked."""

    def make(make=make_output, **values):
        output = make(at=timezone.now(), **values)
        Attempt.objects.filter(pk=output.attempt_id).update(
            gateway="simulator", person=output.generation.person_id
        )
        Attempt.objects.book(output.attempt_id)
        return output

    return make


def held(today, **values):
    long_ago = timezone.now() - timedelta(hours=2)
    return today(
        attempt={"state": "unknown", "sent_at": long_ago, "request_id": "req-77"},
        **values,
    )


def test_empty_month_says_that_all_is_well(as_alice):
    page = text_of(as_alice.get(PAGE))

    assert "Nothing is held. Every paid picture is accounted for." in page
    assert "Nothing. No paid picture is about to expire" in page
    assert "Nothing was asked for in" in page
    assert "The store was never looked through: run" in page


def test_headline_says_what_became_of_what_was_paid(as_alice, today, make_stored):
    today(make_stored)
    held(today)
    today(
        state="lost",
        attempt={"state": "answered", "images_billed": 1, "cost": Decimal("0.04")},
    )

    page = " ".join(text_of(as_alice.get(PAGE)).split())

    assert "$0.080 spent" in page
    assert "up to $0.040, may be paid" in page
    assert "$0.080 spent, $0.00 set aside, $0.040 held" in page
    for name, number in (("Paid", 2), ("Stored", 1), ("Lost", 1), ("Held", 1)):
        term = page.split(f"{name}</dt>")[1]
        assert term.startswith(f'<dd class="equation__number">{number}</dd>')


def test_held_request_is_told_and_decided_here(as_alice, today, silent):
    output = held(today, prompt="a well without a bottom")

    page = text_of(as_alice.get(PAGE))

    for words in (
        "a well without a bottom",
        "alice",
        "req-77",
        str(output.attempt_id),
        "up to $0.040",
        f"/requests/{output.attempt_id}/not-billed/",
        f"/requests/{output.attempt_id}/accept-loss/",
        f"/requests/{output.attempt_id}/again/",
        f'name="next" value="{PAGE}"',
    ):
        assert words in page

    answer = press(as_alice, output, "accept-loss", question="1")

    assert answer["HX-Trigger"] == '{"decided": {}}'
    figures = text_of(as_alice.get(PAGE, headers=HTMX))
    assert figures.strip().startswith('<section class="stack is-tight" id="figures"')
    assert 'id="books" hx-swap-oob="true"' in figures
    assert "<html" not in figures and "decision" not in figures
    page = text_of(as_alice.get(PAGE))
    assert "Nothing is held." in page
    assert "alice accepted the loss." in page


def test_decision_without_script_leads_back_here(as_alice, today, silent):
    output = held(today)

    response = as_alice.post(
        f"/requests/{output.attempt_id}/not-billed/", {"next": f"{PAGE}?by=person"}
    )

    assert (response.status_code, response["Location"]) == (302, f"{PAGE}?by=person")
    assert "Noted: it was not billed." in text_of(as_alice.get(PAGE))


def test_colleague_sees_the_question_and_decides_only_about_the_own(
    as_bob, today, silent
):
    held(today)

    page = text_of(as_bob.get(PAGE))

    assert "Who asked for it, or an admin, decides." in page
    assert "/not-billed/" not in page


def test_more_questions_than_one_can_read_are_counted(as_alice, today, silent):
    for _ in range(22):
        held(today)

    page = text_of(as_alice.get(PAGE))

    assert page.count('class="decision is-open"') == 20
    assert "2 more requests wait" in page


def test_lines_are_sorted_by_day_gateway_and_person(as_alice, today, make_stored):
    today(make_stored)

    pages = {
        by: text_of(as_alice.get(PAGE, {"by": by}))
        for by in ("day", "gateway", "person", "nonsense")
    }

    assert '<th role="rowheader" scope="row">Simulator</th>' in pages["gateway"]
    assert '<th role="rowheader" scope="row">alice</th>' in pages["person"]
    day = f"{timezone.localdate():%a %-d %b}"
    assert f'scope="row">{day}</th>' in pages["day"]
    assert f'scope="row">{day}</th>' in pages["nonsense"]
    assert pages["day"].count("The whole month") == 1


def test_month_is_switched_by_links_where_there_is_anything(as_alice, make_output):
    make_output(attempt={"created_at": timezone.now() - timedelta(days=65)})

    this = text_of(as_alice.get(PAGE))
    before = (timezone.now() - timedelta(days=65)).strftime("%Y-%m")
    first = text_of(as_alice.get(PAGE, {"month": before}))

    assert 'rel="prev"' in this and 'rel="next"' not in this
    assert 'rel="prev"' not in first and 'rel="next"' in first


@pytest.mark.parametrize(
    "month", ["2026-13", "x", "2026", "1999-01", "2026-1", "٢٠٢٦-01"]
)
def test_month_there_is_not_is_not_found(as_alice, month):
    assert as_alice.get(PAGE, {"month": month}).status_code == 404
    assert as_alice.get(f"{PAGE}bill.csv", {"month": month}).status_code == 404


def test_budget_stands_with_its_bar_and_leads_there(as_alice, as_bob, alice, bob):
    Budget.objects.put(
        Decimal(7), "USD", team=alice.team, person=None, set_by=alice.user
    )

    mine, theirs = text_of(as_alice.get(PAGE)), text_of(as_bob.get(PAGE))

    assert "<b>$0.00</b> of $7.00" in mine and "budget__bar" in theirs
    assert 'href="/payments/budgets/"' in mine
    assert 'href="/payments/budgets/"' not in theirs
    assert f'href="{PAGE}"' in text_of(as_alice.get("/payments/budgets/"))


def test_what_is_about_to_expire_stands_here_and_on_every_page_of_an_admin(
    as_alice, as_bob, today
):
    today(state="announced", attempt={"state": "answered", "images_billed": 1})
    soon = timezone.now() + timedelta(hours=3)
    Output.objects.update(url_expires_at=soon)

    page, elsewhere = text_of(as_alice.get(PAGE)), text_of(as_alice.get("/models/"))

    assert "the address is about to expire" in page
    assert "A lighthouse of folded paper" in page
    assert "1 paid picture is not stored yet" in elsewhere
    assert "paid picture is not stored" not in text_of(as_bob.get("/models/"))

    Output.objects.update(url_expires_at=soon + timedelta(hours=12))

    assert "about to expire</h3>" not in text_of(as_alice.get(PAGE))


def test_lost_pictures_and_odd_bills_are_named_with_their_reason(
    as_alice, today, make_stored
):
    lost = today(
        state="lost",
        attempt={"state": "answered", "images_billed": 1, "request_id": "req-9"},
    )
    odd = today(make_stored, attempt={"images_billed": 2}, prompt="a pair of gloves")
    Output.objects.filter(pk=lost.pk).update(error_code="NotAPicture")

    page = text_of(as_alice.get(PAGE))

    assert "The bytes that came are no picture" in page
    assert f'href="/pictures/{lost.pk}/"' in page and "req-9" in page
    assert "Simulator billed 2 pictures; 1 came." in page
    assert f'href="/pictures/{odd.pk}/"' in page
    assert "The bills name 1 picture more than came." in page


def test_last_look_at_the_store_is_told_to_who_minds_the_studio(
    as_alice, as_bob, as_charlie
):
    Checkup.objects.create(
        ended_at=timezone.now(), checked_files=120, missing=2, altered=1, orphaned=3
    )

    page = text_of(as_alice.get(PAGE))

    assert "120 files, 2 missing, 1 altered, 3 that belong to nothing." in page
    assert "./studio verify" in page
    for browser in (as_bob, as_charlie):
        assert "120 files" not in text_of(browser.get(PAGE))


def test_viewer_may_not_look_and_is_not_led_here(as_bob, bob, today):
    Member.objects.filter(pk=bob.pk).update(role=Role.VIEWER)
    output = today(state="lost")

    answers = [
        as_bob.get(address)
        for address in (PAGE, f"{PAGE}bill.csv", f"{PAGE}kept/{output.pk}/")
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert f'href="{PAGE}"' not in text_of(as_bob.get("/"))


def test_charlie_sees_only_his_own_team(as_charlie, alice, today, make_stored):
    held(today, prompt="a secret of alice")
    today(make_stored, prompt="a secret of alice")
    today(state="announced", prompt="a secret of alice")
    Output.objects.filter(state="announced").update(url_expires_at=timezone.now())

    for by in ("day", "gateway", "person"):
        page = text_of(as_charlie.get(PAGE, {"by": by}))
        assert "Nothing is held." in page and "Nothing was asked for" in page
        assert "secret" not in page and "alice" not in page


def test_nobody_sees_it_without_signing_in(client, alice):
    for address in (PAGE, f"{PAGE}bill.csv", f"{PAGE}kept/{uuid.uuid4()}/"):
        assert client.get(address).status_code == 302


def test_number_of_queries_does_not_grow(as_alice, today, make_stored, silent):
    def queries():
        with CaptureQueriesContext(connection) as context:
            as_alice.get(PAGE)
        return len(context)

    def fill(color):
        held(today)
        odd = {"images_billed": 4}
        today(make_stored, attempt=odd, color=color)
        lost = {"state": "answered", "images_billed": 1}
        today(state="lost", attempt=lost)
        today(state="announced", attempt=lost)
        Output.objects.update(url_expires_at=timezone.now() + timedelta(hours=1))

    fill("red")
    queries()  # the first ever looks up the team
    few = queries()
    for color in ("green", "blue", "white", "black"):
        fill(color)

    assert queries() == few <= 22
