"""What runs every two seconds finds its rows by an index, however many there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generations.models import Attempt, Output, StoredImage
from generations.pipeline import gate, order, sweep

pytestmark = pytest.mark.django_db
TABLES = {model._meta.db_table for model in (Attempt, Output, StoredImage)}


def scans_of(statements):
    """Return the statements that read a table of ours from end to end."""
    found = []
    for statement in statements:
        if not statement.startswith(("SELECT", "UPDATE")):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}")
            steps = [row[-1] for row in cursor.fetchall()]
        if any(step in {f"SCAN {table}" for table in TABLES} for step in steps):
            found.append(statement)
    return found


def test_no_round_of_the_sweeper_reads_a_whole_table(gateway, ask):
    ask("seedream-4.0@custom", size="1K", variations=4)

    with CaptureQueriesContext(connection) as captured:
        sweep.sweep()

    assert scans_of(each["sql"] for each in captured) == []


def test_no_gate_reads_a_whole_table(gateway, ask):
    generation = ask("seedream-4.0@custom", size="1K", variations=4)
    ids = list(generation.attempts.values_list("pk", flat=True))

    with CaptureQueriesContext(connection) as captured:
        gate.admit(ids[0], owner="me")
        order.standing(ids)

    assert scans_of(each["sql"] for each in captured) == []
