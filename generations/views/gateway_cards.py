"""What the page Gateways says of each account: its key, its gate, its traffic.

Builds values for the template; changes nothing and never holds a key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generations import accounts, keys
from generations.catalogue import GATEWAYS
from generations.catalogue.vocabulary import Gateway
from generations.catalogue_words import gateway_label
from generations.clients.keycheck import KeyAnswer, KeyCheck
from generations.forms.gateways import KeyForm, LimitsForm
from generations.models import Attempt, Gate, GatewayKey, PauseReason
from generations.pipeline.gate import RECOVERY_S, concurrency_of

Text = str | Promise

PAUSED: dict[str, Text] = {
    PauseReason.PERSON: gettext_lazy("An admin closed it. Requests wait."),
    PauseReason.CREDIT: gettext_lazy(
        "The account has no credit left or reached its spending limit. Add credit at"
        " the gateway, then resume."
    ),
    PauseReason.CREDENTIALS: gettext_lazy(
        "The gateway does not accept the key. Set the right one: that resumes it."
    ),
    PauseReason.DRAIN: gettext_lazy(
        "The studio is being prepared for an update. Requests wait."
    ),
}
ANSWERS: dict[KeyAnswer, Text] = {
    KeyAnswer.ACCEPTED: gettext_lazy("The gateway accepts the key. Nothing was spent."),
    KeyAnswer.REFUSED: gettext_lazy("The gateway refuses the key. Nothing was spent."),
    KeyAnswer.UNTESTABLE: gettext_lazy(
        "This gateway has no free way to test a key: the first paid request will tell."
        " Nothing was spent."
    ),
    KeyAnswer.UNREACHABLE: gettext_lazy(
        "The gateway could not be reached; that says nothing about the key. Nothing"
        " was spent."
    ),
    KeyAnswer.UNCLEAR: gettext_lazy(
        "The gateway gave no clear answer; try again later. Nothing was spent."
    ),
}


@dataclass(frozen=True, slots=True)
class Tested:
    """The outcome of a test in words."""

    text: Text
    style: str  #: is-good, is-alarm or ""
    technical: str  #: for support, in English


@dataclass(frozen=True, slots=True)
class Easing:
    """A gate that lets in fewer for a while, after "too many requests"."""

    now: int
    until: datetime  #: when it lets in all again


@dataclass(slots=True)
class Card:
    """One gateway account as the page shows it."""

    gateway: Gateway
    gate: Gate
    row: GatewayKey | None
    under_way: int
    waiting: int
    key_form: KeyForm
    limits_form: LimitsForm
    easing: Easing | None = None
    tested: Tested | None = None

    @property
    def slug(self) -> str:
        """Return what names it in addresses."""
        return self.gateway.slug

    @property
    def label(self) -> str:
        """Return its name in the language of the page."""
        return gateway_label(self.gateway)

    @property
    def address(self) -> str:
        """Return where it is, "" where the settings do not say."""
        return self.gateway.base_url

    @property
    def is_set_outside(self) -> bool:
        """Say whether the environment has its key, which wins."""
        return bool(keys.from_environment(self.gateway))

    @property
    def is_locked(self) -> bool:
        """Say whether its only key is kept here and cannot be opened."""
        return self.row is not None and not self.has_key

    @property
    def has_key(self) -> bool:
        """Say whether requests can carry a key, or need none."""
        return not self.gateway.key_variable or bool(accounts.key_of(self.gateway))

    @property
    def is_usable(self) -> bool:
        """Say whether wishes can be sent to it, its gate apart."""
        return self.has_key and bool(self.address)

    @property
    def is_connected(self) -> bool:
        """Say whether it belongs to the upper part of the page."""
        is_named = self.slug == "custom" and bool(self.address)
        return self.is_usable or is_named or self.row is not None or self.waiting > 0

    @property
    def why_paused(self) -> Text:
        """Return why its gate is closed and what opens it, "" while it is open."""
        return PAUSED.get(self.gate.pause_reason, "")

    @property
    def state(self) -> tuple[str, Text]:
        """Return the style and the word of its badge."""
        if self.is_locked:
            return "is-alarm", _("Key cannot be opened")
        if not self.has_key:
            return "", _("No key")
        if not self.address:
            return "", _("No address")
        if self.gate.is_paused:
            is_ours = self.gate.pause_reason in (PauseReason.PERSON, PauseReason.DRAIN)
            return "" if is_ours else "is-alarm", _("Paused")
        if self.easing:
            return "is-accent", _("Slower for now")
        return "is-good", _("Ready")


def cards(
    *,
    key_form: tuple[str, KeyForm] | None = None,
    limits_form: tuple[str, LimitsForm] | None = None,
    tested: tuple[str, KeyCheck] | None = None,
) -> list[Card]:
    """Return every gateway of the catalogue; a form with errors takes its place."""
    rows = GatewayKey.objects.select_related("set_by").in_bulk()
    gates = Gate.objects.in_bulk()
    traffic = Attempt.objects.traffic()
    found = []
    for gateway in _known():
        slug = gateway.slug
        gate = gates.get(slug) or Gate(slug=slug)
        under_way, waiting = traffic.get(slug, (0, 0))
        card = Card(
            gateway=gateway,
            gate=gate,
            row=rows.get(slug),
            under_way=under_way,
            waiting=waiting,
            key_form=KeyForm(auto_id=f"{slug}-%s"),
            limits_form=limits_of(gate),
            easing=_easing(gate),
        )
        if key_form and key_form[0] == slug:
            card.key_form = key_form[1]
        if limits_form and limits_form[0] == slug:
            card.limits_form = limits_form[1]
        if tested and tested[0] == slug:
            card.tested = say_tested(tested[1])
        found.append(card)
    return found


def find_gateway(slug: str) -> Gateway | None:
    """Return a gateway that stands on the page."""
    return next((each for each in _known() if each.slug == slug), None)


def limits_of(gate: Gate) -> LimitsForm:
    """Return the form of a gate as it is."""
    initial = {
        "concurrency": gate.concurrency,
        "pictures_per_minute": gate.pictures_per_minute,
    }
    return LimitsForm(initial=initial, auto_id=f"{gate.slug}-%s")


def say_tested(check: KeyCheck) -> Tested:
    """Return the outcome of a test in words."""
    styles = {KeyAnswer.ACCEPTED: "is-good", KeyAnswer.REFUSED: "is-alarm"}
    technical = check.message or (f"HTTP {check.status}" if check.status else "")
    return Tested(ANSWERS[check.answer], styles.get(check.answer, ""), technical)


def _known() -> list[Gateway]:
    """Return the catalogue's gateways as this installation has them."""
    simulator = [each for each in accounts.configured() if each.is_demo]
    sold = [each for slug, each in GATEWAYS.items() if slug in accounts.VENDORS]
    return [accounts.known_custom(), *sold, *simulator]


def _easing(gate: Gate) -> Easing | None:
    """Return how a gate is eased now, None when it lets in all it may."""
    if gate.eased_at is None or gate.eased_to is None:
        return None
    now = concurrency_of(gate)
    if now >= gate.concurrency:
        return None
    steps = max(0, gate.concurrency - gate.eased_to)
    return Easing(now, gate.eased_at + timedelta(seconds=RECOVERY_S * steps))
