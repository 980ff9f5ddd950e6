"""A thread that waits for a gateway keeps nothing that others need."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from generations.pipeline import pool

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pooled(monkeypatch):
    """Return a function that lets go where there is a pool; says what is kept."""

    def let_go():
        connection.ensure_connection()
        with monkeypatch.context() as here:
            here.setitem(connection.settings_dict["OPTIONS"], "pool", True)
            pool.let_go()
        return connection.connection is not None

    return let_go


def test_a_connection_goes_back_to_its_pool(pooled):
    assert not pooled()


def test_a_connection_in_a_transaction_is_kept(pooled):
    with transaction.atomic():
        assert pooled()


def test_a_connection_without_a_pool_is_kept():
    connection.ensure_connection()

    pool.let_go()

    assert connection.connection is not None


@pytest.fixture
def crew():
    """As many threads as may work at once, each at work."""
    pool.let_go()  # what a test before this one left
    with ThreadPoolExecutor(pool.AT_WORK) as threads:
        all_here = threading.Barrier(pool.AT_WORK)

        def work():
            pool.begin_work()
            pool.begin_work()  # takes no second leave
            all_here.wait(timeout=10)

        for begun in [threads.submit(work) for _ in range(pool.AT_WORK)]:
            begun.result(timeout=10)

        yield threads

        all_here.reset()

        def leave():
            all_here.wait(timeout=10)
            pool.let_go()

        for left in [threads.submit(leave) for _ in range(pool.AT_WORK)]:
            left.result(timeout=10)


def test_one_more_begins_when_one_lets_go(crew):
    begun = threading.Event()

    def work():
        pool.begin_work()
        begun.set()
        pool.let_go()

    one_more = threading.Thread(target=work)
    one_more.start()
    assert not begun.wait(0.2)

    crew.submit(pool.let_go)

    assert begun.wait(10)
    one_more.join()


def test_nobody_waits_for_ever_or_with_a_connection(crew, monkeypatch):
    monkeypatch.setattr(pool, "PATIENCE_S", 0.01)
    connection.ensure_connection()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "pool", True)

    pool.begin_work()

    assert connection.connection is None
    pool.let_go()
    assert pool._leaves.acquire(blocking=False) is False
