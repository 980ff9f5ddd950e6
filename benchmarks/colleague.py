"""One of many people who work in the gallery at once, over one kept connection.

Run as `python -m benchmarks.colleague ADDRESS SECONDS PER_MINUTE < addresses.json` to
be all of them, each a thread with an address of its own on loopback. Prints JSON: the
seconds of every answer by kind, and what went wrong.
"""

import itertools
import json
import random
import re
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from html import unescape

import httpx

from benchmarks.overhead import WISH
from benchmarks.page import Page
from benchmarks.processes import PASSWORD

#: Mean seconds between two polls, and how many of them come before a look elsewhere.
POLL_S, POLLS = 1.5, 4
#: Thumbnails that a browser has not kept from before, of each page.
NEW_THUMBNAILS = 6
WORDS = ("lighthouse", "猫", "model:4.5", "rating:>=4", "by:me", "-watercolour harbour")
_OLDER = re.compile(r'class="older"><a class="button" href="([^"]+)"')
_OPENS = re.compile(r'class="tile__link" id="[^"]+" href="([^"]+)"')
_THUMB = re.compile(r'class="tile__image" src="([^"]+)"')
_NEWS = re.compile(r'name="(newest|queue)" value="(\d+)"')
_TEAM = re.compile(r'id="poller" hx-get="/changes/\?(team)=(\w+)"')


class Colleague(Page):
    """A person who polls, browses, opens pictures and now and then asks for one."""

    def __init__(self, browser: httpx.Client, chance: random.Random) -> None:
        """Begin with nothing seen."""
        super().__init__(browser)
        self.chance = chance
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []
        self._news = {"queue": "0"}
        self._gallery = ""

    def come_in(self, email: str) -> None:
        """Sign in and look at the gallery for the first time."""
        sign_in = "/accounts/login/"
        self._read_hidden(self.http.get(sign_in).text)
        words = self.hidden | {"login": email, "password": PASSWORD}
        answer = self.http.post(sign_in, data=words)
        if answer.status_code != 302:
            self.errors.append(f"sign-in: {answer.status_code}")
        self.browse("/")

    def work(self, until: float, wishes: list[float]) -> None:
        """Be there until a moment; `wishes`: the moments to ask for a picture."""
        looks: list[Callable[[], None]] = [
            self.look_further, self.search, self.open_picture, self.open_picture,
            lambda: self.browse(self.chance.choice(("/", "/", "/mine/"))),
        ]  # fmt: skip
        for number in itertools.count():
            time.sleep(self.chance.uniform(0.5, 1.5) * POLL_S)
            if time.monotonic() > until:
                return
            self.poll()
            if number % POLLS == POLLS - 1:
                self.chance.choice(looks)()
            if wishes and time.monotonic() > wishes[0]:
                wishes.pop(0)
                self.ask_for_picture()

    def poll(self) -> None:
        """Ask what is new, as the page's poller does."""
        asked = {"open": list(self.open.values()), **self._news}
        text = self._ask("poll", "/changes/", params=asked, is_fragment=True)
        self._read_tiles(text)
        self._news |= dict(_NEWS.findall(text))

    def browse(self, address: str) -> None:
        """Open one page of the gallery with its thumbnails."""
        text = self._ask("gallery", address)
        self._gallery = text
        self._news |= dict(_NEWS.findall(text) + _TEAM.findall(text))
        thumbnails = _THUMB.findall(text)
        count = min(NEW_THUMBNAILS, len(thumbnails))
        for thumbnail in self.chance.sample(thumbnails, count):
            self._ask("thumbnail", unescape(thumbnail))

    def look_further(self) -> None:
        """Scroll to where the next page is fetched."""
        found = _OLDER.search(self._gallery)
        if found:
            text = self._ask("older", unescape(found[1]), is_fragment=True)
            self._gallery = text

    def search(self) -> None:
        """Search for something."""
        self._ask("search", "/", params={"q": self.chance.choice(WORDS)})

    def open_picture(self) -> None:
        """Open one of the pictures in sight."""
        links = _OPENS.findall(self._gallery)
        if links:
            self._ask("picture", unescape(self.chance.choice(links)))

    def ask_for_picture(self) -> None:
        """Open the compose page and send its form."""
        self._read_hidden(self._ask("compose", self.address))
        began = time.perf_counter()
        try:
            self.submit(**WISH)
        except (httpx.HTTPError, ValueError) as error:
            self.errors.append(f"submit: {error!r:.200}")
        self.taken["submit"].append(time.perf_counter() - began)

    def _ask(
        self,
        kind: str,
        address: str,
        *,
        params: dict[str, object] | None = None,
        is_fragment: bool = False,
    ) -> str:
        """Ask for something; notes how long it took and whether it went wrong."""
        headers = {"HX-Request": "true"} if is_fragment else {}
        began = time.perf_counter()
        try:
            answer = self.http.get(address, params=params, headers=headers)
        except httpx.HTTPError as error:
            self.errors.append(f"{kind}: {error!r:.200}")
            return ""
        self.taken[kind].append(time.perf_counter() - began)
        if answer.status_code not in (200, 204, 286):
            self.errors.append(f"{kind}: {answer.status_code} {address}")
        return "" if kind == "thumbnail" else answer.text


def enter(address: str, emails: list[str]) -> list[Colleague]:
    """Let everybody in, one after the other, each from another address."""
    colleagues = []
    for number, email in enumerate(emails):
        way = httpx.HTTPTransport(local_address=f"127.0.1.{number + 1}")
        browser = httpx.Client(base_url=address, transport=way, timeout=30)
        browser.headers["Accept-Encoding"] = "gzip"
        colleague = Colleague(browser, random.Random(number))
        colleague.come_in(email)
        colleague.taken.clear()
        colleagues.append(colleague)
    return colleagues


def main() -> None:
    """Be everybody for a while."""
    address, seconds, per_minute = sys.argv[1], *map(float, sys.argv[2:])
    colleagues = enter(address, json.load(sys.stdin))
    now = time.monotonic()
    until = now + seconds
    wishes: list[list[float]] = [[] for _colleague in colleagues]
    for number in range(round(seconds * per_minute / 60)):
        wishes[number % len(wishes)].append(now + number * 60 / per_minute)
    threads = [
        threading.Thread(target=each.work, args=(until, mine))
        for each, mine in zip(colleagues, wishes, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken: dict[str, list[float]] = defaultdict(list)
    for each in colleagues:
        for kind, values in each.taken.items():
            taken[kind] += values
    errors = [error for each in colleagues for error in each.errors]
    json.dump({"taken": taken, "errors": errors}, sys.stdout)


if __name__ == "__main__":
    main()
