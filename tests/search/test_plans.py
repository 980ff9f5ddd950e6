"""How the databases find lines: by what is narrow, however large a library is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from generations.library.asked import all_places
from generations.library.verbs import VERBS
from generations.models import Listing, Shelf
from generations.search import Scope, read_roll
from teams.access import BACKEND


def test_pictures_of_a_stack_are_counted_by_its_generation(alice, make):
    make(alice, "a quiet sea")

    with CaptureQueriesContext(connection) as asked:
        read_roll(alice, {}, scope=Scope.TEAM).page()

    [statement] = [each["sql"] for each in asked if "count(*)" in each["sql"]]
    assert "listing_trashed" not in _plan_of(statement)


@pytest.mark.parametrize("verb", ["rate", "trash"])
def test_a_bulk_finds_its_lines_by_their_places(alice, make, verb):
    make(alice, "a quiet sea")

    with CaptureQueriesContext(connection) as asked:
        all_places(read_roll(alice, {"q": "sea"}), VERBS[verb])

    assert "listing_trashed" not in _plan_of(asked[-1]["sql"])


@pytest.mark.parametrize("scope", [Scope.TEAM, Scope.TRASH])
def test_one_stack_of_a_roll_is_found_by_its_generation(alice, make, scope):
    [line, *_beside] = make(alice, "a quiet sea")
    Listing.objects.update(shelf=Shelf.TRASH if scope == Scope.TRASH else Shelf.GALLERY)

    found = read_roll(alice, {}, scope=scope).matching()
    stack = found.filter(generation=line.generation_id)

    assert line in stack
    assert "SUBQUERY" not in stack.explain().upper()


def test_what_came_beside_a_picture_is_counted_by_its_generation(client, alice, make):
    [line, *_beside] = make(alice, "a quiet sea")
    client.force_login(alice.user, backend=BACKEND)

    with CaptureQueriesContext(connection) as asked:
        client.get(f"/pictures/{line.output_id}/")

    [plan] = [_plan_of(each["sql"]) for each in asked if "_beside" in each["sql"]]

    assert "output_due" not in plan


@pytest.mark.django_db
def test_the_purge_finds_the_trash_by_its_dates():
    old = Listing.objects.filter(shelf=Shelf.TRASH, trashed_at__lt=timezone.now())

    plan = old.explain()

    assert connection.vendor != "sqlite" or "listing_trashed" in plan


def _plan_of(statement):
    with connection.cursor() as cursor:
        cursor.execute(f"{connection.ops.explain_query_prefix()} {statement}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
