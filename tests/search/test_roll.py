"""Rolls: pages, cursors and neighbours in every scope, and never another team's."""

import pytest
from django.http import Http404

from generations.models import (
    Collection,
    Favourite,
    Listing,
    Placement,
    Shelf,
    shelf_fact,
)
from generations.search import Scope, read_roll

pytestmark = pytest.mark.django_db


def pages_of(roll, *, limit=3):
    """Return the places of all pages, one list each, walking by their cursors."""
    pages, cursor = [], ""
    while True:
        page = roll.page(cursor, limit=limit)
        pages.append([line.place for line in page.lines])
        if not page.older:
            return pages
        cursor = page.older


def places_of(roll):
    return [line.place for line in roll.page().lines]


def hand_collection(team, lines, **fields):
    """Keep lines in a collection, the oldest first."""
    kept = Collection.objects.create(team=team, name="Spring", **fields)
    for number, line in enumerate(reversed(lines)):
        Placement.objects.create(collection=kept, listing=line, rank=1000 * number)
        Listing.objects.filter(pk=line.pk).swap_words("", f"in:{kept.pk}")
    return kept


@pytest.fixture
def lines(alice, bob, make):
    """Eight lines: two clicks of alice, one of bob; newest first."""
    make(alice, "a cat 猫咪在夜里", variations=4)
    make(bob, "a dog")
    make(alice, "a cat asleep", variations=3)
    return list(Listing.objects.newest_first())


def test_a_plain_roll_shows_one_tile_for_each_stack(alice, lines):
    roll = read_roll(alice, {})

    assert roll.is_folded
    assert places_of(roll) == [lines[0].place, lines[3].place, lines[4].place]
    assert roll.count() == 8


@pytest.mark.parametrize(
    ("scope", "parameters", "shown"),
    [
        (Scope.TEAM, {"stack": "off"}, range(8)),
        (Scope.TEAM, {"q": "cat"}, [0, 1, 2, 4, 5, 6, 7]),
        (Scope.TEAM, {"q": "猫咪在"}, [4, 5, 6, 7]),
        (Scope.MINE, {}, [0, 4]),
        (Scope.MINE, {"stack": "off"}, [0, 1, 2, 4, 5, 6, 7]),
        (Scope.MINE, {"q": "dog"}, []),
        (Scope.MINE, {"q": "asleep"}, [0, 1, 2]),
    ],
)
def test_pages_hold_everything_once_in_order(alice, lines, scope, parameters, shown):
    roll = read_roll(alice, parameters, scope=scope)

    pages = pages_of(roll, limit=2)

    assert [place for page in pages for place in page] == [
        lines[number].place for number in shown
    ]


def test_a_page_names_the_page_before_it(alice, lines):
    roll = read_roll(alice, {"stack": "off"})

    first = roll.page(limit=2)
    second = roll.page(first.older, limit=2)
    third = roll.page(second.older, limit=2)

    assert first.newer is None
    assert second.newer == ""
    assert third.newer == first.older
    assert roll.page(third.newer, limit=2) == second


def test_neighbours_follow_the_roll_into_stacks(alice, lines):
    everything = read_roll(alice, {})
    dogs = read_roll(alice, {"q": "-dog"})
    ids = [line.output_id for line in lines]

    assert everything.neighbours(lines[0]) == (None, ids[1])
    assert everything.neighbours(lines[3]) == (ids[2], ids[4])
    assert dogs.neighbours(lines[4]) == (ids[2], ids[5])
    assert dogs.neighbours(lines[7]) == (ids[6], None)


def test_a_collection_keeps_the_order_somebody_gave(alice, lines):
    kept = hand_collection(alice.team, lines[:5])
    named = {"collection": str(kept.pk)}
    roll = read_roll(alice, named, scope=Scope.COLLECTION)
    cats = read_roll(alice, {**named, "q": "cat"}, scope=Scope.COLLECTION)
    passage = read_roll(alice, {**named, "q": "猫咪在"}, scope=Scope.COLLECTION)
    ids = [line.output_id for line in lines]

    assert pages_of(roll, limit=2) == [
        [lines[4].place, lines[3].place],
        [lines[2].place, lines[1].place],
        [lines[0].place],
    ]
    assert places_of(cats) == [lines[n].place for n in (4, 2, 1, 0)]
    assert places_of(passage) == [lines[4].place]
    assert roll.neighbours(lines[3]) == (ids[4], ids[2])
    assert roll.neighbours(lines[7]) == (None, None)
    assert roll.count() == roll.matching().count() == 5
    assert roll.parameters() == {"in": "collection", **named}
    assert len(places_of(read_roll(alice, {"q": "in:spring cat"}))) == 4


def test_a_smart_collection_is_whatever_its_search_finds(alice, lines):
    kept = Collection.objects.create(team=alice.team, name="Cats", query="cat")
    named = {"collection": str(kept.pk), "q": "-asleep"}

    roll = read_roll(alice, named, scope=Scope.COLLECTION)

    assert places_of(roll) == [line.place for line in lines[4:]]
    assert len(roll.terms) == 1
    assert "is a search itself" in read_roll(alice, {"q": "in:cats"}).hints[0]


def test_favourites_and_trash_are_rolls_of_their_own(alice, bob, lines):
    line = Listing.objects.filter(pk=lines[1].pk)
    Favourite.objects.create(person=alice.user, listing=lines[1])
    line.swap_words("", f"fav:{alice.user.pk}")
    team_id = alice.team.pk
    Listing.objects.filter(pk=lines[7].pk).swap_words(
        shelf_fact(team_id), shelf_fact(team_id, Shelf.TRASH), shelf=Shelf.TRASH
    )

    assert places_of(read_roll(alice, {}, scope=Scope.FAVOURITES)) == [lines[1].place]
    assert places_of(read_roll(bob, {}, scope=Scope.FAVOURITES)) == []
    assert places_of(read_roll(alice, {}, scope=Scope.TRASH)) == [lines[7].place]
    trashed_cats = read_roll(alice, {"q": "cat"}, scope=Scope.TRASH)
    assert places_of(trashed_cats) == [lines[7].place]
    assert len(places_of(read_roll(alice, {"q": "cat"}))) == 6


def test_newer_tiles_are_counted_up_to_a_limit(alice, lines):
    roll = read_roll(alice, {})
    cats = read_roll(alice, {"q": "cat"})
    quoted = read_roll(alice, {"q": '"cat asleep"'})

    assert roll.newer_than(lines[4].place, 100) == 2
    assert cats.newer_than(lines[4].place, 2) == 2
    assert quoted.newer_than(lines[2].place, 100) == 2
    assert cats.count(most=3) == 4


def test_a_roll_is_read_back_from_its_address(alice, lines):
    roll = read_roll(alice, {"in": "mine", "q": " cat  -dog ", "stack": "off"})

    assert read_roll(alice, roll.parameters()) == read_roll(
        alice, {"in": "mine", "q": "cat  -dog", "stack": "off"}
    )
    assert read_roll(alice, {"in": "nonsense"}).scope == Scope.TEAM


@pytest.mark.parametrize(
    "cursor",
    ["x", "-1", "9" * 19, "9" * 30, "1.2", "١٢", "1 OR 1=1", "', --", "\0", "1.5.6"],
)
def test_a_tampered_cursor_never_leaves_the_team(alice, charlie, lines, make, cursor):
    make(charlie, "a cat of others")
    kept = hand_collection(alice.team, lines[:2])
    rolls = [
        read_roll(alice, {}),
        read_roll(alice, {"q": "cat"}),
        read_roll(alice, {"collection": str(kept.pk)}, scope=Scope.COLLECTION),
    ]

    for roll in rolls:
        assert all(line.team_id == alice.team.pk for line in roll.page(cursor).lines)


def test_charlie_sees_nothing_of_another_team(alice, charlie, lines):
    kept = hand_collection(alice.team, lines[:2])
    theirs = f"g:{alice.team.pk.hex}"

    for text in ("", "cat", f'"{theirs}"', theirs, f"by:{alice.user.email}", "-zebra"):
        for scope in (Scope.TEAM, Scope.MINE, Scope.FAVOURITES, Scope.TRASH):
            roll = read_roll(charlie, {"q": text}, scope=scope)
            assert places_of(roll) == []
            assert not roll.matching().exists()
            assert roll.neighbours(lines[3]) == (None, None)
    for key in (str(kept.pk), "", "x", "9" * 18, "9" * 40, "-1", "\0"):
        with pytest.raises(Http404):
            read_roll(charlie, {"collection": key}, scope=Scope.COLLECTION)


@pytest.mark.parametrize("text", ["", "cat", "猫咪", '"a cat"', "model:4 rating:none"])
def test_a_page_takes_few_queries(alice, lines, text, django_assert_max_num_queries):
    roll = read_roll(alice, {"q": text})

    with django_assert_max_num_queries(4):
        for line in roll.page().lines:
            assert line.output.generation.person == alice.user or line.person_id
            assert line.output.attempt.state
