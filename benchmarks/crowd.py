"""Many paid requests at once: in flight, stored, shown, and fair.

Run as `python -m benchmarks.crowd flight|burst|queue`. PostgreSQL, Valkey, pages,
one `send` and two `store` processes, and the simulator: each a process of its own.
"""

import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from benchmarks.gateway import read_stamps
from benchmarks.processes import EMAIL, PASSWORD, running_gateway
from benchmarks.services import Studio, free_port, most_memory_mb, prepared_studio
from benchmarks.sharing import fair_waits_s

PATIENCE_S = 300.0
STATES = "SELECT count(*) FROM generations_output WHERE state = 'stored'"
SHOWN = "SELECT count(*) FROM generations_storedimage WHERE thumbnails ? '320'"


@dataclass(frozen=True, slots=True)
class Served:
    """Whose request it was, and when it was asked for, sent and answered (Unix s)."""

    person: int
    asked_at: float
    sent_at: float
    answered_at: float


@dataclass
class Crowd:
    """A running studio of several processes and what it is measured by."""

    studio: Studio
    stamps: Path
    send: "subprocess.Popen[str]"
    pages: httpx.Client
    views_s: list[float] = field(default_factory=list)

    def submit(self, count: int, people: int = 1) -> None:
        """Write wishes, one after another, and return when all are written."""
        process = self.studio.module("benchmarks.wishes", str(count), str(people))
        process.wait()

    def submit_at_once(self, count: int) -> float:
        """Write wishes behind a closed gate, open it; returns when (Unix time, s)."""
        self.set_gate("person")
        self.submit(count)
        # The messages met a closed gate; without this some would be rung for later.
        self.studio.run_sql("UPDATE generations_attempt SET published_at = NULL")
        self.set_gate("")
        return time.time()

    def set_gate(self, pause_reason: str) -> None:
        """Close the gateway's gate, or open it."""
        self.studio.run_sql(
            f"UPDATE generations_gate SET pause_reason = '{pause_reason}'"
            " WHERE slug = 'custom'"
        )

    def until(self, query: str, count: int) -> float:
        """Wait until a query counts that many; returns when (Unix time, s)."""
        deadline = time.monotonic() + PATIENCE_S
        with self.studio.watching() as look:
            while look(query)[0][0] != count:
                if time.monotonic() > deadline:
                    raise TimeoutError(query)
                time.sleep(0.02)
        return time.time()

    def watch_gallery(self, stop: threading.Event) -> None:
        """Look at the gallery again and again, noting how long each look takes."""
        while not stop.wait(0.25):
            began = time.perf_counter()
            self.pages.get("/").raise_for_status()
            self.views_s.append(time.perf_counter() - began)


@contextmanager
def running_crowd(latency_s: float, concurrency: int) -> Iterator[Crowd]:
    """Start everything with a gate of that many at once."""
    with ExitStack() as stack:
        stamps = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        gateway = stack.enter_context(running_gateway(stamps, latency_s=latency_s))
        studio = stack.enter_context(
            prepared_studio(gateway, STUDIO_SEND_CONCURRENCY=str(concurrency + 28))
        )
        studio.run_sql(
            "INSERT INTO generations_gate (slug, concurrency, pause_reason)"
            f" VALUES ('custom', {concurrency}, '')"
        )
        port = free_port()
        web = studio.command("web", f"--port={port}", "--workers=1")
        send = studio.command("worker", "--queues=send")
        stores = [studio.command("worker", "--queues=store") for _core in range(2)]
        for process in (web, send, *stores):
            stack.callback(process.wait)
            stack.callback(process.terminate)
        pages = stack.enter_context(
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S)
        )
        enter(pages)
        time.sleep(3)  # workers listen
        yield Crowd(studio, stamps, send, pages)


def enter(pages: httpx.Client) -> None:
    """Wait for the pages and sign in."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            page = pages.get("/accounts/login/").raise_for_status()
            break
        except httpx.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token
    words = {"csrfmiddlewaretoken": token[1], "login": EMAIL, "password": PASSWORD}
    pages.post("/accounts/login/", data=words)


def flight(count: int = 400, at_once: int = 100, latency_s: float = 5.0) -> None:
    """Hold a hundred paid calls in flight in one `send` process."""
    with running_crowd(latency_s, at_once) as crowd:
        crowd.submit(1)
        crowd.until(STATES, 1)
        crowd.submit_at_once(count)
        crowd.until(STATES, count + 1)
        memory_mb = most_memory_mb(crowd.send.pid)
        stamps = sorted(
            read_stamps(crowd.stamps).values(), key=lambda each: each["received_at"]
        )[1:]
    wall_s = max(s["answered_at"] for s in stamps) - stamps[0]["received_at"]
    ideal_s = -(-count // at_once) * latency_s
    most = max(
        sum(o["received_at"] <= s["received_at"] < o["answered_at"] for o in stamps)
        for s in stamps
    )
    print(f"{count} paid calls of {latency_s:g} s, {at_once} at once, one process")
    print(f"most in flight           {most:8d}      goal {at_once}")
    print(f"most memory, MB          {memory_mb:8.0f}      goal 150")
    print(f"wall, s                  {wall_s:8.2f}      ideal {ideal_s:g}")
    print(f"wall / ideal             {wall_s / ideal_s:8.2f}      goal 1.15")


def burst(count: int = 100, latency_s: float = 2.0) -> None:
    """Ask for a hundred pictures at once and look at the gallery meanwhile."""
    with running_crowd(latency_s, count) as crowd:
        crowd.submit(1)
        crowd.until(SHOWN, 1)
        stop = threading.Event()
        watcher = threading.Thread(target=crowd.watch_gallery, args=[stop])
        watcher.start()
        crowd.submit_at_once(count)
        stored = crowd.until(STATES, count + 1)
        shown = crowd.until(SHOWN, count + 1)
        arrivals = sorted(
            each["received_at"] for each in read_stamps(crowd.stamps).values()
        )
        began = arrivals[1]  # the first one was the warm-up
        stored_s, shown_s = stored - began, shown - began
        stop.set()
        watcher.join()
        views_s = crowd.views_s
    print(f"{count} generations at once, the API takes {latency_s:g} s")
    print(f"all stored, s            {stored_s:8.2f}      goal 4")
    print(f"first thumbnails, s      {shown_s:8.2f}      goal 8")
    print(f"gallery p50, ms          {statistics.median(views_s) * 1000:8.0f}")
    print(f"gallery slowest, ms      {max(views_s) * 1000:8.0f}      goal 100")


def queue(count: int = 500, people: int = 5, latency_s: float = 0.2) -> None:
    """Drain a long queue that one person filled before the others came."""
    with running_crowd(latency_s, 4) as crowd:
        crowd.submit(count, people)
        crowd.until(STATES, count)
        found = crowd.studio.rows(
            "SELECT person_id, extract(epoch FROM created_at)::float,"
            " extract(epoch FROM sent_at)::float,"
            " extract(epoch FROM answered_at)::float FROM generations_attempt"
        )
    served = [Served(*each) for each in found]  # type: ignore[arg-type]  # as selected
    drained_s = max(s.answered_at for s in served) - min(s.sent_at for s in served)
    wishes = [(each.asked_at, each.person) for each in served]
    fair_s = fair_waits_s(wishes, per_s=count / drained_s)
    waits_s = {
        person: max(s.answered_at for s in served if s.person == person)
        - min(s.asked_at for s in served if s.person == person)
        for person in fair_s
    }
    worst = max(waits_s[person] / fair_s[person] for person in fair_s)
    print(f"{count} queued by {people} people, one after another; gate of 4")
    print(f"drained, s               {drained_s:8.1f}")
    print(f"ideal, s                 {count / 4 * latency_s:8.1f}")
    for person in sorted(fair_s):
        print(f"waited / fair share, s   {waits_s[person]:8.1f} / {fair_s[person]:.1f}")
    print(f"longest wait / fair share{worst:8.2f}      goal 2")


def main() -> None:
    """Run one of them."""
    wanted = {"flight": flight, "burst": burst, "queue": queue}
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in wanted:
        sys.exit(f"Say which: {', '.join(wanted)}.")
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python"
        f" {platform.python_version()}"
    )
    wanted[name]()


if __name__ == "__main__":
    main()
