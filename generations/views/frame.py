"""What every page shows around its own content: theme, languages, demo, faults.

A context processor; everything is worked out only when a template asks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from generations import accounts, books, keys
from generations.catalogue import GATEWAYS
from generations.catalogue_words import gateway_label, say_fault
from generations.deadlines import EXPIRY_ALARM_S
from generations.models import Gate, PauseReason
from generations.views.choices import Choices
from generations.views.gateway_cards import PAUSED, Text
from generations.views.glance import Glance, glance_of
from teams.access import may, member_of, memberships_of, runs_studio
from teams.models import Member, Team
from teams.roles import Action

T = TypeVar("T")
#: Seconds for which alarms are believed: every page shows them.
MEMORY_S = 5
THEMES = ("dark", "light")
#: Pages that show a roll of pictures.
GALLERIES = ("gallery", "mine", "favourites", "trash", "collection")
#: Why a gate is closed until an admin does something at the gateway or here.
CALLS_FOR_ADMIN = (PauseReason.CREDIT, PauseReason.CREDENTIALS)


@dataclass(frozen=True, slots=True)
class Alarm:
    """A gateway to which nothing is sent until an admin acts."""

    slug: str
    gateway: str
    text: Text


class Frame:
    """The surroundings of one page."""

    def __init__(self, request: HttpRequest) -> None:
        """Remember the request; ask nothing yet."""
        self._request = request

    @cached_property
    def theme(self) -> str:
        """Return the look chosen in this browser, "" to follow the system."""
        theme = self._request.COOKIES.get("theme", "")
        return theme if theme in THEMES else ""

    @cached_property
    def section(self) -> str:
        """Return the name of the page shown, "" when there is none."""
        match = self._request.resolver_match
        return (match.url_name or "") if match else ""

    @cached_property
    def languages(self) -> list[dict[str, str]]:
        """Return the languages, each under its own name."""
        return [
            {"code": code, "name": get_language_info(code)["name_local"]}
            for code, _name in settings.LANGUAGES
        ]

    @cached_property
    def may_generate(self) -> bool:
        """Say whether this person may spend money here."""
        try:
            return may(member_of(self._request), Action.GENERATE)
        except Http404:  # signed in, but in no team: nothing to offer
            return False

    @property
    def teams(self) -> list[Member]:
        """Return the memberships of this person, one for each team."""
        return memberships_of(self._request)

    @cached_property
    def team(self) -> Team | None:
        """Return the team worked in now, None for who has none."""
        return member_of(self._request).team if self.teams else None

    @cached_property
    def minds_studio(self) -> bool:
        """Say whether this person connects gateways."""
        try:
            return runs_studio(member_of(self._request))
        except Http404:  # signed in, but in no team
            return False

    @cached_property
    def is_gallery(self) -> bool:
        """Say whether the page shows pictures that a search can narrow down."""
        return self.section in GALLERIES

    @property
    def search_address(self) -> str:
        """Return where a search is sent: the part of the library that is shown."""
        return self._request.path if self.is_gallery else reverse("generations:gallery")

    @property
    def search_text(self) -> str:
        """Return what is searched for now."""
        return self._request.GET.get("q", "")[:1000] if self.is_gallery else ""

    @cached_property
    def _glance(self) -> Glance:
        return glance_of(member_of(self._request)) if self.teams else Glance()

    @property
    def waiting(self) -> int:
        """Return how many requests this person waits for in this team."""
        return self._glance.waiting

    @property
    def unseen_mentions(self) -> int:
        """Return how many comments name this person that were not looked at."""
        return len(self._glance.unseen)

    @property
    def choices(self) -> Choices:
        """Return the collections and tags of the team worked in."""
        return self._glance.choices

    @cached_property
    def alarms(self) -> list[Alarm]:
        """Return what an admin has to see on every page; nothing for all others."""
        if not self.minds_studio or self.section.startswith("gateway"):
            return []
        text = _("Its key cannot be opened; set it again. Requests wait.")
        found = [
            Alarm(gateway.slug, gateway_label(gateway), text)
            for gateway in keys.locked()
        ]
        for slug, reason in self._recent("closed", _closed_gates):
            if slug in GATEWAYS:
                label = gateway_label(GATEWAYS[slug])
                found.append(Alarm(slug, label, PAUSED[reason]))
        return found

    @cached_property
    def expiring(self) -> int:
        """Return how many paid pictures are not here and soon cannot be fetched."""
        if not self.minds_studio:
            return 0
        running_out = books.running_out(within_s=EXPIRY_ALARM_S)
        return self._recent("expiring", running_out.count)

    def _recent(self, name: str, look: Callable[[], T]) -> T:
        """Return what was found some seconds ago at most, for the admins of a team."""
        key = f"{name}:{member_of(self._request).team_id}"
        found: T | None = cache.get(key)
        if found is None:
            found = look()
            cache.set(key, found, MEMORY_S)
        return found

    @cached_property
    def gateway_fault(self) -> str:
        """Return why the custom gateway cannot be used, "" when it can."""
        try:
            accounts.custom_account()
        except ValueError as error:  # shown on the page, for it needs an admin
            return say_fault(str(error))
        return ""

    @cached_property
    def has_gateway(self) -> bool:
        """Say whether anything can be asked for at all."""
        return bool(self.gateway_fault or accounts.configured())

    @cached_property
    def is_demo(self) -> bool:
        """Say whether every new picture comes from the simulator."""
        return not self.gateway_fault and accounts.is_demo()


def _closed_gates() -> list[tuple[str, str]]:
    """Return the gates that wait for an admin, each with why."""
    closed = Gate.objects.filter(pause_reason__in=CALLS_FOR_ADMIN)
    return list(closed.values_list("slug", "pause_reason"))


def describe_frame(request: HttpRequest) -> dict[str, Frame]:
    """Give every template its `frame`."""
    return {"frame": Frame(request)}
