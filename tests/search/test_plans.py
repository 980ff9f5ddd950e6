"""How the databases find lines: by what is narrow, however large a library is."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from generations.search import Scope, read_roll


def test_pictures_of_a_stack_are_counted_by_its_generation(alice, make):
    make(alice, "a quiet sea")

    with CaptureQueriesContext(connection) as asked:
        read_roll(alice, {}, scope=Scope.TEAM).page()

    [statement] = [each["sql"] for each in asked if "count(*)" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"{connection.ops.explain_query_prefix()} {statement}")
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert "listing_trash" not in plan
