"""The verbs of the gallery as pages and fragments: answers, roles, odd input."""

import json
from datetime import timedelta

import pytest

from generations.library import steps as library
from generations.models import Collection, Listing, Shelf, Step, Tag
from tests.views.conftest import HTMX, NOON
from tests.views.stepping import PAGE, press, shelves


@pytest.fixture
def lines(make_stored):
    """The lines of three stored pictures, newest first."""
    for number, color in enumerate(("red", "green", "blue")):
        make_stored(at=NOON - timedelta(hours=number), color=color)
    return list(Listing.objects.newest_first())


@pytest.fixture
def rung(monkeypatch):
    """No broker: what would be rung for, by id."""
    found = []
    monkeypatch.setattr(
        "generations.views.steps.ring", lambda _task, row_id: found.append(row_id)
    )
    return found


def test_stars_are_given_and_the_tile_is_drawn(as_alice, lines):
    answer = press(as_alice, "rate", lines[:1], value="4")

    assert answer.status_code == 200
    assert Listing.objects.get(pk=lines[0].pk).rating == 4
    text = answer.content.decode()
    assert f'id="output-{lines[0].output_id}" hx-swap-oob="outerHTML"' in text
    assert 'id="toasts"' not in text  # the tile shows it
    told = json.loads(answer["HX-Trigger"])["stepped"]
    assert told["undo"].endswith("/undo/")


def test_a_button_may_name_verb_and_value(as_alice, lines):
    press(as_alice, "colour:red", lines)

    assert set(Listing.objects.values_list("colour", flat=True)) == {"red"}


def test_without_script_it_leads_back_with_a_message(as_alice, lines):
    answer = press(as_alice, "trash", lines[:2], fragment=False, next="/mine/")

    assert (answer.status_code, answer["Location"]) == (302, "/mine/")
    page = as_alice.get("/mine/").content.decode()
    assert "2 pictures moved to the trash." in page
    assert "/undo/" in page


def test_what_leaves_keeps_its_place_for_the_undo(as_alice, lines):
    answer = press(as_alice, "trash", lines[:1]).content.decode()
    step = Step.objects.get()

    assert "is-gone" in answer
    assert "1 picture moved to the trash." in answer
    assert shelves() == [Shelf.TRASH, Shelf.GALLERY, Shelf.GALLERY]
    back = as_alice.post(f"{PAGE}{step.pk}/undo/", {"grid": "1"}, headers=HTMX)

    assert shelves() == [Shelf.GALLERY] * 3
    assert f'data-output="{lines[0].output_id}"' in back.content.decode()
    assert "Taken back." in back.content.decode()


def test_undoing_twice_says_so(as_alice, lines):
    press(as_alice, "trash", lines[:1])
    address = f"{PAGE}{Step.objects.get().pk}/undo/"
    as_alice.post(address, headers=HTMX)

    answer = as_alice.post(address, headers=HTMX)

    assert answer.status_code == 400
    assert "taken back before" in answer.content.decode()


def test_undoing_what_was_deleted_for_good_says_so(as_alice, lines, rung):
    told = json.loads(press(as_alice, "trash", lines)["HX-Trigger"])["stepped"]
    press(as_alice, "purge", lines, sure="1")

    answer = as_alice.post(told["undo"], headers=HTMX)

    assert answer.status_code == 400
    assert "Deleted for good meanwhile" in answer.content.decode()


def test_what_is_on_its_way_stays_and_is_told(as_alice, lines, make_output):
    waiting = make_output(at=NOON)
    open_line = Listing.objects.get(output=waiting)

    answer = press(as_alice, "trash", [*lines, open_line]).content.decode()

    assert "3 pictures moved to the trash." in answer
    assert "1 picture stays" in answer
    assert Listing.objects.get(pk=open_line.pk).shelf == Shelf.GALLERY


def test_all_matching_is_the_search_not_the_ids(as_alice, lines):
    answer = press(as_alice, "tag", value="brand", all="1", **{"in": "mine"})

    assert "3 pictures tagged." in answer.content.decode()
    assert Tag.objects.get().taggings.count() == 3
    assert Step.objects.get().query == "in=mine"


def test_many_pictures_go_to_the_background(as_alice, lines, rung, monkeypatch):
    monkeypatch.setattr(library, "AT_ONCE", 2)

    answer = press(as_alice, "rate", lines, value="5").content.decode()
    step = Step.objects.get()

    assert rung == [step.pk]
    assert f'hx-get="{PAGE}{step.pk}/"' in answer
    assert "0 of 3 pictures" in answer
    library.take(step.pk)
    done = as_alice.get(f"{PAGE}{step.pk}/", headers=HTMX)
    assert "3 pictures rated." in done.content.decode()
    assert "hx-get" not in done.content.decode()
    assert f"{PAGE}{step.pk}/" in done["HX-Trigger-After-Swap"]


def test_tiles_on_the_page_follow_a_step_in_the_background(
    as_alice, lines, monkeypatch
):
    monkeypatch.setattr(library, "AT_ONCE", 2)
    press(as_alice, "trash", lines)
    step = Step.objects.get()
    named = {"pictures": ",".join(str(line.output_id) for line in lines), "grid": "1"}

    library.take(step.pk)
    trashed = as_alice.post(f"{PAGE}{step.pk}/", named, headers=HTMX).content.decode()
    as_alice.post(f"{PAGE}{step.pk}/undo/", headers=HTMX)
    library.take(step.pk)
    back = as_alice.post(f"{PAGE}{step.pk}/", named, headers=HTMX).content.decode()

    for line in lines:
        place = f'id="output-{line.output_id}" hx-swap-oob="outerHTML"'
        assert f'<li class="tile is-gone" {place} hidden></li>' in trashed
        assert place in back
    assert "is-gone" not in back
    assert 'id="toasts"' not in trashed + back


def test_tiles_of_another_team_are_not_drawn_after_a_step(
    as_alice, as_charlie, charlie, lines
):
    press(as_alice, "rate", lines, value="5")
    step = Step.objects.get()
    named = {"pictures": ",".join(str(line.output_id) for line in lines), "grid": "1"}

    foreign = as_charlie.post(f"{PAGE}{step.pk}/", named, headers=HTMX)
    Step.objects.update(team=charlie.team, person=charlie.user)
    stolen = as_charlie.post(f"{PAGE}{step.pk}/", named, headers=HTMX)

    assert foreign.status_code == 404
    assert "output-" not in stolen.content.decode()


def test_progress_is_a_page_too(as_alice, lines):
    press(as_alice, "rate", lines, value="5")

    answer = as_alice.get(f"{PAGE}{Step.objects.get().pk}/")

    assert "3 pictures rated." in answer.content.decode()
    assert "<!doctype html>" in answer.content.decode()


def test_deleting_for_good_asks_first(as_alice, lines, rung):
    press(as_alice, "trash", lines[:1])

    asked = press(as_alice, "purge", lines[:1], **{"in": "trash"})
    page = press(as_alice, "purge", lines[:1], fragment=False)

    assert "Delete 1 picture for good?" in asked.content.decode()
    assert "<dialog" in asked.content.decode()
    assert "<!doctype html>" in page.content.decode()
    assert shelves()[0] == Shelf.TRASH
    done = press(as_alice, "purge", lines[:1], sure="yes", **{"in": "trash"})
    assert "1 picture deleted for good." in done.content.decode()
    assert "/undo/" not in done.content.decode()
    assert shelves()[0] == Shelf.PURGED
    assert rung == [Step.objects.get(verb="purge").pk]


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("", {}),
        ("explode", {}),
        ("dissolve", {}),
        ("<script>", {}),
        ("rate", {"value": "9"}),
        ("rate", {"value": "x" * 10_000}),
        ("rate:", {}),
        ("flag", {"value": "<b>"}),
        ("tag", {"value": ""}),
        ("tag", {"value": "x" * 10_000}),
        ("collect", {"value": ""}),
        ("collect", {"name": "x" * 10_000}),
        ("rate", {"value": "3", "pictures": ""}),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(verb, fields, as_alice, lines):
    answer = press(as_alice, verb, lines, **fields)

    assert answer.status_code == 400
    assert 'class="toast' in answer.content.decode()
    assert not Step.objects.exists()


@pytest.mark.parametrize("key", ["x", "1" * 40, "-1", "\0"])
def test_an_odd_collection_is_not_found(key, as_alice, lines):
    assert press(as_alice, "collect", lines, value=key).status_code == 404


def test_pictures_are_put_into_a_new_collection(as_alice, lines):
    fields = {"name": "<b>Spring</b> 🌷", "value-collect": ""}
    answer = press(as_alice, "collect", lines, **fields).content.decode()

    assert 'id="bulk-collections" hx-swap-oob="outerHTML"' in answer
    assert "&lt;b&gt;Spring&lt;/b&gt; 🌷</option>" in answer
    press(as_alice, "collect", lines[:1], **fields)
    made = Collection.objects.get()
    assert made.name == "<b>Spring</b> 🌷"
    assert made.placements.count() == 3
    page = as_alice.get(f"/collections/{made.pk}/").content.decode()
    assert "&lt;b&gt;Spring&lt;/b&gt; 🌷" in page
    assert "<b>Spring" not in page


def test_on_a_pictures_own_page_its_judgement_is_drawn(as_alice, lines):
    here = f"http://testserver/pictures/{lines[0].output_id}/?q="
    headers = HTMX | {"HX-Current-URL": here}
    values = {"verb": "rate", "value": "3", "pictures": lines[0].output_id}

    answer = as_alice.post(PAGE, values, headers=headers).content.decode()

    assert 'id="judge" data-judged hx-swap-oob="outerHTML"' in answer
    assert 'id="sorting" data-judged hx-swap-oob="outerHTML"' in answer
    gone = as_alice.post(PAGE, values | {"verb": "trash"}, headers=headers)
    assert gone["HX-Retarget"] == "#picture"


def test_the_top_of_a_stack_gives_its_place_to_the_next(as_alice, make_stored, lines):
    first = lines[0].output
    second = make_stored(at=NOON - timedelta(seconds=1), color="black")
    second.generation = first.generation
    second.save()
    Listing.objects.filter(output=second).update(generation=first.generation, fold=1)
    beside = Listing.objects.get(output=second)

    answer = press(as_alice, "trash", lines[:1]).content.decode()

    assert f'hx-swap-oob="afterend:#output-{first.pk}"' in answer
    assert f'data-output="{second.pk}"' in answer
    assert Listing.objects.get(pk=beside.pk).fold == 0
    undo = f"{PAGE}{Step.objects.get().pk}/undo/"
    back = as_alice.post(undo, {"grid": "1"}, headers=HTMX).content.decode()
    assert f'<li id="output-{second.pk}" hx-swap-oob="delete">' in back
