"""Collections as pages: made, changed, ordered, dissolved, and the team's alone."""

import json
import re

import pytest

from generations.library import collections as library
from generations.library import steps
from generations.library.verbs import VERBS
from generations.models import Collection, Listing, Placement, Shelf, Step
from tests.views.conftest import HTMX, signed_in

PAGE = "/collections/"


def order_of(collection, lines):
    names = {line.pk: "abcd"[at] for at, line in enumerate(lines)}
    places = library.shown(collection).values_list("listing", flat=True)
    return "".join(names[place] for place in places)


def move(client, collection, line, **fields):
    values = {"picture": str(line.output_id), **fields}
    return client.post(f"{PAGE}{collection.pk}/order/", values, headers=HTMX)


def test_the_list_shows_covers_and_counts(as_alice, kept, alice):
    Collection.objects.create(team=alice.team, name="All", query="lighthouse")
    Collection.objects.create(team=alice.team, name="Bare <i>one</i>")

    page = as_alice.get(PAGE).content.decode()

    assert page.count("4 pictures") == 2
    assert page.count('class="collection__cover"') == 2
    assert "fills by itself" in page
    assert "Bare &lt;i&gt;one&lt;/i&gt;" in page
    assert "0 pictures" in page


def test_without_any_the_page_teaches(as_alice):
    assert "No collections yet." in as_alice.get(PAGE).content.decode()


def test_the_trash_does_not_count(as_alice, kept, lines, alice):
    places = [line.place for line in lines[:3]]
    steps.take(steps.begin(alice, VERBS["trash"], None, places).pk)

    assert "1 picture<" in as_alice.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "  \0 "},
        {"name": "\u202e\u200b"},
        {"name": "x" * 10_000},
        {"name": "a", "query": "x" * 10_000},
    ],
)
def test_odd_names_are_refused_in_words(fields, as_alice, kept):
    answer = as_alice.post(f"{PAGE}add/", fields)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    change = {"name": fields["name"] if len(fields) == 1 else ""}
    refused = as_alice.post(f"{PAGE}{kept.pk}/change/", change)
    assert refused.status_code == 400
    kept.refresh_from_db()
    assert kept.name == "Spring"


def test_name_and_description_are_changed(as_alice, kept):
    fields = {"name": "🌷 <b>Tulips</b>", "description": "x" * 10_000}

    as_alice.post(f"{PAGE}{kept.pk}/change/", fields)

    kept.refresh_from_db()
    assert kept.name == "🌷 <b>Tulips</b>"
    assert len(kept.description) == 2_000
    assert "<b>Tulips" not in as_alice.get(f"{PAGE}{kept.pk}/edit/").content.decode()


@pytest.mark.parametrize(
    ("number", "fields", "order"),
    [
        (0, {"to": "right"}, "bacd"),
        (1, {"to": "left"}, "bacd"),
        (3, {"to": "first"}, "dabc"),
        (0, {"to": "last"}, "bcda"),
        (0, {"to": "left"}, "abcd"),
        (3, {"to": "right"}, "abcd"),
        (1, {"to": "sideways"}, "abcd"),
        (0, {"before": ""}, "bcda"),
        (0, {"to": "number", "number": "3"}, "bcad"),
        (3, {"to": "number", "number": "1"}, "dabc"),
        (2, {"to": "number", "number": "3"}, "abcd"),
        (0, {"to": "number", "number": "999999999"}, "bcda"),
        (1, {"to": "number", "number": "0"}, "abcd"),
        (1, {"to": "number", "number": "二"}, "abcd"),
        (1, {"to": "right", "number": "1"}, "acbd"),
    ],
)
def test_a_picture_is_moved(number, fields, order, as_alice, kept, lines):
    answer = move(as_alice, kept, lines[number], **fields)

    assert order_of(kept, lines) == order
    assert answer.content.decode().lstrip().startswith('<ol class="order" id="order"')


@pytest.mark.parametrize(
    ("number", "anchor", "order"), [(3, 0, "dabc"), (0, 2, "bacd"), (2, 1, "acbd")]
)
def test_a_picture_is_dropped_before_another(
    number, anchor, order, as_alice, kept, lines
):
    move(as_alice, kept, lines[number], before=str(lines[anchor].output_id))

    assert order_of(kept, lines) == order


def test_moving_for_ever_keeps_the_order_right(as_alice, kept, lines):
    Placement.objects.update(rank=1)  # no room between any two
    start = order_of(kept, lines)

    for _round in range(12):
        move(as_alice, kept, lines[0], to="right")
        move(as_alice, kept, lines[0], to="left")

    assert order_of(kept, lines) == start
    ranks = list(library.shown(kept).values_list("rank", flat=True))
    assert len(set(ranks)) == 4


def test_order_of_many_has_pages_and_a_picture_goes_from_one_to_another(
    as_alice, kept, lines, monkeypatch
):
    monkeypatch.setattr("generations.views.ordering.ON_A_PAGE", 2)
    first = as_alice.get(f"{PAGE}{kept.pk}/edit/").content.decode()
    moved = as_alice.post(
        f"{PAGE}{kept.pk}/order/?page=2",
        {"picture": str(lines[3].output_id), "to": "number", "number": "2"},
    )

    second = as_alice.get(moved["Location"]).content.decode()

    assert first.count('class="order__place"') == 2
    assert f'data-beyond="{lines[2].output_id}"' in first
    assert f'href="{PAGE}{kept.pk}/edit/?page=2#order"' in first
    assert second.count("3 to 4 of 4") == 2
    assert order_of(kept, lines) == "adbc"
    shown = re.findall(r'class="order__place" id="place-([^"]+)"', second)
    assert shown == [str(lines[at].output_id) for at in (1, 2)]
    for page in ("0", "99", "x", "9" * 12, "-1"):
        assert as_alice.get(f"{PAGE}{kept.pk}/edit/?page={page}").status_code == 200


def test_without_script_the_order_is_a_page(as_alice, kept, lines):
    values = {"picture": str(lines[0].output_id), "to": "last"}

    answer = as_alice.post(f"{PAGE}{kept.pk}/order/", values)

    assert answer["Location"] == f"{PAGE}{kept.pk}/edit/"
    page = as_alice.get(answer["Location"]).content.decode()
    assert page.count('class="order__place"') == 4


def test_a_cover_is_chosen(as_alice, kept, lines):
    values = {"picture": str(lines[2].output_id)}
    as_alice.post(f"{PAGE}{kept.pk}/cover/", values, headers=HTMX)

    kept.refresh_from_db()
    assert kept.cover_id == lines[2].place
    Placement.objects.filter(listing=lines[3]).delete()
    other = as_alice.post(
        f"{PAGE}{kept.pk}/cover/", {"picture": str(lines[3].output_id)}
    )
    assert other.status_code == 404


def test_a_collection_is_deleted_and_taken_back_as_it_was(as_alice, kept, lines):
    Collection.objects.filter(pk=kept.pk).update(cover=lines[1].place, description="D")
    before = list(Collection.objects.values())
    placed = list(Placement.objects.order_by("rank").values_list("listing", "rank"))

    as_alice.post(f"{PAGE}{kept.pk}/remove/")

    assert not Collection.objects.exists()
    assert not Listing.objects.filter(words__contains=f" in:{kept.pk} ").exists()
    assert set(Listing.objects.values_list("shelf", flat=True)) == {Shelf.GALLERY}
    page = as_alice.get(PAGE).content.decode()
    assert "Collection deleted." in page
    undo = f"/library/steps/{Step.objects.latest('created_at').pk}/undo/"
    back = as_alice.post(undo, headers=HTMX)
    assert back["HX-Redirect"] == PAGE
    assert list(Collection.objects.values()) == before
    assert (
        list(Placement.objects.order_by("rank").values_list("listing", "rank"))
        == placed
    )
    assert Listing.objects.filter(words__contains=f" in:{kept.pk} ").count() == 4


def test_an_empty_and_a_smart_one_come_back_too(as_alice, alice):
    for fields in ({"name": "Empty"}, {"name": "Cats", "query": "cat"}):
        made = Collection.objects.create(team=alice.team, **fields)
        as_alice.post(f"{PAGE}{made.pk}/remove/")
        assert not Collection.objects.filter(pk=made.pk).exists()

        step = Step.objects.latest("created_at")
        as_alice.post(f"/library/steps/{step.pk}/undo/")

        assert Collection.objects.filter(pk=made.pk, **fields).exists()


def test_many_go_to_the_background(as_alice, kept, monkeypatch):
    rung = []
    ring = "generations.views.collections.ring"
    monkeypatch.setattr(ring, lambda _task, row_id: rung.append(row_id))
    monkeypatch.setattr(steps, "AT_ONCE", 2)

    as_alice.post(f"{PAGE}{kept.pk}/remove/")

    assert Collection.objects.exists()
    steps.take(rung[0])
    assert not Collection.objects.exists()


def test_a_viewer_looks_and_changes_nothing(bob, kept, lines):
    bob.role = "viewer"
    bob.save()
    client = signed_in(bob)

    assert "Make it" not in client.get(PAGE).content.decode()
    for name in ("change", "cover", "order", "remove"):
        answer = client.post(f"{PAGE}{kept.pk}/{name}/", {"name": "x"})
        assert answer.status_code == 403, name
    assert client.get(f"{PAGE}{kept.pk}/edit/").status_code == 403
    assert client.post(f"{PAGE}add/", {"name": "x"}).status_code == 403


def test_charlie_sees_and_changes_nothing(as_charlie, as_alice, charlie, kept, lines):
    picture = {"picture": str(lines[0].output_id), "name": "x"}

    for name in ("change", "cover", "order", "remove"):
        answer = as_charlie.post(f"{PAGE}{kept.pk}/{name}/", picture)
        assert answer.status_code == 404, name
    assert as_charlie.get(f"{PAGE}{kept.pk}/edit/").status_code == 404
    assert as_charlie.get(f"{PAGE}{kept.pk}/").status_code == 404
    assert "Spring" not in as_charlie.get(PAGE).content.decode()
    own = Collection.objects.create(team=charlie.team, name="Own")
    stolen = as_charlie.post(f"{PAGE}{own.pk}/order/", picture)
    assert stolen.status_code == 404
    assert json.dumps(order_of(kept, lines)) == '"abcd"'
