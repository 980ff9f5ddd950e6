"""Rows that time would bring, written straight into a studio's folder.

A copy of a picture that was really made stands for one in a state that takes long to
reach; the prompt on its line is found by a search, as that of any other.
"""

import sqlite3
import uuid
from contextlib import closing
from datetime import UTC, datetime, timedelta

from generations.lexicon import join, words_of

#: When the newest copy was asked for; each further one an hour before.
NEWEST = datetime(2026, 9, 30, 12, 30, tzinfo=UTC)
TABLES = ("generation", "attempt", "output", "listing")


def copy(studio, source, prompts, /, **changes):
    """Copy a picture once for each prompt and return the ids of the outputs.

    `changes` are columns by the name of their table; an image is left out where
    `output` says `image_id=None`.
    """
    path = studio.folder / "studio.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as connection, connection:
        connection.row_factory = sqlite3.Row
        taken = "SELECT count(*) FROM generations_listing WHERE place < ?"
        [(before,)] = connection.execute(taken, (_place(NEWEST) + 1,))
        rows = _rows(connection, uuid.UUID(source).hex)
        made = []
        for number, prompt in enumerate(prompts, before):
            made.append(uuid.uuid4())
            own = _own(rows, NEWEST - timedelta(hours=number), made[-1].hex, prompt)
            for table in TABLES:
                row = rows[table] | own[table] | changes.get(table, {})
                _insert(connection, f"generations_{table}", row)
    return [str(each) for each in made]


def _place(moment):
    return int(moment.timestamp() * 1_000_000) << 11


def _rows(connection, output):
    def one(table, column, value):
        sql = f"SELECT * FROM generations_{table} WHERE {column} = ?"
        return dict(connection.execute(sql, (value,)).fetchone())

    found = one("output", "id", output)
    return {
        "output": found,
        "attempt": one("attempt", "id", found["attempt_id"]),
        "generation": one("generation", "id", found["generation_id"]),
        "listing": one("listing", "output_id", output),
    }


def _own(rows, moment, output, prompt):
    """Return what no two pictures share."""
    at = moment.strftime("%Y-%m-%d %H:%M:%S")
    generation, attempt = uuid.uuid4().hex, uuid.uuid4().hex
    facts = [each for each in rows["listing"]["words"].split() if ":" in each]
    return {
        "generation": {"id": generation, "form_token": uuid.uuid4().hex}
        | {"prompt": prompt, "created_at": at},
        "attempt": {"id": attempt, "generation_id": generation, "created_at": at},
        "output": {"id": output, "attempt_id": attempt, "listed_at": at}
        | {"generation_id": generation},
        "listing": {"place": _place(moment), "output_id": output}
        | {"generation_id": generation, "words": join([*facts, *words_of(prompt)])},
    }


def _insert(connection, table, row):
    names = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join("?" * len(row))
    values = list(row.values())
    connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)
