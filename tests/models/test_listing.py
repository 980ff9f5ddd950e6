"""The lines of the library: made with the promise, found by their words."""

from decimal import Decimal

import pytest
from django.db import connection

from generations.models import (
    Fold,
    Listing,
    Shelf,
    first_place_at,
    listing,
    moment_of,
    place_of,
)

pytestmark = pytest.mark.django_db


def found_by(token):
    """Return the places the index of this database finds."""
    statement = {
        "sqlite": "SELECT rowid FROM generations_listing_words"
        " WHERE generations_listing_words MATCH %s",
        "postgresql": "SELECT place FROM generations_listing"
        " WHERE lexemes @@ %s::tsquery",
    }[connection.vendor]
    quoted = {"sqlite": f'"{token}"', "postgresql": f"'{token}'"}[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement, [quoted])
        return {place for (place,) in cursor.fetchall()}


@pytest.fixture
def lines(alice, submit):
    """The lines of a click of four, first one first."""
    submit(alice, prompt="夜晚的猫, lighthouse", variations=4)
    return list(Listing.objects.newest_first())


def test_a_promise_has_a_line_and_the_first_stands_for_the_stack(lines):
    assert [line.fold for line in lines] == [Fold.TOP] + [Fold.BEHIND] * 3
    assert [line.output.attempt.variation for line in lines] == [0, 1, 2, 3]


def test_a_line_is_found_by_its_words_and_facts(lines, alice):
    places = {line.place for line in lines}

    for token in (
        "猫",
        "晚的",
        "lighthouse",
        f"g:{alice.team.pk.hex}",
        f"by:{alice.user.pk}",
    ):
        assert found_by(token) == places, token
    assert found_by("dog") == set()


def test_a_changed_fact_is_found_at_once(lines):
    first = lines[0]

    changed = Listing.objects.filter(pk=first.pk).swap_words(
        "rating:0", "rating:4", rating=4
    )

    assert changed == 1
    assert found_by("rating:4") == {first.place}
    assert first.place not in found_by("rating:0")


def test_a_fact_is_added_once_and_taken_away(lines):
    everything = Listing.objects.all()

    assert everything.swap_words("", "tag:7") == 4
    assert everything.swap_words("", "tag:7") == 0
    assert found_by("tag:7") == {line.place for line in lines}
    assert everything.swap_words("tag:7", "") == 4
    assert found_by("tag:7") == set()


def test_a_deleted_line_is_found_no_more(lines):
    lines[0].delete()

    assert len(found_by("lighthouse")) == 3


def test_the_next_picture_stands_for_a_stack_whose_first_is_gone(lines):
    Listing.objects.filter(pk=lines[0].pk).update(shelf=Shelf.TRASH)

    Listing.objects.fold_anew([lines[0].generation_id])

    tops = Listing.objects.filter(shelf=Shelf.GALLERY, fold=Fold.TOP)
    assert [line.pk for line in tops] == [lines[1].pk]


def test_a_place_tells_its_moment(lines):
    output = lines[2].output

    assert lines[2].place == place_of(output.listed_at, output.pk)
    assert moment_of(lines[2].place) == output.listed_at
    assert moment_of(first_place_at(output.listed_at)) == output.listed_at
    assert first_place_at(output.listed_at) <= lines[2].place


def test_a_picture_whose_place_is_taken_stands_beside(lines, monkeypatch):
    first, other = lines[0], lines[1].output
    lines[1].delete()
    monkeypatch.setattr(listing, "place_of", lambda *_: first.place)

    Listing.objects.enter(other.generation, [other])

    assert Listing.objects.get(output=other).place == first.place + 1


def test_what_came_otherwise_is_found_as_it_came(lines, image):
    output = lines[0].output
    image.width_px, image.height_px = 1000, 4000

    Listing.objects.correct_shape(output, image)

    line = Listing.objects.get(output=output)
    assert line.pixels == 4_000_000
    assert " ratio:1x4 " in line.words
    assert " mp:4 " in line.words


def test_what_it_cost_in_the_end_is_found(lines):
    attempt = lines[0].output.attempt

    Listing.objects.correct_cost(attempt, Decimal("0.9"), images=3)

    line = Listing.objects.get(pk=lines[0].pk)
    assert line.cost == Decimal("0.3")
    assert found_by("cost:11") == {line.place}


def test_what_cost_as_much_as_expected_is_left_alone(lines, django_assert_num_queries):
    attempt = lines[0].output.attempt
    assert attempt.generation.estimate

    with django_assert_num_queries(0):
        Listing.objects.correct_cost(attempt, Decimal("0.10"), images=1)
