"""Who may take which step, and back: roles, other teams, colleagues."""

import uuid
from datetime import timedelta

import pytest

from generations.models import Listing, Step
from tests.views.conftest import NOON, signed_in
from tests.views.stepping import PAGE, press


@pytest.fixture
def lines(make_stored):
    """The lines of three stored pictures, newest first."""
    for number, color in enumerate(("red", "green", "blue")):
        make_stored(at=NOON - timedelta(hours=number), color=color)
    return list(Listing.objects.newest_first())


def test_an_editor_may_not_delete_for_good(as_bob, lines, as_alice):
    press(as_alice, "trash", lines)

    assert press(as_bob, "purge", lines, sure="yes").status_code == 403
    assert press(as_bob, "restore", lines).status_code == 200


def test_a_viewer_keeps_favourites_and_judges_nothing(bob, lines):
    bob.role = "viewer"
    bob.save()
    client = signed_in(bob)

    assert press(client, "rate", lines, value="1").status_code == 403
    assert press(client, "trash", lines).status_code == 403
    assert press(client, "favourite", lines).status_code == 200
    assert set(bob.user.favourites.values_list("listing", flat=True)) == {
        line.pk for line in lines
    }


def test_charlie_changes_nothing(as_charlie, as_alice, lines):
    press(as_alice, "rate", lines, value="2")
    step = Step.objects.get()
    before = list(Listing.objects.order_by("pk").values())

    for verb in (
        "rate:5",
        "flag:pick",
        "favourite",
        "tag",
        "trash",
        "restore",
        "purge",
    ):
        answer = press(as_charlie, verb, lines, value="x", sure="yes")
        assert answer.status_code == 404, verb
    assert as_charlie.post(f"{PAGE}{step.pk}/undo/").status_code == 404
    assert as_charlie.get(f"{PAGE}{step.pk}/").status_code == 404
    press(as_charlie, "rate", all="1", value="5")
    assert list(Listing.objects.order_by("pk").values()) == before


def test_one_foreign_picture_stops_the_whole_step(as_charlie, lines, as_alice):
    answer = as_alice.post(
        PAGE,
        {
            "verb": "rate",
            "value": "3",
            "pictures": f"{lines[0].output_id},{uuid.uuid4()}",
        },
    )

    assert answer.status_code == 404
    assert set(Listing.objects.values_list("rating", flat=True)) == {0}


def test_a_colleague_does_not_undo_my_steps(as_alice, as_bob, lines):
    press(as_alice, "trash", lines)

    assert as_bob.post(f"{PAGE}{Step.objects.get().pk}/undo/").status_code == 404
