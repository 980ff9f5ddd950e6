"""The index of the words of the library, and the lines of pictures made before it.

SQLite: an FTS5 table over `generations_listing`, kept by triggers. Django makes a
table of SQLite anew to change its columns, and triggers go with the old one: a later
migration that changes `Listing` there must run `make_index` again.
PostgreSQL: a generated column of the tokens with a GIN index.
"""

from itertools import islice

from django.db import migrations

from generations.models.listing import Fold, line_facts
from generations.models.places import place_of

CHUNK = 1000
SQLITE = (
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS generations_listing_words USING fts5(
        words, content='generations_listing', content_rowid='place',
        detail='none', prefix='2 3',
        tokenize="unicode61 remove_diacritics 0 tokenchars ':.-_'"
    )
    """,
    """
    CREATE TRIGGER IF NOT EXISTS listing_words_added
    AFTER INSERT ON generations_listing BEGIN
        INSERT INTO generations_listing_words (rowid, words)
        VALUES (new.place, new.words);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS listing_words_removed
    AFTER DELETE ON generations_listing BEGIN
        INSERT INTO generations_listing_words (generations_listing_words, rowid, words)
        VALUES ('delete', old.place, old.words);
    END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS listing_words_changed
    AFTER UPDATE OF words ON generations_listing WHEN old.words IS NOT new.words BEGIN
        INSERT INTO generations_listing_words (generations_listing_words, rowid, words)
        VALUES ('delete', old.place, old.words);
        INSERT INTO generations_listing_words (rowid, words)
        VALUES (new.place, new.words);
    END
    """,
)
POSTGRESQL = (
    """
    ALTER TABLE generations_listing ADD COLUMN IF NOT EXISTS lexemes tsvector
    GENERATED ALWAYS AS (
        array_to_tsvector(array_remove(string_to_array(words, ' '), ''))
    ) STORED
    """,
    """
    CREATE INDEX IF NOT EXISTS listing_lexemes ON generations_listing
    USING gin (lexemes) WITH (fastupdate = off)
    """,
)


def make_index(apps, schema_editor):
    """Make the index of words and what keeps it, where it is missing."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    with schema_editor.connection.cursor() as cursor:
        for statement in SQLITE if is_sqlite else POSTGRESQL:
            cursor.execute(statement)


def drop_index(apps, schema_editor):
    """Take the index and what keeps it away."""
    statements = ["DROP INDEX listing_lexemes"] + [
        "ALTER TABLE generations_listing DROP COLUMN lexemes"
    ]
    if schema_editor.connection.vendor == "sqlite":
        names = ("added", "removed", "changed")
        statements = [f"DROP TRIGGER listing_words_{name}" for name in names]
        statements.append("DROP TABLE generations_listing_words")
    with schema_editor.connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def enter_outputs(apps, schema_editor):
    """Write the lines of outputs that have none."""
    lines = apps.get_model("generations", "Listing").objects
    make = lines.model
    outputs = apps.get_model("generations", "Output").objects.filter(listing=None)
    found = outputs.select_related("generation", "image").iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        lines.bulk_create(
            make(
                place=place_of(output.listed_at, output.pk),
                output=output,
                team_id=output.team_id,
                person_id=output.generation.person_id,
                generation_id=output.generation_id,
                fold=Fold.TOP
                if output.index == 0
                and output.listed_at == output.generation.created_at
                else Fold.BEHIND,
                **line_facts(output.generation, shape=output.image),
            )
            for output in chunk
        )


class Migration(migrations.Migration):
    dependencies = [("generations", "0007_library")]

    operations = [
        migrations.RunPython(make_index, drop_index),
        migrations.RunPython(enter_outputs, migrations.RunPython.noop),
    ]
