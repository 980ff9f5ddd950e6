"""The poller: what it answers, and when it stops."""

import uuid

import pytest

from generations.models import Attempt, AttemptState, Output
from generations.views.changes import MOST
from teams.models import Member, Team
from teams.passes import COOKIE
from teams.roles import Role
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


FACES = [
    ("generating", "promised", {"state": "sent", "sent_at": NOON}),
    ("unwatched", "promised", {"state": "sent", "unwatched_at": NOON}),
    ("sending", "promised", {"state": "claimed"}),
    ("saving", "announced", {"state": "sent", "sent_at": NOON}),
    ("refused", "promised", {"state": "refused", "error_kind": "Refused"}),
    ("unknown", "promised", {"state": "unknown", "error_kind": "OutcomeUnknown"}),
    ("cancelled", "promised", {"state": "cancelled"}),
    ("lost", "lost", {"state": "answered"}),
    ("absent", "absent", {"state": "answered"}),
]


@pytest.mark.parametrize(("key", "state", "attempt"), FACES)
def test_poll_with_nothing_new_costs_one_query(
    passing, make_output, key, state, attempt, django_assert_num_queries
):
    outputs = [make_output(state=state, attempt=attempt) for _number in range(5)]
    values = [f"{output.pk}:{key}" for output in outputs]

    with django_assert_num_queries(1):
        response = poll(passing, *values)

    assert response.status_code == 204


def test_poll_of_pictures_that_are_here_costs_one_query(
    passing, make_stored, make_image, django_assert_num_queries
):
    shown = make_stored()
    bare = make_stored(image=make_image(color="red", thumbnails=()))

    with django_assert_num_queries(1):
        response = poll(passing, f"{shown.pk}:stored", f"{bare.pk}:drawing")

    assert response.status_code == 204


def test_poll_without_a_pass_asks_who_it_is_and_gives_one(
    as_alice, make_output, django_assert_num_queries
):
    output = make_output(attempt={"state": "sent", "sent_at": NOON})
    as_alice.get("/healthz")

    with django_assert_num_queries(4):  # the session, the person, the teams, the tiles
        response = poll(as_alice, f"{output.pk}:generating")

    assert response.status_code == 204
    assert COOKIE in response.cookies


def test_poll_after_the_sign_out_leads_to_sign_in(passing, make_output):
    output = make_output(attempt={"state": "sent", "sent_at": NOON})
    passing.post("/accounts/logout/")

    response = poll(passing, f"{output.pk}:generating")

    assert response.status_code == 302


def test_page_of_one_team_goes_on_while_another_team_is_worked_in(
    alice, as_alice, make_output
):
    second = Team.objects.create(name="Second")
    joined = Member.objects.create(team=second, user=alice.user, role=Role.VIEWER)
    Member.objects.filter(pk=joined.pk).update(chosen_at=NOON)
    as_alice.get("/changes/")
    output = make_output(attempt={"state": "sent", "sent_at": NOON})

    still = poll(as_alice, f"{output.pk}:generating")
    moved = poll(as_alice, f"{output.pk}:sending")

    assert still.status_code == 204
    assert f'id="output-{output.pk}" hx-swap-oob="outerHTML"' in text_of(moved)


def test_tile_of_a_team_joined_since_the_pass_is_not_called_gone(
    as_charlie, charlie, alice, make_output
):
    output = make_output(attempt={"state": "sent", "sent_at": NOON})
    as_charlie.get("/changes/")
    Member.objects.create(team=alice.team, user=charlie.user, role=Role.VIEWER)

    response = poll(as_charlie, f"{output.pk}:generating")

    assert response.status_code == 204


def test_bar_of_the_team_worked_in_is_not_put_on_the_page_of_another(
    alice, as_alice, make_output
):
    second = Team.objects.create(name="Second")
    joined = Member.objects.create(team=second, user=alice.user, role=Role.OWNER)
    output = make_output(attempt={"state": "refused", "error_kind": "Refused"})
    values = {"open": f"{output.pk}:sending", "bar": "1"}

    here = text_of(as_alice.get("/changes/", values, headers=HTMX))
    Member.objects.filter(pk=joined.pk).update(chosen_at=NOON)
    there = text_of(as_alice.get("/changes/", values, headers=HTMX))

    assert 'id="retry-bar"' in here
    assert 'id="retry-bar"' not in there


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
