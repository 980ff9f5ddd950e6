"""How long pictures of an offer usually take here, from our own answered requests.

Reads rows now and then and remembers what it found; knows nothing of pages.
"""

from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import ExpressionWrapper, F
from django.db.models.fields import DurationField
from django.utils.translation import gettext as _

from generations import accounts
from generations.models import Attempt, AttemptState

#: Answers that are looked at, the latest ones, and how many it takes to tell.
LATEST, ENOUGH = 200, 8
#: Seconds for which a pace is remembered.
MEMORY_S = 300


@dataclass(frozen=True, slots=True)
class Pace:
    """The usual time of one request in seconds: half are faster, nine in ten."""

    half_s: int
    most_s: int

    @property
    def text(self) -> str:
        """Return "usually 25–35 s"."""
        figures = {"least": self.half_s, "most": self.most_s}
        return _("usually %(least)s–%(most)s s") % figures


def pace_of(offer_key: str) -> Pace | None:
    """Return the pace of an offer: measured here, else as documented, else None."""
    name = f"pace:{offer_key}"
    found: Pace | str | None = cache.get(name, "")
    if isinstance(found, str):
        found = _measured(offer_key) or _documented(offer_key)
        cache.set(name, found, MEMORY_S)
    return found


def _measured(offer_key: str) -> Pace | None:
    """Return the pace of the latest answers, None while there are too few."""
    _model, _at, gateway = offer_key.rpartition("@")
    took = ExpressionWrapper(
        F("answered_at") - F("sent_at"), output_field=DurationField()
    )
    answered = Attempt.objects.filter(
        gateway=gateway,
        sent_at__isnull=False,
        state=AttemptState.ANSWERED,
        answered_at__isnull=False,
        generation__offer_key=offer_key,
    )
    latest = answered.order_by("-sent_at").values_list(took, flat=True)[:LATEST]
    seconds = sorted(each.total_seconds() for each in latest)
    if len(seconds) < ENOUGH:
        return None
    half, most = (seconds[int(len(seconds) * share)] for share in (0.5, 0.9))
    return Pace(half_s=max(1, round(half)), most_s=max(2, round(most)))


def _documented(offer_key: str) -> Pace | None:
    """Return what the documents say of the image model, None for the simulator."""
    try:
        offer = accounts.known_offer(offer_key)
    except ValueError:  # a broken custom address; the page says so elsewhere
        return None
    if offer is None or offer.gateway.is_demo:
        return None
    return Pace(*offer.image_model.usual_seconds)
