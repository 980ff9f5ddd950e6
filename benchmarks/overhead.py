"""Time the studio's own part of a generation beside the least that it must do.

Run as `python -m benchmarks.overhead [RUNS]`. Submits through the real page of a
real studio process; the gateway is the simulator in a process of its own. The
floor is download, SHA-256, fsync and first thumbnail of the same picture, timed
after each generation in turn.
"""

import hashlib
import os
import platform
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import httpx

from benchmarks.gateway import PROMPT, SIZE, read_stamps
from benchmarks.page import POLL_S, Page, Shown
from benchmarks.processes import EMAIL, PASSWORD, running_gateway, running_studio
from generations.imaging import THUMBNAIL_SIZES, first_thumbnail

RUNS, WARM_UPS = 30, 3
LATENCY_S = 0.5
PATIENCE_S = 30.0
#: How often the row is looked at from outside; a look costs some microseconds.
GLANCE_S = 0.001
CHUNK_BYTES = 65_536
#: The goals.
MOST_OF_FLOOR, MOST_TO_WIRE_MS = 1.5, 150
WISH = {
    "prompt": PROMPT,
    "tier": "2K",
    "ratio": "1:1",
    "output_format": "jpeg",
    "watermark": "on",
}
REMOTE_MODEL = "doubao-seedream-4-0-250828"
WIRE_SIZE = "{}x{}".format(*SIZE)


@dataclass(frozen=True, slots=True)
class Timed:
    """One generation and its floor, in seconds."""

    submit_s: float  #: the form's answer
    wire_s: float  #: submit -> the gateway reads the request
    stored_s: float  #: last byte of the answer -> STORED to every other connection
    seen_s: float  #: last byte of the answer -> thumbnail in the page, polls waited for
    shown: Shown
    floor_s: float = 0.0


class Rows:
    """The studio's database as another process sees it."""

    def __init__(self, path: Path) -> None:
        """Open it for reading."""
        address = f"file:{path}?mode=ro"
        self._connection = sqlite3.connect(address, uri=True, isolation_level=None)

    def attempt_of(self, output_id: str) -> str:
        """Return the id of the paid request that brings an output."""
        query = "SELECT attempt_id FROM generations_output WHERE id = ?"
        (found,) = self._connection.execute(query, (UUID(output_id).hex,)).fetchone()
        return str(found)

    def is_stored(self, output_id: str) -> bool:
        """Say whether the row says that the picture is ours."""
        query = "SELECT state FROM generations_output WHERE id = ?"
        (state,) = self._connection.execute(query, (UUID(output_id).hex,)).fetchone()
        return str(state) == "stored"

    def counts(self) -> dict[str, int]:
        """Return how many outputs are in each state."""
        query = "SELECT state, count(*) FROM generations_output GROUP BY state"
        return dict(self._connection.execute(query).fetchall())

    def is_complete(self, output_id: str) -> bool:
        """Say whether the larger thumbnails are made, too."""
        query = (
            "SELECT thumbnails FROM generations_storedimage WHERE id ="
            " (SELECT image_id FROM generations_output WHERE id = ?)"
        )
        found = self._connection.execute(query, (UUID(output_id).hex,)).fetchone()
        return found is not None and f'"{THUMBNAIL_SIZES[-1]}"' in found[0]


def main() -> None:
    """Measure, then print one line per step."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    with tempfile.TemporaryDirectory() as name:
        stamps, data = Path(name, "gateway"), Path(name, "studio")
        with (
            running_gateway(stamps, latency_s=LATENCY_S) as gateway,
            running_studio(data, gateway=gateway) as studio,
            httpx.Client(base_url=studio.address, timeout=PATIENCE_S) as browser,
            httpx.Client(base_url=gateway, timeout=PATIENCE_S) as direct,
        ):
            page, rows = Page(browser), Rows(data / "studio.sqlite3")
            page.enter(EMAIL, PASSWORD)
            timed = []
            for _ in range(WARM_UPS + runs):
                stored = generate(page, rows, stamps)
                timed.append(replace(stored, floor_s=floor_s(direct, data / "floor")))
            page.leave()
    report(timed[WARM_UPS:])


def generate(page: Page, rows: Rows, stamps: Path) -> Timed:
    """Take one generation from the click to the last of its thumbnails."""
    time.sleep(random.uniform(0, POLL_S))  # a click comes at any time of the poll
    submitted_at = time.time()
    output_id = page.submit(**WISH)
    submit_s = time.time() - submitted_at
    until(lambda: rows.is_stored(output_id), every_s=GLANCE_S)
    visible_at = time.time()
    until(lambda: output_id in page.shown and rows.is_complete(output_id))
    stamp = read_stamps(stamps)[str(UUID(rows.attempt_of(output_id)))]
    return Timed(
        submit_s=submit_s,
        wire_s=stamp["received_at"] - submitted_at,
        stored_s=visible_at - stamp["answered_at"],
        seen_s=page.shown[output_id].at - stamp["answered_at"],
        shown=page.shown[output_id],
    )


def floor_s(gateway: httpx.Client, path: Path) -> float:
    """Ask for a picture, then time the least that must be done to show it."""
    wish = {"model": REMOTE_MODEL, "prompt": PROMPT, "size": WIRE_SIZE}
    answer = gateway.post("images/generations", json=wish).raise_for_status()
    url = answer.json()["data"][0]["url"]
    began = time.perf_counter()
    digest = hashlib.sha256()
    with gateway.stream("GET", url) as response, path.open("wb") as file:
        for chunk in response.iter_raw(CHUNK_BYTES):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    first_thumbnail(path)
    digest.hexdigest()
    return time.perf_counter() - began


def until(is_done: Callable[[], bool], *, every_s: float = 0.02) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it took too long.
    """
    deadline = time.monotonic() + PATIENCE_S
    while not is_done():
        if time.monotonic() > deadline:
            raise TimeoutError("The picture did not come.")
        time.sleep(every_s)


def report(timed: list[Timed]) -> None:
    """Print p50 and p95 of each step in ms, the ratio to the floor and the goals."""
    floor = p50([each.floor_s for each in timed])
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python"
        f" {platform.python_version()}, {len(timed)} generations of {WIRE_SIZE} JPEG"
    )
    print(f"{'step, ms':48}{'p50':>8}{'p95':>8}{'x floor':>9}")
    for name, values in (
        ("submit -> answered", [each.submit_s for each in timed]),
        ("submit -> request on the wire", [each.wire_s for each in timed]),
        ("floor: download, SHA-256, fsync, thumbnail", [e.floor_s for e in timed]),
        ("last byte -> stored, the next poll shows it", [e.stored_s for e in timed]),
        (
            "the poll that brings it, without its waiting",
            [e.shown.poll_s for e in timed],
        ),
        ("the thumbnail in the page", [each.shown.thumbnail_s for each in timed]),
        (
            f"last byte -> seen, with a poll each {POLL_S:g} s",
            [e.seen_s for e in timed],
        ),
    ):
        middle, late = p50(values) * 1000, p95(values) * 1000
        print(f"{name:48}{middle:8.1f}{late:8.1f}{middle / floor / 1000:9.2f}")
    ratio = p50([each.stored_s for each in timed]) / floor
    wire_ms = p95([each.wire_s for each in timed]) * 1000
    print(f"last byte -> stored, p50: {ratio:.2f} x floor, goal {MOST_OF_FLOOR}")
    print(f"submit -> wire, p95: {wire_ms:.0f} ms, goal {MOST_TO_WIRE_MS}")


def p50(values: list[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def p95(values: list[float]) -> float:
    """Return the value that one in twenty exceeds."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    main()
