"""The queue drawer, its count, and what a page is told beside its tiles."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from generations.models import Attempt
from generations.pace import Pace, pace_of
from teams.models import Member, Team
from teams.passes import COOKIE
from tests.views.conftest import HTMX, NOON


def text_of(response):
    return response.content.decode()


def rows_in(response):
    return re.findall(
        r'class="queue__what" href="/pictures/([^/]+)/"', text_of(response)
    )


@pytest.fixture
def under_way(make_output, alice):
    """A request of alice that the gateway works on."""
    sent = {"state": "sent", "sent_at": timezone.now(), "person": alice.user}
    return make_output(attempt=sent, at=timezone.now())


def test_queue_shows_what_is_under_way_and_what_can_be_done(as_alice, under_way):
    page = text_of(as_alice.get("/queue/", headers=HTMX))

    assert str(under_way.pk) in page
    assert "Generating" in page
    assert f'formaction="/requests/{under_way.attempt_id}/stop-waiting/"' in page
    assert "<html" not in page


def test_queue_is_a_page_without_script(as_alice, under_way):
    page = as_alice.get("/queue/")

    assert "<html" in text_of(page)
    assert rows_in(page) == [str(under_way.pk)]


def test_queue_is_drawn_anew_in_its_own_place_as_a_page_too(as_alice):
    page = text_of(as_alice.get("/queue/"))

    assert '<div class="queue-page" data-queue-rows hx-get="/queue/"' in page
    assert page.count('hx-target="closest [data-queue-rows]"') == 2


def test_queue_of_the_team_shows_what_others_wait_for(as_bob, under_way):
    mine, everyone = (
        as_bob.get("/queue/", {"whose": whose}) for whose in ("mine", "team")
    )

    assert rows_in(mine) == []
    assert "Nothing is under way." in text_of(mine)
    assert rows_in(everyone) == [str(under_way.pk)]


def test_queue_of_another_team_is_not_told(as_charlie, under_way):
    assert rows_in(as_charlie.get("/queue/", {"whose": "team"})) == []


def test_queue_begins_with_decisions_then_what_runs_longest_then_turns(
    as_alice, alice, make_output
):
    now = timezone.now()

    def made(minutes, **attempt):
        at = now - timedelta(minutes=minutes)
        if attempt["state"] != "queued":
            attempt["sent_at"] = at
        return make_output(attempt={**attempt, "person": alice.user}, at=at)

    turn, second = made(50, state="queued"), made(40, state="queued")
    short, long = made(2, state="sent"), made(9, state="sent")
    unknown = made(1, state="unknown", error_kind="OutcomeUnknown")
    made(1, state="unknown", error_kind="OutcomeUnknown", verdict="loss_accepted")

    page = as_alice.get("/queue/")

    order = [unknown, long, short, turn, second]
    assert rows_in(page) == [str(each.pk) for each in order]
    assert f'is-alarm" href="/pictures/{unknown.pk}/">Decide</a>' in text_of(page)


def test_picture_on_its_way_stands_in_the_queue(as_alice, alice, make_output):
    output = make_output(
        state="announced", attempt={"state": "answered", "person": alice.user}
    )

    assert rows_in(as_alice.get("/queue/")) == [str(output.pk)]


def test_button_of_the_queue_counts_ones_own_requests(as_alice, as_bob, under_way):
    assert '<span class="count">1</span>' in text_of(as_alice.get("/models/"))
    assert '<span class="count">1</span>' not in text_of(as_bob.get("/models/"))


def test_poll_tells_when_the_queue_is_over(as_alice, under_way):
    same = as_alice.get("/changes/", {"queue": "1"}, headers=HTMX)
    Attempt.objects.update(state="answered")
    over = as_alice.get("/changes/", {"queue": "1"}, headers=HTMX)

    assert same.status_code == 204
    assert 'data-queue="0" hx-swap-oob="outerHTML"' in text_of(over)


def test_poll_tells_how_many_came_above_the_page(as_alice, make_stored):
    shown = make_stored()
    newest = shown.listing.place
    for hours in (1, 2):
        make_stored(at=NOON + timedelta(hours=hours), image=shown.image)

    told = text_of(as_alice.get("/changes/", {"newest": newest}, headers=HTMX))

    assert "2 new" in told
    assert 'class="news__pill" href="/"' in told


def test_poll_counts_only_what_the_search_of_the_page_finds(as_alice, make_stored):
    shown = make_stored()
    newest, image = shown.listing.place, shown.image
    make_stored(at=NOON + timedelta(hours=1), image=image, prompt="A red kite")
    make_stored(at=NOON + timedelta(hours=2), image=image, prompt="A blue boat")

    asked = {"newest": newest, "q": "kite"}
    told = text_of(as_alice.get("/changes/", asked, headers=HTMX))

    assert "1 new" in told


def test_poll_of_another_team_hears_of_no_arrivals(as_charlie, make_stored):
    make_stored()

    told = as_charlie.get("/changes/", {"newest": "1"}, headers=HTMX)

    assert told.status_code == 204


def test_poll_with_nothing_new_costs_one_query_whatever_it_asks(
    passing, alice, make_stored, under_way, django_assert_num_queries
):
    shown = make_stored(at=NOON + timedelta(days=1))
    team = alice.team_id.hex
    news = {"newest": shown.listing.place, "queue": "1"}

    for asked in (
        {"newest": news["newest"]},
        {"queue": "1"},
        news,
        {**news, "q": "rating:0", "open": f"{shown.pk}:stored"},
    ):
        with django_assert_num_queries(1):
            response = passing.get("/changes/", {"team": team, **asked}, headers=HTMX)

        assert response.status_code == 204


def test_page_of_one_team_hears_its_own_news_while_another_is_worked_in(
    alice, passing, make_stored
):
    make_stored()
    second = Team.objects.create(name="Second")
    Member.objects.create(team=second, user=alice.user, chosen_at=timezone.now())
    asked = {"newest": "1", "team": alice.team_id.hex}

    by_pass = text_of(passing.get("/changes/", asked, headers=HTMX))
    passing.cookies.pop(COOKIE)
    by_rows = text_of(passing.get("/changes/", asked, headers=HTMX))

    assert "1 new" in by_pass
    assert "1 new" in by_rows


@pytest.mark.parametrize("named", ["alice", "nobody"])
def test_poll_that_names_a_foreign_team_hears_nothing_of_it(
    charlie_passing, alice, make_stored, named
):
    make_stored()
    team = alice.team_id.hex if named == "alice" else "x" * 32

    asked = {"newest": "1", "team": team}
    told = charlie_passing.get("/changes/", asked, headers=HTMX)

    assert told.status_code == 204


@pytest.mark.parametrize("value", ["x", "-1", "9" * 40, "", "€"])
def test_tampered_poll_is_no_error(as_alice, make_stored, value):
    make_stored()

    asked = {"newest": value, "queue": value}
    assert as_alice.get("/changes/", asked, headers=HTMX).status_code in (200, 204)


def test_pace_of_an_offer_is_that_of_its_own_answers(make_stored):
    offer = "seedream-4.5@ark"
    image = make_stored(offer_key="seedream-5.0@ark").image
    for seconds in range(10, 30):
        answered = {"answered_at": NOON + timedelta(seconds=seconds), "gateway": "ark"}
        make_stored(
            at=NOON + timedelta(hours=seconds),
            image=image,
            offer_key=offer,
            attempt={"sent_at": NOON, **answered},
        )

    assert pace_of(offer) == Pace(half_s=20, most_s=28)


def test_pace_of_an_offer_without_answers_is_the_documented_one(db):
    assert pace_of("seedream-4.0@ark") is not None
    assert pace_of("seedream-4.5@simulator") is None
