"""Steps: what each verb changes, and that undoing restores every column and word."""

import random

import pytest

from generations.library import steps
from generations.library.collections import remember
from generations.library.verbs import VERBS
from generations.models import (
    Attempt,
    AttemptState,
    Collection,
    Fold,
    Listing,
    Output,
    OutputState,
    Placement,
    Shelf,
    Step,
    Tag,
)
from tests.library.conftest import snapshot, undo

pytestmark = pytest.mark.django_db


@pytest.fixture
def value_for(alice):
    """Return a function that draws a value for a verb."""
    tags = [Tag.objects.named(alice.team, name).pk for name in ("brand", "🐈", "<b>")]
    kept = Collection.objects.create(team=alice.team, name="Kept")

    def draw(verb, dice):
        match verb:
            case "rate":
                return dice.randint(0, 5)
            case "flag":
                return dice.choice(["", "pick", "reject"])
            case "colour":
                return dice.choice(["", "red", "blue"])
            case "favourite" | "unfavourite":
                return [alice.user.pk]
            case "tag" | "untag":
                return dice.sample(tags, dice.randint(1, 3))
            case "collect" | "uncollect":
                return [kept.pk]
        return None

    return draw


OFFERED = [name for name, verb in VERBS.items() if verb.is_offered]
UNDOABLE = [name for name in OFFERED if not VERBS[name].is_final]


@pytest.mark.parametrize("seed", range(6))
def test_undoing_restores_every_column_word_and_mark(
    seed, alice, make, press, value_for
):
    dice = random.Random(seed)
    found = make(alice, 3) + make(alice, 2) + make(alice, 1)
    for _each in range(8):
        verb = dice.choice(UNDOABLE)
        press(verb, value_for(verb, dice), dice.sample(found, dice.randint(1, 6)))

    for verb in UNDOABLE:
        before = snapshot()
        step = press(
            verb, value_for(verb, dice), dice.sample(found, dice.randint(1, 6))
        )
        undo(step)

        assert snapshot() == before, verb


def test_stars_change_the_column_and_the_word(lines, press):
    press("rate", 4, lines[:2])

    found = Listing.objects.filter(rating=4)
    assert {line.place for line in found} == {line.place for line in lines[:2]}
    assert all(" rating:4 " in line.words for line in found)
    assert not any(" rating:0 " in line.words for line in found)


def test_undoing_gives_each_picture_its_own_stars_back(lines, press):
    press("rate", 2, lines[:1])
    press("rate", 5, lines[1:2])
    step = press("rate", 3, lines)

    undo(step)

    ratings = Listing.objects.newest_first().values_list("rating", flat=True)
    assert list(ratings) == [2, 5, 0, 0]


def test_undoing_leaves_what_a_colleague_changed_meanwhile(lines, press, bob):
    step = press("rate", 3, lines)
    press("rate", 5, lines[:1], member=bob)

    undo(step)

    assert Listing.objects.get(pk=lines[0].pk).rating == 5
    assert Listing.objects.get(pk=lines[1].pk).rating == 0


def test_a_step_taken_twice_changes_nothing_more(lines, press):
    step = press("tag", [Tag.objects.named(lines[0].team, "brand").pk], lines)
    before = snapshot()

    steps.take(step.pk)

    assert snapshot() == before
    assert Step.objects.get(pk=step.pk).done == 4


def test_undoing_twice_does_nothing(lines, press):
    step = press("rate", 4, lines)
    undo(step)
    press("rate", 4, lines)

    assert not steps.undo(step)

    assert set(Listing.objects.values_list("rating", flat=True)) == {4}


def test_a_step_goes_on_where_a_dead_worker_left_it(monkeypatch, alice, make):
    monkeypatch.setattr(steps, "CHUNK", 3)
    found = make(alice, 8)
    places = [line.place for line in found]
    step = steps.begin(alice, VERBS["rate"], 4, places)
    steps._take_chunk(step.pk)
    half = Step.objects.get(pk=step.pk)

    steps.take(step.pk)

    step.refresh_from_db()
    assert (half.done, half.finished_at) == (3, None)
    assert (step.done, step.total) == (8, 8)
    assert step.finished_at is not None
    assert set(Listing.objects.values_list("rating", flat=True)) == {4}


def test_a_step_undone_half_way_is_done_no_further(monkeypatch, alice, make):
    monkeypatch.setattr(steps, "CHUNK", 3)
    found = make(alice, 8)
    step = steps.begin(alice, VERBS["rate"], 4, [line.place for line in found])
    before = snapshot()
    steps._take_chunk(step.pk)

    undo(step)

    assert snapshot() == before
    step.refresh_from_db()
    assert (step.done, step.total) == (3, 3)


def test_the_next_of_a_stack_comes_to_the_top_and_goes_back(lines, press):
    step = press("trash", None, lines[:1])
    tops = Listing.objects.filter(fold=Fold.TOP, shelf=Shelf.GALLERY)
    assert [line.place for line in tops] == [lines[1].place]

    undo(step)

    assert [line.place for line in tops.all()] == [lines[0].place]


def test_what_is_on_its_way_or_of_unknown_outcome_stays(lines, press):
    first, second, third, fourth = (line.output for line in lines)
    Output.objects.filter(pk=first.pk).update(state=OutputState.ANNOUNCED)
    for output, state in (
        (second, AttemptState.UNKNOWN),
        (third, AttemptState.QUEUED),
        (fourth, AttemptState.CANCELLED),
    ):
        Output.objects.filter(pk=output.pk).update(
            state=OutputState.PROMISED, image=None
        )
        Attempt.objects.filter(pk=output.attempt_id).update(state=state)

    press("trash", None, lines)

    gone = Listing.objects.filter(shelf=Shelf.TRASH)
    assert [line.place for line in gone] == [lines[3].place]


def test_a_decided_unknown_outcome_may_go(lines, press):
    Output.objects.filter(pk=lines[0].output_id).update(
        state=OutputState.PROMISED, image=None
    )
    Attempt.objects.filter(pk=lines[0].output.attempt_id).update(
        state=AttemptState.UNKNOWN, verdict="loss_accepted"
    )

    press("trash", None, lines[:1])

    assert Listing.objects.get(pk=lines[0].pk).shelf == Shelf.TRASH


def test_the_trash_keeps_marks_and_collections(lines, press, alice):
    kept = Collection.objects.create(team=alice.team, name="Kept")
    press("favourite", [alice.user.pk], lines)
    press("collect", [kept.pk], lines)
    before = snapshot()
    press("trash", None, lines)

    press("restore", None, lines)

    assert snapshot() == before


def test_a_collection_takes_pictures_in_order_at_its_end(lines, press, alice):
    kept = Collection.objects.create(team=alice.team, name="Kept")
    press("collect", [kept.pk], lines[2:])

    press("collect", [kept.pk], [lines[1], lines[0], lines[2]])

    order = Placement.objects.order_by("rank").values_list("listing_id", flat=True)
    assert list(order) == [lines[at].place for at in (2, 3, 1, 0)]


def test_a_collection_deleted_meanwhile_takes_no_picture(lines, press, alice):
    kept = Collection.objects.create(team=alice.team, name="Spring")
    press("collect", [kept.pk], lines)
    taken_out = press("uncollect", [kept.pk], lines[:2])
    press("dissolve", remember(kept), lines[2:])
    before = snapshot()

    undo(taken_out)
    late = press("collect", [kept.pk], lines)

    assert snapshot() == before
    assert late.finished_at is not None
    assert not Collection.objects.exists()


def test_deleting_for_good_has_no_way_back(lines, press):
    press("trash", None, lines)
    step = press("purge", None, lines)

    assert not steps.undo(step)

    assert set(Listing.objects.values_list("shelf", flat=True)) == {Shelf.PURGED}


def test_only_what_is_in_the_trash_is_deleted_for_good(lines, press):
    press("trash", None, lines[:1])

    press("purge", None, lines)

    shelves = Listing.objects.newest_first().values_list("shelf", flat=True)
    assert list(shelves) == [Shelf.PURGED, *[Shelf.GALLERY] * 3]


def test_lines_of_another_team_are_never_changed(lines, press, charlie):
    before = snapshot()

    for verb in OFFERED:
        value = {"rate": 3, "flag": "pick", "colour": "red"}.get(verb)
        if verb.endswith("favourite"):
            value = [charlie.user.pk]
        press(verb, value, lines, member=charlie)

    assert snapshot() == before


def test_an_unfinished_step_is_found_after_a_while(alice, lines):
    step = steps.begin(alice, VERBS["rate"], 4, [lines[0].place])
    assert list(steps.unfinished()) == []

    Step.objects.filter(pk=step.pk).update(created_at="2026-01-01T00:00Z")

    assert list(steps.unfinished()) == [step]


def test_old_steps_are_forgotten(lines, press):
    step = press("rate", 4, lines)
    Step.objects.filter(pk=step.pk).update(created_at="2026-01-01T00:00Z")

    steps.forget_old()

    assert not Step.objects.exists()
