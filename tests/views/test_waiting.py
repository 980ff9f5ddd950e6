"""The place in the queue and the pauses of gates, on the tiles of a page."""

from datetime import timedelta

from django.utils import timezone

from generations.models import Attempt, Gate, PauseReason
from tests.views.conftest import HTMX
from tests.views.presses import text_of


def test_waiting_tiles_say_their_place_and_why_nothing_moves(as_alice, make_output):
    for _each in range(3):
        make_output(attempt={"gateway": "simulator"})

    places = text_of(as_alice.get("/"))
    Gate.objects.pause("simulator", PauseReason.CREDIT)
    paused = text_of(as_alice.get("/"))

    for words in ("next in the queue", "2nd in the queue", "3rd in the queue"):
        assert words in places
    assert "paused: the gateway&#39;s credit is used up" in paused


def test_tile_is_drawn_anew_when_its_place_changes(as_alice, make_output):
    output = make_output(attempt={"gateway": "simulator"})
    shown = f"{output.pk}:waiting--0-1"

    same = as_alice.get("/changes/", {"open": [shown]}, headers=HTMX)
    Gate.objects.pause("simulator", PauseReason.PERSON)
    changed = as_alice.get("/changes/", {"open": [shown]}, headers=HTMX)

    assert same.status_code == 204
    assert "paused by an admin" in text_of(changed)


def test_page_asks_the_queue_once_however_many_wait(
    as_alice, make_output, django_assert_max_num_queries
):
    def poll(count):
        keys = [f"{output.pk}:waiting--0-{n}" for n, output in enumerate(outputs, 1)]
        return as_alice.get("/changes/", {"open": keys[:count]}, headers=HTMX)

    outputs = [make_output(attempt={"gateway": "simulator"}) for _each in range(9)]
    for place, output in enumerate(outputs):  # they can share a millisecond
        came_at = timezone.now() - timedelta(minutes=9 - place)
        Attempt.objects.filter(outputs=output).update(created_at=came_at)
    poll(1)

    with django_assert_max_num_queries(4 + 8):
        assert poll(9).status_code == 204
