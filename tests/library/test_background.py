"""Steps in the background, the nightly emptying of the trash, what purging leaves."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from generations import nightly, tasks
from generations.custody import checkups
from generations.faces import face_of
from generations.library import steps
from generations.library.verbs import VERBS
from generations.models import Checkup, Listing, Output, Shelf, Step

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    """No broker: the steps that were rung for."""
    found = []
    monkeypatch.setattr(
        tasks.take_step, "apply_async", lambda args, **_: found.append(args[0])
    )
    monkeypatch.setattr(nightly.check_store, "apply_async", lambda args, **_: None)
    return found


def test_a_worker_takes_a_step(alice, lines):
    step = steps.begin(alice, VERBS["rate"], 4, [line.place for line in lines])

    tasks.take_step.run(str(step.pk))

    assert set(Listing.objects.values_list("rating", flat=True)) == {4}


def test_a_step_that_is_gone_is_nothing(db):
    tasks.take_step.run("00000000-0000-4000-8000-000000000000")


def test_deleting_for_good_takes_the_bytes_along(alice, lines, press):
    press("trash", None, lines[:1])
    step = steps.begin(alice, VERBS["purge"], None, [lines[0].place])

    tasks.take_step.run(str(step.pk))

    assert not default_storage.exists(lines[0].output.image.key)
    assert default_storage.exists(lines[1].output.image.key)


def test_a_step_left_lying_is_rung_for_again(alice, lines, rung):
    step = steps.begin(alice, VERBS["rate"], 4, [lines[0].place])
    Step.objects.filter(pk=step.pk).update(
        created_at=timezone.now() - timedelta(minutes=5)
    )

    nightly.Nightly().look()

    assert rung == [str(step.pk)]


@pytest.fixture
def old(lines, press):
    """A picture that has been in the trash for long enough."""
    press("trash", None, lines[:1])
    Listing.objects.filter(pk=lines[0].pk).update(
        trashed_at=timezone.now() - timedelta(days=31)
    )
    return lines[0]


def test_the_night_empties_the_trash_and_finds_all_well(old):
    checkup = checkups.begin()

    nightly.check_store.run(str(checkup.pk))

    checkup.refresh_from_db()
    assert Listing.objects.get(pk=old.pk).shelf == Shelf.PURGED
    assert not default_storage.exists(old.output.image.key)
    assert (checkup.missing, checkup.altered, checkup.orphaned) == (0, 0, 0)
    assert checkup.ended_at is not None


def test_a_process_that_ends_leaves_the_rest_to_another(old, monkeypatch):
    def stop(self):
        raise nightly.Stopping

    monkeypatch.setattr(nightly.Interlude, "play", stop)
    checkup = checkups.begin()

    nightly.check_store.run(str(checkup.pk))

    assert not Checkup.objects.exists()


def test_a_trash_that_cannot_be_emptied_keeps_nothing_from_being_checked(
    old, settings, caplog
):
    settings.STUDIO_TRASH_DAYS = "odd"
    checkup = checkups.begin()

    nightly.check_store.run(str(checkup.pk))

    checkup.refresh_from_db()
    assert checkup.ended_at is not None
    assert "the trash was not emptied" in caplog.text


def test_what_was_deleted_for_good_says_so(old, sign_in, alice):
    image = old.output.image
    checkup = checkups.begin()
    nightly.check_store.run(str(checkup.pk))

    browser = sign_in(alice)
    for address in ("original", "320"):
        answer = browser.get(f"/files/{image.pk}/{address}/")
        assert answer.status_code == 410
        assert "Deleted for good" in answer.content.decode()
    output = Output.objects.select_related("attempt", "image").get(pk=old.output_id)
    assert face_of(output).key == "purged"


def test_others_are_not_told_that_it_was_deleted(old, sign_in, charlie):
    image = old.output.image
    nightly.check_store.run(str(checkups.begin().pk))

    assert sign_in(charlie).get(f"/files/{image.pk}/original/").status_code == 404
