"""Who is let in at a gateway's gate, and when nobody is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from generations.clients.errors import BadCredentials, Busy, OutOfCredit
from generations.models import ALL, Attempt, Gate, Lane, PauseReason
from generations.pipeline import gate, sweep
from generations.pipeline.send import send
from tests.pipeline.conftest import meanwhile

OFFER = "seedream-4.0@custom"
CLAIM = 'UPDATE "generations_attempt"'
pytestmark = pytest.mark.django_db


def take_back(attempt_id):
    """Return an act: another process takes a request back."""
    return lambda: Attempt.objects.filter(pk=attempt_id).update(state="cancelled")


def let_in(ids):
    """Ring at the gate once for each and return who was let in."""
    admitted = [gate.admit(each, owner="me") for each in ids]
    return [each for each in admitted if each is not None]


def test_a_gate_lets_in_four_at_once_unless_told_otherwise(queue):
    ids = queue(6)

    admitted = let_in(ids)

    assert admitted == ids[:4]
    assert gate.room_of("custom") == 0


def test_one_that_is_done_makes_room_for_the_next(queue):
    ids = queue(5)
    let_in(ids)

    Attempt.objects.filter(pk=ids[0]).update(state="answered")

    assert gate.due_at("custom") == [ids[4]]
    assert gate.somebody_at("custom") == ids[4]
    assert let_in(ids) == [ids[4]]
    assert gate.somebody_at("custom") is None


def test_a_ring_lets_in_whose_turn_it_is_not_who_rang(queue, bob):
    mine = queue(5)
    theirs = queue(1, member=bob)
    let_in(mine[:1])

    admitted = gate.admit(mine[2], owner="me")

    assert admitted == theirs[0]


def test_with_room_for_everybody_who_rings_is_let_in(queue):
    ids = queue(3)

    assert gate.admit(ids[2], owner="me") == ids[2]
    assert gate.admit(ids[2], owner="me") is None


def test_gateways_do_not_wait_for_each_other(queue):
    here = queue(5)
    there = queue(1, gateway="ark")
    let_in(here)

    assert let_in(there) == there


def test_a_paused_gate_lets_nobody_in_until_it_is_resumed(queue):
    ids = queue(1)
    assert gate.pause("custom", PauseReason.PERSON)

    assert let_in(ids) == []
    assert not gate.pause("custom", PauseReason.CREDIT)

    Gate.objects.resume("custom")

    assert let_in(ids) == ids


def test_a_drain_closes_every_gate(queue):
    ids = queue(1)
    Gate.objects.pause(ALL, PauseReason.DRAIN)

    assert let_in(ids) == []


def test_pictures_per_minute_hold_back_what_would_be_too_much(queue):
    Gate.objects.create(slug="custom", pictures_per_minute=5)
    ids = queue(3, images=2)

    assert let_in(ids) == ids[:2]

    Attempt.objects.filter(pk__in=ids[:2]).update(
        state="answered", sent_at=timezone.now() - timedelta(seconds=61)
    )

    assert let_in(ids) == ids[2:]


def test_what_asks_for_more_than_a_minutes_worth_goes_alone(queue):
    Gate.objects.create(slug="custom", pictures_per_minute=5)
    ids = queue(2, images=15)

    assert let_in(ids) == ids[:1]


def test_a_full_minute_lets_nobody_in(queue):
    Gate.objects.create(slug="custom", pictures_per_minute=2)
    ids = queue(2, images=2)

    assert let_in(ids) == ids[:1]
    assert gate.room_of("custom") == 0
    assert gate.due_at("custom") == []


def test_too_many_requests_halve_the_gate_once_and_a_minute_gives_one_back(
    queue, send_now, scripted
):
    Gate.objects.create(slug="custom", concurrency=8)
    ids = queue(2)
    scripted.script = [Busy("slow down", status=429)]

    for each in ids:
        send_now(Attempt.objects.get(pk=each))

    eased = Gate.objects.get(slug="custom")
    assert eased.eased_to == 2
    Gate.objects.update(eased_at=timezone.now() - timedelta(seconds=130))
    eased.refresh_from_db()
    assert gate.concurrency_of(eased) == 4
    Gate.objects.update(eased_at=timezone.now() - timedelta(hours=1))
    eased.refresh_from_db()
    assert gate.concurrency_of(eased) == 8


def test_requests_that_were_on_their_way_together_halve_it_once(queue):
    Gate.objects.create(slug="custom", concurrency=8)
    ids = queue(2)
    Attempt.objects.update(state="sent", sent_at=timezone.now())

    for attempt in Attempt.objects.filter(pk__in=ids):
        gate.ease(attempt)

    assert Gate.objects.get(slug="custom").eased_to == 4


def test_a_gate_never_eases_below_one(queue):
    Gate.objects.create(slug="custom", concurrency=1)
    attempt = Attempt.objects.get(pk=queue(1)[0])

    gate.ease(attempt)

    assert gate.room_of("custom") == 1


@pytest.mark.parametrize(
    ("error", "reason"),
    [(OutOfCredit("no money"), "credit"), (BadCredentials("no"), "credentials")],
)
def test_a_refused_account_pauses_its_gate_and_tells_the_admins_once(
    queue, send_now, scripted, mailoutbox, error, reason
):
    ids = queue(3)
    scripted.script = [error]

    attempt = send_now(Attempt.objects.get(pk=ids[0]))
    send_now(Attempt.objects.get(pk=ids[1]))

    assert attempt.state == "refused"
    assert Gate.objects.get(slug="custom").pause_reason == reason
    assert Attempt.objects.filter(state="queued").count() == 2
    assert [mail.to for mail in mailoutbox] == [["alice@example.com"]]


def test_bulk_gets_in_after_three_who_look_at_the_page(queue):
    bulk = queue(1, lane=Lane.BULK)
    ids = queue(4)

    admitted = let_in([*bulk, *ids])

    assert admitted == [*ids[:3], *bulk]


def test_a_choice_that_is_just_taken_back_lets_in_the_next(queue):
    ids = queue(6)

    with meanwhile(CLAIM, take_back(ids[0]), take_back(ids[1])):
        admitted = gate.admit(ids[5], owner="me")

    assert admitted == ids[2]
    assert Attempt.objects.get(state="claimed").pk == ids[2]


def test_nobody_is_let_in_when_every_choice_is_taken_back(queue):
    ids = queue(gate.CHOICES + 5)

    with meanwhile(CLAIM, *map(take_back, ids[: gate.CHOICES])):
        assert gate.admit(ids[-1], owner="me") is None

    assert Attempt.objects.filter(state="queued").count() == 5


def test_a_queue_that_is_just_emptied_lets_nobody_in(queue):
    Gate.objects.create(slug="custom", pictures_per_minute=5)
    (only,) = queue(1)

    with meanwhile('ORDER BY "generations_attempt"."created_at"', take_back(only)):
        assert gate.admit(only, owner="me") is None

    assert Attempt.objects.get().state == "cancelled"


def test_who_has_a_request_out_lets_the_others_go_first(queue, bob):
    mine, theirs = queue(6), queue(1, member=bob)
    Attempt.objects.filter(pk=mine[0]).update(state="sent", sent_at=timezone.now())

    assert gate.admit(mine[1], owner="me") == theirs[0]


def test_the_lock_decides_when_the_room_went_meanwhile(queue, monkeypatch):
    ids = queue(5)
    let_in(ids[:4])
    monkeypatch.setattr(gate, "room_of", lambda _gateway: 1)

    assert gate.admit(ids[4], owner="me") is None


def test_a_ring_for_nothing_lets_nobody_in(queue):
    queue(0)

    assert gate.admit("19e0bf55-f7fc-4a53-8aa1-9a3ba5176416", owner="me") is None


def test_the_sweeper_rings_only_for_those_there_is_room_for(queue):
    ids = queue(6)
    Attempt.objects.update(published_at=None)

    first = sweep.sweep().send

    assert first == ids[:4]
    assert sweep.sweep().send == []


def test_sending_says_at_which_gate_there_is_room_again(queue, scripted):
    ids = queue(1)

    gateway = send(ids[0], announce=lambda output_id, *, is_here: None)

    assert gateway == "custom"
    assert send(ids[0], announce=lambda output_id, *, is_here: None) == ""


def test_a_request_of_an_older_version_finds_its_gate(queue):
    ids = queue(1, gateway="")
    gate.pause("custom", PauseReason.PERSON)

    assert let_in(ids) == []
    assert Attempt.objects.get(pk=ids[0]).gateway == "custom"
