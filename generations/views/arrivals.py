"""What a page is told now and then beside its tiles: what came, how long the queue is.

Asked for by `newest` and `queue` of the poller, which sends them every few seconds
with the `team` of its page. With a pass each costs one query and nobody is looked up.
"""

from dataclasses import dataclass

from django.http import HttpRequest

from generations.search import Roll, read_roll
from generations.views.drawing import address_of
from generations.views.queue import waiting_for
from teams.passes import onlooker_of

#: New pictures that are counted one by one.
MOST = 99


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Pictures above the first one that a page shows."""

    count: int
    address: str

    @property
    def is_more(self) -> bool:
        """Say whether there are more than are counted."""
        return self.count > MOST

    @property
    def shown(self) -> int:
        """Return how many are named."""
        return min(self.count, MOST)


@dataclass(frozen=True, slots=True)
class News:
    """What to tell; None where nobody asked, or nothing is new."""

    arrivals: Arrivals | None = None
    waiting: int | None = None

    def __bool__(self) -> bool:
        """Say whether there is anything to tell."""
        return self.arrivals is not None or self.waiting is not None


def is_asked(request: HttpRequest) -> bool:
    """Say whether the poller wants more than its tiles."""
    return "newest" in request.GET or "queue" in request.GET


def news_of(request: HttpRequest) -> News:
    """Return what is new since the page was drawn, as far as it asks."""
    if not is_asked(request):
        return News()
    member = onlooker_of(request, request.GET.get("team", ""))
    arrivals = waiting = None
    newest, shown = (request.GET.get(name, "") for name in ("newest", "queue"))
    if _is_number(newest):
        arrivals = _arrivals(read_roll(member, request.GET), int(newest))
    if _is_number(shown):
        now = waiting_for(member.team_id, member.user_id)
        waiting = now if now != int(shown) else None
    return News(arrivals, waiting)


def _arrivals(roll: Roll, newest: int) -> Arrivals | None:
    count = roll.newer_than(newest, MOST + 1)
    return Arrivals(count, address_of(roll)) if count else None


def _is_number(text: str) -> bool:
    """Say whether a text is a number that a row can have."""
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63
