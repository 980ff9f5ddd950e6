"""Addresses of databases: what a connection is told besides where it leads."""

from pathlib import Path

from generations.deadlines import DATABASE_WAIT_S, ROW_WAIT_S
from seedream_site.databases import database_of

ADDRESS = "postgres://studio@127.0.0.1:5432/studio"


def test_a_frozen_worker_keeps_its_rows_no_longer_than_its_lease(monkeypatch):
    monkeypatch.setenv("STUDIO_LEASE_S", "2.5")

    options = database_of(ADDRESS, Path())["OPTIONS"]["options"]

    assert "-c idle_in_transaction_session_timeout=2500" in options


def test_waiting_for_a_row_leaves_connections_to_the_others():
    options = database_of(ADDRESS, Path())["OPTIONS"]["options"]

    assert f"-c lock_timeout={ROW_WAIT_S * 1000}" in options
    assert ROW_WAIT_S < DATABASE_WAIT_S


def test_what_is_asked_again_and_again_is_planned_once():
    options = database_of(ADDRESS, Path())["OPTIONS"]

    assert options["server_side_binding"] is True
    assert 0 < options["prepare_threshold"] <= 5
    assert "-c jit=off" in options["options"]
    assert "-c max_parallel_workers_per_gather=0" in options["options"]


def test_options_of_the_address_are_kept():
    found = database_of(f"{ADDRESS}?options=-c%20lock_timeout%3D1", Path())

    assert found["OPTIONS"]["options"] == "-c lock_timeout=1"
