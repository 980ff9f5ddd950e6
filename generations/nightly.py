"""Once a night one process empties the trash and looks whether all is there.

In the queue of pictures, and behind them: between two files it stores what is due.
"""

import logging
import time

from celery import shared_task
from celery.worker import state
from kombu.exceptions import OperationalError

from generations.custody import checkups
from generations.custody.findings import Report
from generations.library import purge, steps
from generations.models import Checkup, Output
from generations.tasks import Errand, ring, store_output, take_step

logger = logging.getLogger(__name__)

#: Seconds between two questions whether a checkup is due.
LOOK_S = 60.0
#: Steps of people rung for in one look.
STEPS = 100
#: Seconds a checkup may keep pictures waiting, or a stopping process.
STEP_S = 0.5


class Stopping(Exception):
    """This process is to end; another one checks."""


class Nightly:
    """Asks now and then whether a checkup is due and rings for it."""

    def __init__(self) -> None:
        self._look_at = 0.0

    def look(self) -> None:
        """Ring for steps left lying, and this night's checkup if nobody else does."""
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + LOOK_S
        for step in steps.unfinished()[:STEPS]:
            ring(take_step, step.pk)
        checkup = checkups.begin_if_due()
        if checkup is None:
            return
        try:
            check_store.apply_async((str(checkup.pk),), retry=False)
        except OperationalError:
            logger.warning("broker away, the checkup begins later")
            checkup.delete()


@shared_task(base=Errand)
def check_store(checkup_id: str) -> None:
    """Run one checkup that was begun; nothing when it ran already."""
    checkup = Checkup.objects.filter(pk=int(checkup_id), ended_at=None).first()
    if checkup is None:
        return
    report = Report()
    try:
        _tidy(checkup)
        checkups.run(checkup, report, make_way=Interlude().play)
    except Stopping:
        logger.info("checkup broken off, this process ends")
        return
    if report.is_whole:
        logger.info("checkup: %s files, all there", report.checked_files)
    else:
        logger.error("checkup found faults: ./studio verify names them")


def _tidy(checkup: Checkup) -> None:
    """Empty the trash of what lay there long enough.

    Raises:
        Stopping: this process is to end; the checkup never was.
    """
    try:
        pictures, files = purge.tidy(Interlude().play)
    except Stopping:
        checkup.delete()
        raise
    except Exception:  # to look whether all is there matters more
        logger.exception("the trash was not emptied")
        return
    if pictures or files:
        logger.info("trash: %s pictures, the bytes of %s", pictures, files)


class Interlude:
    """Between two files of a checkup: stores the pictures that are due."""

    def __init__(self) -> None:
        self._next_at = 0.0

    def play(self) -> None:
        """Store what is due, at most every half second.

        Raises:
            Stopping: this process is to end.
        """
        if time.monotonic() < self._next_at:
            return
        if state.should_stop is not None:
            raise Stopping
        for output_id in Output.objects.to_store().values_list("pk", flat=True)[:20]:
            store_output(str(output_id))
        self._next_at = time.monotonic() + STEP_S
