"""The poller: what it answers, and when it stops."""

import uuid

import pytest

from generations.models import Attempt, AttemptState, Output
from generations.views.changes import MOST
from tests.views.conftest import HTMX, NOON


def poll(client, *values):
    return client.get("/changes/", {"open": values}, headers=HTMX)


def text_of(response):
    return response.content.decode()


def test_poll_answers_nothing_while_nothing_changed(as_alice, make_output):
    output = make_output(attempt={"state": "sent", "sent_at": NOON})

    response = poll(as_alice, f"{output.pk}:generating")

    assert response.status_code == 204
    assert response.content == b""


def test_poll_answers_only_the_tiles_that_changed(as_alice, make_output):
    moved = make_output(attempt={"state": "sent", "sent_at": NOON})
    still = make_output(attempt={"state": "sent", "sent_at": NOON})

    response = poll(as_alice, f"{moved.pk}:sending", f"{still.pk}:generating")

    assert f'id="output-{moved.pk}" hx-swap-oob="outerHTML"' in text_of(response)
    assert str(still.pk) not in text_of(response)


def test_stored_picture_takes_the_place_of_its_tile_and_is_no_longer_open(
    as_alice, make_stored
):
    output = make_stored()

    page = text_of(poll(as_alice, f"{output.pk}:saving"))

    assert f'id="output-{output.pk}" hx-swap-oob="outerHTML"' in page
    assert "tile__image" in page
    assert 'name="open"' not in page
    assert "Stored: A lighthouse of folded paper" in page


def test_tile_of_a_picture_that_is_gone_is_removed(as_alice, alice):
    gone = uuid.uuid4()

    response = poll(as_alice, f"{gone}:generating")

    assert f'<li id="output-{gone}" hx-swap-oob="delete">' in text_of(response)


def test_poll_of_another_team_learns_nothing_but_that_it_is_gone(
    as_charlie, make_output
):
    output = make_output(prompt="a secret wish")

    page = text_of(poll(as_charlie, f"{output.pk}:sending"))

    assert f'<li id="output-{output.pk}" hx-swap-oob="delete">' in page
    assert "secret" not in page


def test_poll_without_open_tiles_tells_htmx_to_stop(as_alice):
    response = poll(as_alice)

    assert response.status_code == 286


def test_poll_ignores_what_is_no_output(as_alice, make_output):
    output = make_output(attempt={"state": "sent", "sent_at": NOON})

    response = poll(as_alice, "", ":", "x:y", f"{output.pk}:generating", "\x00:a")

    assert response.status_code == 204


def test_poll_looks_at_a_bounded_number_of_tiles(as_alice, make_output):
    output = make_output(attempt={"state": "sent", "sent_at": NOON})
    known = [f"{output.pk}:generating"]
    beyond = [f"{uuid.uuid4()}:generating" for _number in range(50)]

    response = poll(as_alice, *(known * MOST), *beyond)

    assert response.status_code == 204


def test_poll_with_nothing_new_costs_two_queries_of_its_own(
    as_alice, make_output, django_assert_max_num_queries
):
    outputs = [make_output(attempt={"state": "sent"}) for _number in range(5)]
    poll(as_alice, f"{outputs[0].pk}:generating")

    with django_assert_max_num_queries(2 + 2):  # the session, the person
        poll(as_alice, *(f"{output.pk}:generating" for output in outputs))


@pytest.mark.parametrize("after", [AttemptState.REFUSED, AttemptState.UNKNOWN])
def test_finished_attempt_closes_its_tile(as_alice, make_output, after):
    output = make_output(attempt={"state": "sent", "sent_at": NOON})
    Attempt.objects.filter(pk=output.attempt_id).update(state=after)

    page = text_of(poll(as_alice, f"{output.pk}:generating"))

    assert f'id="output-{output.pk}"' in page
    assert 'name="open"' not in page


def test_open_tile_that_moved_on_carries_its_new_face(as_alice, make_output):
    output = make_output(attempt={"state": "answered"})
    Output.objects.filter(pk=output.pk).update(state="announced")

    page = text_of(poll(as_alice, f"{output.pk}:generating"))

    assert f'name="open" value="{output.pk}:saving"' in page


def test_changes_as_a_page_lead_to_the_gallery(as_alice):
    response = as_alice.get("/changes/")

    assert response.status_code == 302
    assert response["Location"] == "/"


def test_poll_of_a_guest_leads_to_sign_in(client, alice):
    response = client.get("/changes/", headers=HTMX)

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
