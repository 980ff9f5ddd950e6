"""Tables of the studio as a benchmark fills them: rows in bulk, indexes afterwards.

Importing it sets Django up, on the database that the environment names.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.db import connection

django.setup()


class Sink:
    """Rows of one table on their way into it, as text both databases read."""

    def __init__(self, model: Any, *varying: str) -> None:
        self.table = model._meta.db_table
        fixed = {
            field.column: self._plain(field)
            for field in model._meta.local_concrete_fields
            if field.attname not in varying and not _is_serial(field)
        }
        self.columns = (*varying, *fixed)
        self._fixed = tuple(fixed.values())
        self._rows: list[tuple[Any, ...]] = []

    def add(self, *values: Any) -> None:
        """Keep one row, its varying columns in their order."""
        self._rows.append(values + self._fixed)

    def flush(self) -> None:
        """Write what was kept."""
        names = ", ".join(f'"{name}"' for name in self.columns)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                marks = ", ".join(["?"] * len(self.columns))
                cursor.connection.executemany(
                    f"INSERT INTO {self.table} ({names}) VALUES ({marks})", self._rows
                )
            else:
                with cursor.copy(f"COPY {self.table} ({names}) FROM STDIN") as copy:
                    for row in self._rows:
                        copy.write_row(row)
        self._rows.clear()

    @staticmethod
    def _plain(field: Any) -> Any:
        """Return what stands in a column nobody names."""
        if field.has_default():
            value = field.get_default()
            return json.dumps(value) if isinstance(value, dict | list) else value
        if field.null:
            return None
        kind = field.get_internal_type()
        return NOW if kind == "DateTimeField" else False if "Bool" in kind else ""


NOW = "2026-11-20 12:00:00+00:00"


def _is_serial(field: Any) -> bool:
    return "AutoField" in field.get_internal_type()


@contextmanager
def unindexed() -> Iterator[None]:
    """Take indexes, triggers and foreign keys out of the way, and bring them back."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        kept = _aside_sqlite(cursor) if is_sqlite else _aside_postgresql(cursor)
        for drop, _make in kept:
            cursor.execute(drop)
        yield
        for _drop, make in kept:
            cursor.execute(make)
        if is_sqlite:
            table = "generations_listing_words"
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:  # as its autovacuum would; a studio never asks SQLite for statistics
            cursor.execute("ANALYZE")


def _aside_sqlite(cursor: Any) -> list[tuple[str, str]]:
    """Return how each index and trigger is dropped and made; foreign keys sleep."""
    for pragma in ("synchronous=OFF", "cache_size=-800000", "foreign_keys=OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND"
        " (type = 'trigger' OR (type = 'index' AND tbl_name LIKE 'generations%%'))"
    )
    rows = cursor.fetchall()
    return [(f"DROP {kind} {name}", statement) for kind, name, statement in rows]


def _aside_postgresql(cursor: Any) -> list[tuple[str, str]]:
    """Return how each index is dropped and made; foreign keys sleep."""
    cursor.execute("SET session_replication_role = replica")
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND tablename LIKE 'generations%' AND indexdef NOT LIKE '%UNIQUE%'"
    )
    rows = cursor.fetchall()
    return [(f'DROP INDEX "{name}"', statement) for name, statement in rows]
