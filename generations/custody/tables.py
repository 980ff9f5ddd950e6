"""Every row of the studio as JSON lines, and back, on any database.

Tables come in an order in which what a row names stands before it.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

#: What each studio makes anew: sessions, one-time keys, Django's own lists. Groups
#: and single permissions are not used here: rights come from roles.
LEFT_OUT = frozenset(
    {
        "sessions.session",
        "contenttypes.contenttype",
        "auth.permission",
        "auth.group",
        "account.emailconfirmation",
    }
)
Table = type[Model]


class ExactEncoder(DjangoJSONEncoder):
    """Keeps the microseconds that Django's own encoder cuts off."""

    def default(self, o: Any) -> Any:
        """Write a time in full."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def tables() -> list[Table]:
    """Return the tables of every application, those that are named first."""
    left = [
        model
        for config in apps.get_app_configs()
        for model in config.get_models()
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.label_lower not in LEFT_OUT
    ]
    ordered: list[Table] = []
    while left:
        ready = [model for model in left if not _named_by(model) & set(left) - {model}]
        ordered += ready or left  # a ring: their keys are compared at the end
        left = [model for model in left if model not in ordered]
    return ordered


def _named_by(model: Table) -> set[Table]:
    """Return the tables that rows of a table name."""
    fields = [*model._meta.concrete_fields, *model._meta.local_many_to_many]
    related = (field.related_model for field in fields)
    return {each for each in related if isinstance(each, type)}


def schema() -> dict[str, list[str]]:
    """Return the newest migrations by application, as they are applied.

    Raises:
        LookupError: some are not applied yet.
    """
    loader = MigrationLoader(connection)
    leaves = loader.graph.leaf_nodes()
    if missing := [name for name in leaves if name not in loader.applied_migrations]:
        raise LookupError(", ".join(".".join(name) for name in missing))
    ours = {model._meta.app_label for model in tables()}
    newest: dict[str, list[str]] = {}
    for app, name in sorted(leaves):
        if app in ours:
            newest.setdefault(app, []).append(name)
    return newest


@contextmanager
def snapshot() -> Iterator[None]:
    """Show the rows as they are at the first read, whatever others write meanwhile."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                cursor.execute("SET TRANSACTION READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")  # unlike `atomic()` here: locks out no writer
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def dump(model: Table, path: Path) -> int:
    """Write all rows of a table to a file and return how many."""
    rows = model._default_manager.order_by("pk")
    kept = set(tables())
    links = [
        field.name
        for field in model._meta.local_many_to_many
        if field.related_model in kept
    ]
    names = [field.name for field in model._meta.concrete_fields] + links
    count = 0

    def counted() -> Iterator[Model]:
        nonlocal count
        for row in rows.iterator(chunk_size=2000):
            count += 1
            yield row

    with path.open("w", encoding="utf-8") as file:
        serializers.serialize(
            "jsonl", counted(), stream=file, fields=names, cls=ExactEncoder
        )
    return count


def load(path: Path, tell: Callable[[int], None]) -> int:
    """Write the rows of a file as they were and return how many.

    Inside a transaction: only its end compares who names whom.

    Raises:
        DeserializationError, DatabaseError: a row cannot be read or written.
    """
    count = 0
    with path.open(encoding="utf-8") as file:
        for row in serializers.deserialize("python", _objects(file)):
            row.save(force_insert=True)
            count += 1
            tell(count)
    return count


def _objects(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Read lines; PostgreSQL takes no NUL in a text, what stands for it is kept."""
    has_no_nul = connection.vendor == "postgresql"
    for line in lines:
        found = json.loads(line)
        is_odd = has_no_nul and "\\u0000" in line
        yield _without_nul(found) if is_odd else found


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
    if isinstance(value, list):
        return [_without_nul(each) for each in value]
    if isinstance(value, dict):
        return {key: _without_nul(each) for key, each in value.items()}
    return value


def reset_sequences() -> None:
    """Let the next row of each table have the number after the last."""
    statements = connection.ops.sequence_reset_sql(no_style(), tables())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
