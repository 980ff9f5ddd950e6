"""A signed-in person with the compose page open, as the browser behaves.

Submits the real form and asks `/changes/` every second like the page's poller;
notes when each tile became a picture.
"""

import re
import threading
import time
from dataclasses import dataclass, field
from html import unescape

import httpx

POLL_S = 1.0
_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
_TILE = re.compile(r'<li class="tile.*?</li>', re.DOTALL)
_ID = re.compile(r'id="output-([0-9a-f-]{36})"')
_OPEN = re.compile(r'name="open" value="([^"]+)"')
_PICTURE = re.compile(r'class="tile__image" src="([^"]+)"')


@dataclass(slots=True)
class Shown:
    """How a picture came to the page; Unix times and seconds."""

    at: float  #: the thumbnail is here
    poll_s: float  #: how long the poll that brought it took
    thumbnail_s: float  #: how long its thumbnail took


@dataclass(slots=True)
class Page:
    """The page of one person; `open` maps output ids to what a poll says of them."""

    http: httpx.Client
    address: str = "/compose/text-to-image/"
    hidden: dict[str, str] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    shown: dict[str, Shown] = field(default_factory=dict)
    _left: threading.Event = field(default_factory=threading.Event)

    def enter(self, email: str, password: str) -> None:
        """Sign in, open the compose page and begin to poll."""
        sign_in = "/accounts/login/"
        self._read_hidden(self.http.get(sign_in).text)
        wanted = {"login": email, "password": password}
        answer = self.http.post(sign_in, data=self.hidden | wanted)
        assert answer.status_code == 302, "the sign-in was refused"
        self._read_hidden(self.http.get(self.address).text)
        threading.Thread(target=self._poll_for_ever, daemon=True).start()

    def leave(self) -> None:
        """Stop polling."""
        self._left.set()

    def submit(self, **wish: str) -> str:
        """Send the form and return the id of the output it promised."""
        answer = self.http.post(
            self.address, data=self.hidden | wish, headers={"HX-Request": "true"}
        )
        self._read_hidden(answer.text)
        (output_id,) = self._read_tiles(answer.text)
        return output_id

    def _read_hidden(self, text: str) -> None:
        found = {name: unescape(value) for name, value in _HIDDEN.findall(text)}
        found.pop("open", None)
        self.hidden |= found

    def _read_tiles(self, text: str) -> dict[str, str]:
        """Note the tiles of an answer; return their thumbnails by output id."""
        tiles = {}
        for tile in _TILE.findall(text):
            (output_id,) = _ID.findall(tile)
            tiles[output_id] = "".join(_PICTURE.findall(tile)[:1])
            waits = _OPEN.findall(tile)
            if waits:
                self.open[output_id] = waits[0]
            else:
                self.open.pop(output_id, None)
        return tiles

    def _poll_for_ever(self) -> None:
        due = time.monotonic() + POLL_S
        while not self._left.wait(max(0.0, due - time.monotonic())):
            due = max(due + POLL_S, time.monotonic())
            if self.open:
                self._poll()

    def _poll(self) -> None:
        began = time.perf_counter()
        answer = self.http.get(
            "/changes/",
            params={"open": list(self.open.values())},
            headers={"HX-Request": "true"},
        )
        answered = time.perf_counter()
        for output_id, thumbnail in self._read_tiles(answer.text).items():
            if output_id not in self.open:
                self.http.get(thumbnail).raise_for_status()
                seen = time.perf_counter()
                self.shown[output_id] = Shown(
                    at=time.time(),
                    poll_s=answered - began,
                    thumbnail_s=seen - answered,
                )
