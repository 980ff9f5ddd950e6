"""Bring pictures to the disk beside what curl and sha256sum reach there.

Run as `python -m benchmarks.ingest [PICTURES]`. Both sides fetch the same files from
the same server on loopback, take their SHA-256 and bring them to the disk, in turns;
ours moves them into a store besides.
"""

import functools
import hashlib
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing import Process, Queue
from pathlib import Path

from django.conf import settings

from generations.downloads import DownloadRule, download
from generations.storage import DurableFileSystemStorage, content_key

PICTURES, RUNS = 40, 7
#: A 2K and a 4K JPEG as the documents' samples weigh, in bytes.
WEIGHTS = (("2K", 1_200_000), ("4K", 6_000_000))
GOAL = 0.7


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Write no line."""


def serve(folder: str, port: "Queue[int]") -> None:
    """Serve a folder until killed."""
    handler = functools.partial(Quiet, directory=folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    port.put(server.server_port)
    server.serve_forever()


def ours(addresses: list[str], folder: Path) -> None:
    """Download, hash, sync and adopt into a store, two at a time as a worker does."""
    folder.mkdir()
    store = DurableFileSystemStorage(location=folder / "store")
    rule = DownloadRule(host_suffixes=("127.0.0.1",), allows_private=True)
    waiting = list(enumerate(addresses))

    def work() -> None:
        while waiting:
            try:
                number, address = waiting.pop()
            except IndexError:
                return
            found = download(address, folder / f"{number}.part", rule)
            store.adopt(found.path, content_key(found.sha256, "jpg", prefix="x"))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def theirs(addresses: list[str], folder: Path) -> None:
    """Let curl fetch them two at a time, then hash and sync them."""
    folder.mkdir()
    words = [
        "curl",
        "--no-progress-meter",
        "--parallel",
        "--parallel-max",
        "2",
        "--remote-name-all",
    ]
    subprocess.run([*words, *addresses], cwd=folder, check=True)
    files = sorted(str(path) for path in folder.iterdir())
    subprocess.run(["sha256sum", *files], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["sync", *files], check=True)


def timed(work: "functools.partial[None]") -> float:
    """Return how long it took, in seconds."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def compare(name: str, weight: int, count: int) -> None:
    """Time both sides in turns and print their medians."""
    with tempfile.TemporaryDirectory() as place:
        served = Path(place, "served")
        served.mkdir()
        for number in range(count):
            (served / f"{number}.jpg").write_bytes(os.urandom(weight))
        port: Queue[int] = Queue()
        server = Process(target=serve, args=(str(served), port), daemon=True)
        server.start()
        base = f"http://127.0.0.1:{port.get()}"
        addresses = [f"{base}/{number}.jpg" for number in range(count)]
        our_s, their_s = [], []
        for run in range(RUNS + 1):
            for taken, side in ((our_s, ours), (their_s, theirs)):
                folder = Path(place, f"{side.__name__}-{run}")
                taken.append(timed(functools.partial(side, addresses, folder)))
                if side is ours and not run:
                    prove(served, folder)
                shutil.rmtree(folder)
        server.kill()
    mega = weight * count / 1e6
    our, their = (mega / statistics.median(each[1:]) for each in (our_s, their_s))
    print(f"{name:4}{our:12.0f}{their:12.0f}{our / their:8.2f}   goal {GOAL}")


def prove(served: Path, folder: Path) -> None:
    """Make sure that every byte came.

    Raises:
        RuntimeError: the store holds something else.
    """
    wanted = {hashlib.sha256(path.read_bytes()).digest() for path in served.iterdir()}
    kept = [path for path in (folder / "store").rglob("*.jpg") if path.is_file()]
    if {hashlib.sha256(path.read_bytes()).digest() for path in kept} != wanted:
        raise RuntimeError("The store does not hold what was served.")


def main() -> None:
    """Print one line per weight."""
    settings.configure()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python"
        f" {platform.python_version()}, {count} pictures, MB/s, median of {RUNS}"
    )
    print(f"{'':4}{'ours':>12}{'curl':>12}{'ratio':>8}")
    for name, weight in WEIGHTS:
        compare(name, weight, count)


if __name__ == "__main__":
    main()
