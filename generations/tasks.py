"""The doorbells: fetch nothing, decide nothing, call the pipeline, ring the next.

A message that is lost or comes twice changes nothing: the rows are the truth.
"""

import logging
import time
import traceback
import uuid
from typing import Any

from celery import Task, shared_task
from celery.worker import state
from django.db import close_old_connections
from kombu.exceptions import OperationalError
from structlog.contextvars import bound_contextvars

from generations.library import purge, steps
from generations.models import Generation
from generations.pipeline import gate, thumbnails
from generations.pipeline.serve import serve
from generations.pipeline.store import brought, crowd
from generations.pipeline.sweep import Due
from generations.pipeline.sweep import sweep as find_due

logger = logging.getLogger(__name__)

#: Seconds of one round of the sweeper that go to bytes lying here. With a store that
#: is away each may take long, and a sweeper that is silent counts as dead.
HERE_S = 10.0


class Errand(Task):  # type: ignore[type-arg]  # takes and returns anything
    """A task that finds its thread's database connection open and sound.

    Celery would close it after each task, which costs more than most tasks do.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task; a broken or aged connection is replaced, as for a page."""
        close_old_connections()
        # send_attempt -> attempt=<id> in each line logged meanwhile
        row = {self.name.rpartition("_")[2]: args[0]} if args else {}
        try:
            with bound_contextvars(**row):
                return super().__call__(*args, **kwargs)
        finally:
            close_old_connections()

    def on_failure(
        self, exc: Exception, task_id: str, args: Any, kwargs: Any, einfo: Any
    ) -> None:
        """Log where it failed; a message could hold an address or a prompt."""
        where = "".join(traceback.format_tb(exc.__traceback__))
        kind = type(exc).__name__
        logger.error("%s %s failed: %s\n%s", self.name, args, kind, where)


@shared_task(base=Errand)
def send_attempt(attempt_id: str) -> None:
    """Let one paid request through its gateway's gate, then the next that wait there.

    A message for each would cost a fifth of the processor a request takes.
    """
    gateway = serve(uuid.UUID(attempt_id), announce=_store_soon, is_wanted=_is_wanted)
    waiting = gate.somebody_at(gateway) if gateway else None
    if waiting is not None:
        ring(send_attempt, waiting)


def _is_wanted() -> bool:
    """Say whether this thread is wanted: for other messages, or for the end."""
    is_queued = len(state.reserved_requests) > len(state.active_requests)
    return is_queued or state.should_stop is not None


@shared_task(base=Errand)
def store_output(output_id: str) -> None:
    """Make one announced picture ours."""
    image = brought(uuid.UUID(output_id))
    if image is not None:
        ring(finish_thumbnails if image.thumbnails else show_image, image.pk)


@shared_task(base=Errand)
def show_image(image_id: str) -> None:
    """Make the first thumbnail of an image that was stored in a hurry."""
    _store_first()
    if thumbnails.show(uuid.UUID(image_id)):
        ring(finish_thumbnails, uuid.UUID(image_id))


@shared_task(base=Errand)
def finish_thumbnails(image_id: str) -> None:
    """Make the thumbnails a stored image still lacks."""
    _store_first()
    thumbnails.finish(uuid.UUID(image_id))


@shared_task(base=Errand)
def take_step(step_id: str) -> None:
    """Do what is left of something a person did to many pictures."""
    if steps.take(uuid.UUID(step_id)):
        purge.free_bytes()


def _store_first() -> None:
    """Store what waits before anything is drawn: bytes go before beauty."""
    while len(waiting := crowd()) > 1:
        store_output(str(waiting[0]))


def sweep(*, here_only: bool = False) -> Due:
    """Go round once and ring for everything that is due.

    `here_only` looks into this machine's spool and leaves the rows to others.
    """
    due = find_due(here_only=here_only)
    for attempt_id in due.send:
        ring(send_attempt, attempt_id)
    for output_id in due.store:
        ring(store_output, output_id)
    _store_here(due.here)
    for image_id in due.thumbnails:
        ring(finish_thumbnails, image_id)
    return due


def _store_here(output_ids: list[uuid.UUID]) -> None:
    """Store what lies in this machine's spool, for a while: the rounds must go on."""
    until = time.monotonic() + HERE_S
    for output_id in output_ids:
        try:
            store_output(str(output_id))
        except Exception:  # one odd picture must not keep the others waiting
            logger.exception("not stored: %s", output_id)
        if time.monotonic() > until:
            break  # a later round goes on with them


def ring(task: "object", row_id: uuid.UUID) -> None:
    """Publish one message, best effort: the sweeper rings again when it is lost."""
    try:
        task.apply_async((str(row_id),), retry=False)  # type: ignore[attr-defined]
    except OperationalError:
        logger.warning("broker away, the sweeper will ring: %s", row_id)


def ring_for(generation: Generation) -> None:
    """Ring for every paid request of a generation that was just committed."""
    for attempt_id in generation.attempts.values_list("pk", flat=True):
        ring(send_attempt, attempt_id)


def _store_soon(output_id: uuid.UUID, *, is_here: bool) -> None:
    """Ring for a picture; bytes that lie in this machine's spool are kept here."""
    if is_here:
        store_output(str(output_id))
    else:
        ring(store_output, output_id)


@shared_task(base=Errand)
def wake() -> None:
    """Do nothing: a message that makes a stopping worker look up."""
