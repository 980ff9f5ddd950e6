"""Ask one studio for thumbnails and polls as fast as it answers.

Run as `python -m benchmarks.thumbnails [SECONDS] [ROUNDS]`. `./studio web` on a fresh
folder, its clients as processes on the same machine, over connections that stay
open. The floor is `/healthz`, which asks nothing; everything else checks who asks.
The kinds take turns in each round; the medians of the rounds are told.
"""

import json
import multiprocessing
import os
import platform
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.processes import EMAIL, PASSWORD, ROOT

SECONDS, ROUNDS = 2.0, 5
PICTURES, TILES = 300, 8
#: Clients: processes, for one alone would be the slowest part, times connections.
PROCESSES, CONNECTIONS = 2, 4
PATIENCE_S = 60.0
#: The goals.
LEAST_THUMBNAILS, MOST_POLL_MS = 2_000, 2.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of request: the bytes to send, in any order, and the right status."""

    name: str
    requests: list[bytes]
    status: int


@dataclass(frozen=True, slots=True)
class Round:
    """What one kind came to in one round: answers a second, and s of each."""

    rate: float
    seconds: list[float]


class Connection:
    """One browser's connection, which stays open."""

    def __init__(self, port: int) -> None:
        """Connect."""
        self._line = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes, status: int) -> None:
        """Send a request and read its whole answer.

        Raises:
            RuntimeError: the answer is another one, or ends early.
        """
        self._line.sendall(request)
        heard = b""
        while (end := heard.find(b"\r\n\r\n")) < 0:
            heard += self._more()
        head = heard[:end].lower()
        if int(head[9:12]) != status:
            raise RuntimeError(head.decode("latin-1"))
        _before, _name, rest = head.partition(b"\r\ncontent-length:")
        left = int(rest.partition(b"\r\n")[0] or 0) - (len(heard) - end - 4)
        while left > 0:
            left -= len(self._more())

    def _more(self) -> bytes:
        found = self._line.recv(262_144)
        if not found:
            raise RuntimeError("The studio hung up.")
        return found


def main() -> None:
    """Measure, then print a line per kind."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as (port, told):
        kinds = kinds_of(told, port)
        for kind in kinds:
            crowd(port, kind, seconds=0.5)
        taken = {kind.name: [] for kind in kinds}  # type: dict[str, list[Round]]
        alone = {kind.name: [] for kind in kinds}  # type: dict[str, list[float]]
        for _round in range(rounds):
            for kind in kinds:
                taken[kind.name].append(crowd(port, kind, seconds=seconds))
                alone[kind.name] += one_by_one(port, kind, seconds=seconds / 4)
    report(taken, alone)


@contextmanager
def serving(folder: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Prepare and fill a studio, serve it; yield its port and what may be asked for."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = kept | {
        "STUDIO_DATA_DIR": str(folder),
        "STUDIO_OWNER_EMAIL": EMAIL,
        "STUDIO_OWNER_PASSWORD": PASSWORD,
        "DJANGO_SETTINGS_MODULE": "seedream_site.settings",
    }
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    start: dict[str, Any] = {"cwd": ROOT, "env": environment, "text": True}
    quiet = start | {"stdout": subprocess.PIPE}
    subprocess.run([sys.executable, "manage.py", "prepare"], check=True, **quiet)
    fill = [sys.executable, "-m", "benchmarks.shelf", str(PICTURES), str(TILES)]
    told = json.loads(subprocess.run(fill, check=True, **quiet).stdout)
    command = [sys.executable, "manage.py", "web", "--port", str(port)]
    with subprocess.Popen(command, **start, stdout=subprocess.DEVNULL) as server:
        try:
            _wait_for(port)
            yield port, told
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def kinds_of(told: dict[str, Any], port: int) -> list[Kind]:
    """Return the requests of a browser that is signed in."""
    cookies = "; ".join(f"{name}={value}" for name, value in told["cookies"].items())
    host = f"Host: 127.0.0.1:{port}\r\n"
    signed_in = f"{host}Cookie: {cookies}\r\nAccept: */*\r\n"

    def get(address: str, headers: str = signed_in) -> bytes:
        return f"GET {address} HTTP/1.1\r\n{headers}\r\n".encode()

    def again(address: str) -> bytes:
        etag = f'"{address.rpartition("/")[2]}"'
        return get(address, f"{signed_in}If-None-Match: {etag}\r\n")

    poll = get(told["poll"], f"{signed_in}HX-Request: true\r\n")
    return [
        Kind("floor: /healthz", [get("/healthz", host)], 200),
        Kind("thumbnail", [get(each) for each in told["thumbnails"]], 200),
        Kind("thumbnail, not modified", [again(e) for e in told["thumbnails"]], 304),
        Kind("thumbnail by its row", [get(each) for each in told["by_row"]], 200),
        Kind(f"poll of {TILES} tiles, nothing new", [poll], 204),
    ]


def crowd(port: int, kind: Kind, *, seconds: float) -> Round:
    """Let all clients ask at once for a while."""
    answers: multiprocessing.Queue[list[float]] = multiprocessing.Queue()
    clients = [
        multiprocessing.Process(target=_client, args=(port, kind, seconds, answers))
        for _client_number in range(PROCESSES)
    ]
    for client in clients:
        client.start()
    found = [answers.get(timeout=PATIENCE_S) for _client_number in clients]
    for client in clients:
        client.join()
    everything = [each for part in found for each in part]
    return Round(len(everything) / seconds, everything)


def _client(port: int, kind: Kind, seconds: float, answers: Any) -> None:
    """Be one process of clients."""
    taken: list[list[float]] = [[] for _connection in range(CONNECTIONS)]

    def ask(mine: list[float]) -> None:
        mine += one_by_one(port, kind, seconds=seconds)

    threads = [threading.Thread(target=ask, args=(mine,)) for mine in taken]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put([each for mine in taken for each in mine])


def one_by_one(port: int, kind: Kind, *, seconds: float) -> list[float]:
    """Ask over one connection for a while; return the s of each answer."""
    connection = Connection(port)
    taken = []
    began = now = time.perf_counter()
    while now - began < seconds:
        connection.ask(random.choice(kind.requests), kind.status)
        before, now = now, time.perf_counter()
        taken.append(now - before)
    return taken


def report(taken: dict[str, list[Round]], alone: dict[str, list[float]]) -> None:
    """Print answers a second, ms of them and the ratio to the floor."""
    print(
        f"{platform.machine()}, {os.cpu_count()} cores with the clients on them, load"
        f" {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, SQLite,"
        f" {PROCESSES * CONNECTIONS} connections"
    )
    print(
        f"{'':36}{'a second':>9}{'x floor':>9}{'p50 ms':>8}{'p95 ms':>8}"
        f"{'alone p50':>11}{'p95':>7}"
    )
    floor = rate_of(next(iter(taken.values())))
    for name, rounds in taken.items():
        rate = rate_of(rounds)
        middle, late = (
            statistics.median(part(each.seconds) * 1000 for each in rounds)
            for part in (statistics.median, p95)
        )
        lone = [statistics.median(alone[name]) * 1000, p95(alone[name]) * 1000]
        print(
            f"{name:36}{rate:9.0f}{rate / floor:9.2f}{middle:8.2f}{late:8.2f}"
            f"{lone[0]:11.2f}{lone[1]:7.2f}"
        )
    print(f"goals: {LEAST_THUMBNAILS} thumbnails a second, a poll of {MOST_POLL_MS} ms")


def rate_of(rounds: list[Round]) -> float:
    """Return the median of the rounds, answers a second."""
    return statistics.median(each.rate for each in rounds)


def p95(values: list[float]) -> float:
    """Return the value that one in twenty exceeds."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    main()
