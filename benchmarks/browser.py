"""What a person waits for in the gallery, in a real Chromium on a slow line.

Run as `python -m benchmarks.browser FOLDER [--rounds 5] [--tiles 5000]` on a folder of
`benchmarks.library_seed` (60,000 rows do: half a minute). `./studio run` serves it.
The line has 10 Mbit/s and 40 ms, the processor is slowed down to a quarter.
"""

import argparse
import os
import shutil
import statistics
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page
from playwright.sync_api import sync_playwright as playwright_running

from benchmarks.library_seed import invite
from benchmarks.processes import PASSWORD, running_gateway, running_studio

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"]
FLAGS += ["--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]
BITS_PER_S, LATENCY_MS, SLOWER = 10_000_000, 40, 4
WINDOW = {"width": 1280, "height": 800}
WAIT_MS = 60_000
#: Turns of the wheel between two keys, and how far each goes in CSS px.
TURNS, TURN_PX = 6, 900
KEYS = ("ArrowLeft", "ArrowUp", "3", "x", "x")
#: Interactions below this are not told of, in ms.
FASTEST_MS = 16
#: The goals: kB, layout shift, s, ms.
MOST_KB, MOST_SHIFT, MOST_LCP_S, MOST_INTERACTION_MS = 60, 0, 1.2, 200
#: Notes what the browser tells of shifts, paints, interactions and blocked time.
WATCH = """
window.seen = {shift: 0, lcp: 0, kind: "", interactions: {}, blocked: []};
const watch = (type, note, more = {}) => new PerformanceObserver(
  (list) => list.getEntries().forEach(note)).observe({type, buffered: true, ...more});
watch("layout-shift", (it) => { if (!it.hadRecentInput) seen.shift += it.value; });
watch("largest-contentful-paint", (it) => {
  seen.lcp = it.startTime; seen.kind = it.element?.className || it.element?.tagName; });
watch("event", (it) => {
  if (it.interactionId) {
    const {interactionId: id, duration, name} = it;
    const before = seen.interactions[id]?.[0] ?? 0;
    if (duration > before) seen.interactions[id] = [duration, name];
  } }, {durationThreshold: 16});
watch("longtask", (it) => seen.blocked.push(it.duration));
"""


@dataclass
class Wire:
    """What came over the line, by kind, as it was compressed."""

    bytes_of: Counter[str] = field(default_factory=Counter)
    files_of: Counter[str] = field(default_factory=Counter)
    _kinds: dict[str, str] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        """Note every answer of a page."""
        session.on("Network.responseReceived", self._name)
        session.on("Network.loadingFinished", self._add)

    def _name(self, event: dict[str, Any]) -> None:
        self._kinds[event["requestId"]] = str(event["type"])

    def _add(self, event: dict[str, Any]) -> None:
        kind = self._kinds.get(event["requestId"], "Other")
        self.bytes_of[kind] += int(event["encodedDataLength"])
        self.files_of[kind] += 1

    @property
    def kilobytes(self) -> float:
        """Return what came besides pictures, in kB of 1,000 bytes."""
        words = {kind: size for kind, size in self.bytes_of.items() if kind != "Image"}
        return sum(words.values()) / 1000


@dataclass(frozen=True, slots=True)
class View:
    """One first view: what it weighed and what the browser told of it."""

    wire: Wire
    seen: dict[str, Any]


@contextmanager
def visitor(browser: Browser, address: str, cookies: Any) -> Iterator[Page]:
    """Yield a page of a browser that has seen nothing yet but the sign-in."""
    context: BrowserContext = browser.new_context(base_url=address, viewport=WINDOW)
    try:
        context.add_cookies(cookies)
        context.add_init_script(WATCH)
        yield context.new_page()
    finally:
        context.close()


def slow_down(page: Page) -> CDPSession:
    """Give a page the slow line and the slow processor."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    bytes_per_s = BITS_PER_S // 8
    line = {"downloadThroughput": bytes_per_s, "uploadThroughput": bytes_per_s}
    line |= {"offline": False, "latency": LATENCY_MS}
    session.send("Network.emulateNetworkConditions", line)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return session


def first_view(browser: Browser, address: str, cookies: Any) -> View:
    """Open the gallery for the first time."""
    with visitor(browser, address, cookies) as page:
        wire = Wire()
        wire.listen(slow_down(page))
        page.goto("/", wait_until="networkidle", timeout=WAIT_MS)
        page.wait_for_timeout(1500)
        return View(wire, page.evaluate("seen"))


def scroll(browser: Browser, address: str, cookies: Any, tiles: int) -> dict[str, Any]:
    """Scroll through so many tiles, with keys between; return what was seen."""
    with visitor(browser, address, cookies) as page:
        page.goto("/?stack=off", wait_until="networkidle", timeout=WAIT_MS)
        slow_down(page)
        page.mouse.move(640, 400)
        count = pressed = 0
        while count < tiles:
            for _turn in range(TURNS):
                page.mouse.wheel(0, TURN_PX)
                page.wait_for_timeout(50)
            link = page.locator(".tile__link").last
            link.focus()
            for key in KEYS:
                page.keyboard.press(key)
            pressed += len(KEYS)
            page.wait_for_timeout(200)
            count = page.locator("[data-grid] .tile").count()
        page.wait_for_timeout(1000)
        return dict(page.evaluate("seen")) | {"tiles": count, "pressed": pressed}


def sign_in(browser: Browser, address: str, email: str) -> Any:
    """Return the cookies of a person who has signed in."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main [type=submit]").click()
    page.wait_for_url("/")
    cookies = context.cookies()
    context.close()
    return cookies


def report_views(views: list[View]) -> None:
    """Print what the first view weighs and how long it takes."""
    last = views[-1]
    for kind, size in last.wire.bytes_of.most_common():
        files = last.wire.files_of[kind]
        print(f"{kind:28}{size / 1000:9.1f} kB in {files} answers")
    kilobytes = statistics.median(view.wire.kilobytes for view in views)
    shift = max(view.seen["shift"] for view in views)
    lcp_s = sorted(view.seen["lcp"] / 1000 for view in views)
    print(f"{'all but pictures':28}{kilobytes:9.1f} kB    goal {MOST_KB}")
    print(f"{'layout shift, worst':28}{shift:9.4f}       goal {MOST_SHIFT}")
    print(
        f"{'largest picture shown':28}{statistics.median(lcp_s):9.2f} s     goal"
        f" {MOST_LCP_S} ({lcp_s[0]:.2f} to {lcp_s[-1]:.2f}, {last.seen['kind']})"
    )
    blocked = statistics.median(sum(view.seen["blocked"]) for view in views)
    print(f"{'processor blocked':28}{blocked:9.0f} ms")


def report_scroll(seen: dict[str, Any]) -> None:
    """Print the slowest interactions on the way through the tiles."""
    found = sorted(seen["interactions"].values(), reverse=True)
    worst = ", ".join(f"{ms:.0f} ms {name}" for ms, name in found[:4])
    blocked = sorted(seen["blocked"], reverse=True)[:3]
    # What was faster than the browser tells of took at most so long.
    told = sorted(
        [FASTEST_MS] * (seen["pressed"] - len(found)) + [ms for ms, _ in found]
    )
    print(f"{seen['tiles']} tiles, {seen['pressed']} interactions")
    for name, share in (("median", 0.5), ("p95", 0.95), ("slowest", 1)):
        ms = told[min(int(len(told) * share), len(told) - 1)]
        goal = f"    goal {MOST_INTERACTION_MS}" if share == 1 else ""
        print(f"{f'interaction, {name}':28}{ms:9.0f} ms{goal}")
    print(
        f"    {worst}; longest tasks {', '.join(f'{each:.0f}' for each in blocked)} ms"
    )


def main() -> None:
    """Measure the first view, then the way through the tiles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tiles", type=int, default=5000)
    chosen = parser.parse_args()
    folder = chosen.folder.resolve()
    [email] = invite("sqlite", folder, 1, chosen.tiles + 200)
    path = os.environ.get("STUDIO_CHROMIUM") or shutil.which("chromium")
    with (
        running_gateway(folder, latency_s=2) as gateway,
        running_studio(folder / "sqlite", gateway=gateway) as studio,
        playwright_running() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        cookies = sign_in(browser, studio.address, email)
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; first view")
        rounds = range(chosen.rounds)
        report_views([first_view(browser, studio.address, cookies) for _ in rounds])
        if chosen.tiles:
            print(f"load {os.getloadavg()[0]:.1f}; scrolling")
            report_scroll(scroll(browser, studio.address, cookies, chosen.tiles))
        browser.close()


if __name__ == "__main__":
    main()
