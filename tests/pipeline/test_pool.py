"""A thread that waits for a gateway keeps no connection that others need."""

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
