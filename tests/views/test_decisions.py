"""What a person may decide about a request: who, how it is answered, what it says."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from generations.models import Attempt, Budget, Generation, Output
from generations.views.decisions import PRESSES
from teams.models import Member
from teams.roles import Role
from tests.views.conftest import HTMX, signed_in
from tests.views.presses import address, press, state_of, text_of, verdict_of

pytestmark = pytest.mark.usefixtures("silent")


@pytest.fixture
def as_viewer(alice):
    user = type(alice.user).objects.create_user("vera@example.com", "a long phrase")
    return signed_in(Member.objects.create(user=user, team=alice.team, role="viewer"))


@pytest.mark.parametrize("verb", [*PRESSES, "steal"])
def test_stranger_and_viewer_find_nothing_to_decide(
    as_charlie, as_viewer, as_bob, unknown, verb
):
    answers = [
        press(client, unknown, verb) for client in (as_charlie, as_viewer, as_bob)
    ]

    assert [each.status_code for each in answers] == [404] * 3
    assert verdict_of(unknown) == ""
    assert Attempt.objects.count() == 1


def test_unknown_verb_is_not_found(as_alice, unknown):
    assert press(as_alice, unknown, "burn").status_code == 404


@pytest.mark.parametrize("verb", PRESSES)
def test_looking_decides_nothing(as_alice, unknown, verb):
    assert as_alice.get(address(unknown, verb)).status_code == 405


def test_guest_is_led_to_sign_in(client, unknown):
    response = client.post(address(unknown, "not-billed"))

    assert response["Location"].startswith("/accounts/login/")


def test_editor_decides_about_what_is_their_own(as_bob, bob, unknown):
    Generation.objects.update(person=bob.user)

    press(as_bob, unknown, "accept-loss")

    assert verdict_of(unknown) == "loss_accepted"


def test_admin_decides_about_what_others_made(as_bob, bob, unknown):
    Member.objects.filter(pk=bob.pk).update(role=Role.ADMIN)

    press(as_bob, unknown, "not-billed")

    assert verdict_of(unknown) == "not_billed"


def test_waiting_tile_is_cancelled_and_drawn_anew_with_the_way_back(
    as_alice, make_output
):
    output = make_output()
    page = text_of(as_alice.get("/"))
    assert f'action="{address(output, "cancel")}"' in page

    shown = f"{output.pk}:waiting--0-1"
    answer = text_of(press(as_alice, output, "cancel", open=shown))

    assert state_of(output) == "cancelled"
    assert f'id="output-{output.pk}" hx-swap-oob="outerHTML"' in answer
    assert "nothing was sent · not billed" in answer
    assert f'hx-post="{address(output, "send-after-all")}"' in answer
    assert "Undo" in answer


def test_cancelled_request_is_queued_again_and_rung_for(as_alice, make_output, silent):
    output = make_output(attempt={"state": "cancelled"})

    press(as_alice, output, "send-after-all")

    assert state_of(output) == "queued"
    assert silent == [output.attempt_id]


def test_cancelling_too_late_says_that_the_charge_stands(as_alice, make_output):
    output = make_output(attempt={"state": "sent", "sent_at": timezone.now()})

    answer = text_of(press(as_alice, output, "cancel"))

    assert state_of(output) == "sent"
    assert "It has left already, so its charge stands." in answer


def test_whole_click_is_cancelled_from_the_page_of_one_picture(as_alice, make_output):
    output = make_output(variations=2)
    generation = output.generation
    second = Attempt.objects.create(
        team=output.team, generation=generation, variation=1
    )
    page = text_of(as_alice.get(f"/pictures/{output.pk}/"))
    assert "Cancel the whole click (2 requests)" in page

    answer = press(as_alice, output, "cancel-all", output=str(output.pk))

    second.refresh_from_db()
    assert (state_of(output), second.state) == ("cancelled", "cancelled")
    assert answer["HX-Retarget"] == "#picture"
    assert "2 requests are cancelled." in text_of(answer)


def test_tile_that_is_not_waited_for_is_quiet_and_still_asked_about(
    as_alice, make_output
):
    output = make_output(attempt={"state": "sent", "sent_at": timezone.now()})

    answer = press(as_alice, output, "stop-waiting", open=f"{output.pk}:generating")

    page = text_of(answer)
    assert "No longer waited for" in page
    assert "is-busy" not in page
    assert f'name="open" value="{output.pk}:unwatched"' in page
    assert "its charge stands" in page


def test_unbilled_failure_is_retried_from_its_tile(as_alice, make_output, silent):
    output = make_output(attempt={"state": "refused", "error_kind": "BadCredentials"})
    make_output(attempt={"state": "refused", "error_kind": "ContentRejected"})
    page = text_of(as_alice.get("/"))
    assert page.count("/retry/") == 4  # the tile and the bar, href and htmx each

    press(as_alice, output, "retry", shown=f"{output.pk}:refused")

    assert state_of(output) == "queued"
    assert silent == [output.attempt_id]


def test_all_that_is_safe_is_retried_in_one_click(as_alice, make_output, silent):
    failed = {"state": "undelivered", "error_kind": "NotSent"}
    outputs = [make_output(attempt=failed, at=timezone.now()) for _each in range(3)]
    make_output(attempt={"state": "unknown", "error_kind": "OutcomeUnknown"})
    page = text_of(as_alice.get("/"))
    assert "3 requests failed without being billed." in page

    shown = [f"{output.pk}:refused" for output in outputs]
    answer = as_alice.post("/requests/retry/", {"shown": shown, "bar": 1}, headers=HTMX)

    page = text_of(answer)
    assert "3 requests are queued again." in page
    assert page.count("hx-swap-oob") == 3 + 1 + 1  # tiles, bar, toast
    assert "failed without being billed" not in page
    assert len(silent) == 3
    assert Attempt.objects.filter(state="unknown").count() == 1


def test_retry_of_all_stays_in_the_team_and_with_those_who_may(
    as_charlie, as_viewer, make_output
):
    output = make_output(
        attempt={"state": "undelivered", "error_kind": "NotSent"}, at=timezone.now()
    )

    theirs = as_charlie.post("/requests/retry/", headers=HTMX)
    seen = as_viewer.post("/requests/retry/", headers=HTMX)

    assert "There was nothing left to retry." in text_of(theirs)
    assert seen.status_code == 404
    assert state_of(output) == "undelivered"
    assert "failed without" not in text_of(as_viewer.get("/"))


def test_budget_that_stops_a_retry_is_named(as_alice, alice, make_output):
    failed = {"state": "undelivered", "error_kind": "NotSent"}
    for _each in range(2):
        make_output(attempt=failed, at=timezone.now())
    Budget.objects.put(
        Decimal("0.05"), "USD", team=alice.team, person=None, set_by=None
    )

    page = text_of(as_alice.post("/requests/retry/", headers=HTMX))

    assert "1 request is queued again." in page
    assert "of the team&#x27;s budget for" in page


def test_lost_picture_with_a_living_address_is_fetched_again(
    as_alice, as_charlie, make_output, silent
):
    output = make_output(state="lost", attempt={"state": "answered"})
    where = f"/pictures/{output.pk}/fetch/"
    alive = {"url": "https://x.example/0", "error_code": "NotAPicture"}
    Output.objects.update(url_expires_at=timezone.now() + timedelta(hours=1), **alive)
    assert where in text_of(as_alice.get("/"))

    assert as_charlie.post(where, headers=HTMX).status_code == 404
    assert as_alice.post(where, headers=HTMX).status_code == 200

    output.refresh_from_db()
    assert output.state == "announced"
    assert silent == [output.pk]


def test_bar_of_the_gallery_is_up_to_date_after_a_press(as_alice, make_output, silent):
    make_output(attempt={"state": "undelivered", "error_kind": "NotSent"})
    before = text_of(as_alice.get("/"))

    as_alice.post("/requests/retry/")
    after = text_of(as_alice.get("/"))

    assert "1 request failed without being billed." in before
    assert "failed without being billed." not in after
