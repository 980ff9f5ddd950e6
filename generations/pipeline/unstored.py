"""What becomes of an announced picture whose bytes did not come: later, or lost.

Writes the row alone, with the reason; knows no files.
"""

import logging
import random

from generations.models import Output, OutputState
from generations.models.clock import from_now

logger = logging.getLogger(__name__)

#: Seconds before the next download, by number of tries so far.
WAITS_S = (1, 2, 10, 30, 60, 300, 600)


def try_later(output: Output, failure: Exception) -> None:
    """Plan the next download; the sweeper ends it when the address expires."""
    logger.warning("download: %s %s", output.pk, type(failure).__name__)
    place = min(output.tries, len(WAITS_S)) - 1
    wait_s = WAITS_S[place] * random.uniform(1.0, 1.2)
    Output.objects.filter(pk=output.pk, state=OutputState.ANNOUNCED).update(
        next_run_at=from_now(wait_s),
        error_code=type(failure).__name__,
        error_message=str(failure)[:500],
    )


def lose(output: Output, failure: Exception, *, url: str = "") -> None:
    """Say visibly that a paid picture could not be had, and why; keep `url`."""
    logger.error("lost: %s %s", output.pk, type(failure).__name__)
    Output.objects.advance(
        output.pk,
        before=(OutputState.ANNOUNCED,),
        after=OutputState.LOST,
        url=url,
        error_code=type(failure).__name__,
        error_message=str(failure)[:500],
    )
