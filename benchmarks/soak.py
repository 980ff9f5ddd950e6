"""Work for an hour and see whether memory grows.

Run as `python -m benchmarks.soak [MINUTES]`. One studio process; every few seconds
a click, each tenth one asked wrongly, pages and polls between. Prints a line each
minute: its own memory, and the pages of files mapped beside it. Compares the mean
of the last tenth of its own with that of the second tenth.
"""

import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.overhead import PATIENCE_S, WISH, Rows
from benchmarks.page import Page
from benchmarks.processes import (
    EMAIL,
    PASSWORD,
    Running,
    running_gateway,
    running_studio,
)

MINUTES = 60.0
#: Mean seconds between two clicks.
PAUSE_S = 4.0
GOAL_PERCENT = 5.0
FAULTS = ("http-500", "download-503", "b64", "http-400-flat", "html", "download-404")
PAGES = ("/", "/compose/sequence/", "/models/", "/compose/fusion/", "/healthz")


def click(page: Page, browser: httpx.Client, number: int) -> None:
    """Ask for a picture, sometimes for trouble, and look around."""
    words = dict(WISH)
    if number % 10 == 9:
        words["prompt"] += f" [fault:{random.choice(FAULTS)}]"
    page.submit(**words)
    browser.get(random.choice(PAGES)).raise_for_status()


def work(studio: Running, browser: httpx.Client, minutes: float) -> list[float]:
    """Click for so long; returns the memory every ten seconds, in MB."""
    page = Page(browser)
    page.enter(EMAIL, PASSWORD)
    began = looked_at = told_at = time.monotonic()
    memory_mb, clicks = [studio.memory_mb()], 0
    while (now := time.monotonic()) - began < minutes * 60:
        click(page, browser, clicks)
        clicks += 1
        if now - looked_at > 10:
            memory_mb.append(studio.memory_mb())
            looked_at = now
        if now - told_at > 60:
            print(
                f"{(now - began) / 60:5.1f} min {clicks:5d} clicks"
                f" {memory_mb[-1]:7.1f} MB, {studio.memory_mb('RssFile'):6.1f} mapped",
                flush=True,
            )
            told_at = now
        time.sleep(random.uniform(0, 2 * PAUSE_S))
    page.leave()
    return memory_mb


def main() -> None:
    """Run it and print the growth."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else MINUTES
    with tempfile.TemporaryDirectory() as name:
        data = Path(name, "studio")
        with (
            running_gateway(Path(name, "gateway"), latency_s=0.5) as gateway,
            running_studio(data, gateway=gateway) as studio,
            httpx.Client(base_url=studio.address, timeout=PATIENCE_S) as browser,
        ):
            memory_mb = work(studio, browser, minutes)
            states = Rows(data / "studio.sqlite3").counts()
    tenth = max(1, len(memory_mb) // 10)
    first = statistics.mean(memory_mb[tenth : 2 * tenth])
    last = statistics.mean(memory_mb[-tenth:])
    growth = (last / first - 1) * 100
    print(f"pictures by state: {states}")
    print(f"second tenth {first:.1f} MB, last tenth {last:.1f} MB")
    print(f"growth {growth:.1f} %, goal below {GOAL_PERCENT:g} %")


if __name__ == "__main__":
    main()
