"""The bar of the gallery: what failed without being billed, all retried at once."""

from dataclasses import dataclass

from django.core.cache import cache
from django.utils.translation import ngettext

from generations.pipeline import retry
from teams.access import may
from teams.models import Member
from teams.roles import Action

#: Seconds for which a page that is only looked at believes what it found.
MEMORY_S = 5


@dataclass(frozen=True, slots=True)
class RetryBar:
    """How much can be done again that costs nothing twice."""

    requests: int = 0
    pictures: int = 0

    @property
    def count(self) -> int:
        """Return how many there are of both."""
        return self.requests + self.pictures

    @property
    def failed(self) -> str:
        """Return the sentence about requests, "" without any."""
        if not self.requests:
            return ""
        return ngettext(
            "%(count)s request failed without being billed.",
            "%(count)s requests failed without being billed.",
            self.requests,
        ) % {"count": self.requests}

    @property
    def lost(self) -> str:
        """Return the sentence about paid pictures, "" without any."""
        if not self.pictures:
            return ""
        return ngettext(
            "%(count)s paid picture can still be fetched.",
            "%(count)s paid pictures can still be fetched.",
            self.pictures,
        ) % {"count": self.pictures}


def retry_bar_of(member: Member) -> RetryBar:
    """Return what a member may retry: of the team, or their own, with two queries."""
    if not may(member, Action.GENERATE):
        return RetryBar()
    whose = None if may(member, Action.SETTLE) else member.user
    return RetryBar(
        retry.mendable(member.team, whose).count(),
        retry.fetchable(member.team, whose).count(),
    )


def recent_retry_bar(member: Member) -> RetryBar:
    """Return the same as it was some seconds ago at most, mostly without a query."""
    name = f"retry-bar:{member.team_id}:{member.user_id}"
    found: RetryBar | None = cache.get(name)
    if found is None:
        found = retry_bar_of(member)
        cache.set(name, found, MEMORY_S)
    return found


def forget_retry_bar(member: Member) -> None:
    """Look again at once: this member has just done something about it."""
    cache.delete(f"retry-bar:{member.team_id}:{member.user_id}")
