"""What a page is told now and then beside its tiles: what came, how long the queue is.

Asked for by `newest` and `queue` of the poller, which sends them every few seconds
with the `team` of its page. Both are numbers that the query for the tiles brings with
it; with a pass nobody is looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest

from generations.search import Roll, read_roll
from generations.search.sql import Sql
from generations.views.drawing import address_of
from generations.views.queue import WAITING, waiting_values
from teams.models import Member
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


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What a page asks beside its tiles."""

    member: Member
    roll: Roll | None = None
    newest: int = 0  #: place of the first picture the page shows
    shown: int | None = None  #: how many the page says are waited for

    def counts(self) -> dict[str, Sql]:
        """Return what one row is asked for, as statements of one number each."""
        wanted = {}
        if self.roll and (arrived := self.roll.counting_newer(self.newest, MOST + 1)):
            wanted["arrived"] = arrived
        if self.shown is not None:
            values = waiting_values(self.member.team_id, self.member.user_id)
            text = f"SELECT sum(many) FROM ({WAITING}) waits"
            wanted["awaited"] = Sql(text, tuple(values))
        return wanted

    def read(self, counted: Mapping[str, int]) -> News:
        """Return the news that these numbers are; what they lack is looked up."""
        arrivals = waiting = None
        if self.roll:
            count = counted.get("arrived")
            if count is None:
                count = self.roll.newer_than(self.newest, MOST + 1)
            arrivals = Arrivals(count, address_of(self.roll)) if count else None
        if self.shown is not None and int(counted["awaited"]) != self.shown:
            waiting = int(counted["awaited"])
        return News(arrivals, waiting)


def is_asked(request: HttpRequest) -> bool:
    """Say whether the poller wants more than its tiles."""
    return "newest" in request.GET or "queue" in request.GET


def inquiry_of(request: HttpRequest) -> Inquiry | None:
    """Return what a page asks beside its tiles, None for nothing.

    Raises:
        Http404: no team, or the collection is not of this team.
    """
    if not is_asked(request):
        return None
    member = onlooker_of(request, request.GET.get("team", ""))
    newest, shown = (request.GET.get(name, "") for name in ("newest", "queue"))
    is_new = _is_number(newest)
    return Inquiry(
        member,
        roll=read_roll(member, request.GET) if is_new else None,
        newest=int(newest) if is_new else 0,
        shown=int(shown) if _is_number(shown) else None,
    )


def count_all(wanted: Mapping[str, Sql]) -> dict[str, int]:
    """Return the numbers that statements of one number each give, by one query."""
    if not wanted:
        return {}
    text = ", ".join(f"({each.text})" for each in wanted.values())
    values = [value for each in wanted.values() for value in each.values]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {text}", values)
        return dict(zip(wanted, cursor.fetchone(), strict=True))


def _is_number(text: str) -> bool:
    """Say whether a text is a number that a row can have."""
    return text.isascii() and text.isdigit() and len(text) < 20 and int(text) < 2**63
