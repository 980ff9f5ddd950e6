"""After a copy: what waits to be sent may have been sent where it was copied from.

Nothing is paid twice because of a restored backup: a person decides, as for every
request of unknown outcome.
"""

from django.db.models.functions import Now

from generations.models import Attempt, AttemptState
from generations.models.clock import from_now

#: Who is told to have sent them; the sweeper finds this worker silent.
COPIED_FROM = "the studio this was copied from"


def hold_unsent() -> int:
    """Take every request that waits to be sent for sent; return how many.

    The sweeper then ends them as of unknown outcome, and holds their money.
    """
    waiting = Attempt.objects.filter(
        state__in=(AttemptState.QUEUED, AttemptState.CLAIMED)
    )
    return waiting.update(
        state=AttemptState.SENT,
        sent_at=Now(),
        lease_owner=COPIED_FROM,
        lease_until=from_now(-1),
    )
