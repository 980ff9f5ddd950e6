"""Tasks mind the database connection of their thread."""

import pytest
from django.db import connections

from generations.tasks import wake


@pytest.fixture
def closings(transactional_db, monkeypatch):
    """The times the connection was closed."""
    connection = connections["default"]
    connection.ensure_connection()
    seen = []
    monkeypatch.setattr(connection, "close", lambda: seen.append("closed"))
    return seen


def test_a_task_leaves_a_sound_connection_open_for_the_next(closings, monkeypatch):
    monkeypatch.setattr(connections["default"], "close_at", None)

    wake()

    assert closings == []


def test_a_task_gives_up_a_connection_that_is_too_old(closings, monkeypatch):
    monkeypatch.setattr(connections["default"], "close_at", 0.0)

    wake()

    assert closings
