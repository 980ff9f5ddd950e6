"""Before an update: nothing new leaves, what is under way ends."""

import pytest
from django.core.management import CommandError, call_command

from generations.models import ALL, Attempt, Gate, Output, PauseReason
from generations.pipeline import gate

OFFER = "seedream-4.0@custom"
pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(gateway, ask):
    return ask(OFFER, size="1K").attempts.get()


def test_a_drained_studio_lets_nothing_leave(attempt, capsys):
    call_command("drain")

    assert "nothing leaves" in capsys.readouterr().out
    assert gate.admit(attempt.pk, owner="me") is None


@pytest.mark.parametrize("state", ["claimed", "sent"])
def test_it_waits_for_paid_requests_and_says_which(attempt, state):
    Attempt.objects.update(state=state)

    with pytest.raises(CommandError, match=r"1 paid request\(s\), 0 picture\(s\)"):
        call_command("drain", timeout=0)

    assert Gate.objects.get(slug=ALL).pause_reason == PauseReason.DRAIN


def test_it_waits_for_pictures_that_are_on_their_way_but_not_for_later_tries(attempt):
    Attempt.objects.update(state="answered")
    Output.objects.update(state="announced")

    with pytest.raises(CommandError, match=r"0 paid request\(s\), 1 picture\(s\)"):
        call_command("drain", timeout=0)
    Output.objects.update(error_code="DownloadFailed")
    call_command("drain", timeout=0)


def test_it_ends_when_the_last_request_does(attempt, monkeypatch, capsys):
    Attempt.objects.update(state="sent")
    monkeypatch.setattr(
        "time.sleep", lambda _s: Attempt.objects.update(state="answered")
    )

    call_command("drain")

    said = capsys.readouterr()
    assert "Waiting for 1 paid request(s)" in said.err
    assert "Drained" in said.out


def test_resuming_opens_only_what_a_drain_closed(attempt, capsys):
    call_command("drain")
    Gate.objects.pause("custom", PauseReason.PERSON)

    call_command("drain", resume=True)
    call_command("drain", resume=True)

    assert capsys.readouterr().out.endswith("Requests leave again.\nNot drained.\n")
    assert Gate.objects.get(slug="custom").is_paused


def test_preparing_the_next_start_ends_a_drain(attempt, capsys):
    call_command("drain")

    call_command("prepare")

    assert "The drain is over" in capsys.readouterr().err
    assert gate.admit(attempt.pk, owner="me") == attempt.pk
