"""One answer as it arrives: to disk first, then into the rows, never lost between.

A database that is away does not stop the reading: the rest is spooled and written
when it is back, by this process or by the sweeper.
"""

import logging
import uuid
from contextlib import suppress
from typing import Protocol

from django.db import InterfaceError, OperationalError

from generations.clients.contract import Event, Picture, Receipt
from generations.clients.errors import BadAnswer, ImageApiError
from generations.failpoints import failpoint
from generations.models import Attempt, OutputState
from generations.pipeline import pool, settle, spool
from generations.pipeline.spool import Broken, Entry

logger = logging.getLogger(__name__)


class Announce(Protocol):
    """Called with each output whose bytes can be had now."""

    def __call__(self, output_id: uuid.UUID, *, is_here: bool) -> None:
        """`is_here`: the bytes lie in this machine's spool, not at an address."""


class Answer:
    """What has come of one paid request so far."""

    def __init__(self, attempt: Attempt, announce: Announce) -> None:
        self._attempt = attempt
        self._announce = announce
        self._is_behind = False
        self.is_closed = False  #: its receipt has come

    def take(self, event: Event) -> None:
        """Keep one event, then write it.

        Raises:
            OSError: bytes that came could not be kept on disk.
        """
        failpoint("came")
        entry = self._keep(event)
        failpoint("spooled")
        self._write(entry)
        failpoint("written")
        self.is_closed = self.is_closed or isinstance(event, Receipt)

    def break_off(self, error: ImageApiError) -> None:
        """Say that no more comes and that the rest may have been billed.

        When nothing is missing, only the end was cut off: then it is complete.
        """
        if isinstance(error, BadAnswer):
            with suppress(OSError):  # the row is written all the same
                spool.keep_body(self._attempt.pk, error.body)
        if not self._is_behind and self._is_complete():
            self.take(Receipt(request_id=error.request_id))
            return
        broken = Broken(
            error_kind=type(error).__name__,
            code=error.code,
            message=error.message,
            status=error.status,
            request_id=error.request_id,
        )
        self._write(self._keep(broken))

    def finish(self) -> None:
        """Write what the database missed and drop the spooled lines.

        Raises:
            OperationalError: the database stays away; the sweeper will finish.
        """
        failpoint("answered")
        if self._is_behind:
            for output_id in settle.patiently(lambda: settle.replay(self._attempt)):
                self._tell(output_id, is_here=False)
        else:
            spool.forget(self._attempt.pk)

    def _is_complete(self) -> bool:
        """Say whether every promised picture has been announced or refused."""
        promised = self._attempt.outputs.filter(state=OutputState.PROMISED)
        try:
            return not promised.exists()
        except (OperationalError, InterfaceError):
            return False

    def _keep(self, event: Event | Broken) -> Entry:
        """Bring an event to disk; without a disk, at least the row gets it."""
        try:
            return spool.keep(self._attempt.pk, event)
        except OSError:
            logger.exception("spool failed: %s", self._attempt.pk)
            if isinstance(event, Picture):
                if event.content:
                    raise
                return spool.picture_entry(event)
            return event

    def _write(self, entry: Entry) -> None:
        if self._is_behind:
            return
        pool.begin_work()
        try:
            output_id = settle.write(self._attempt, entry)
        except (OperationalError, InterfaceError):
            logger.warning("database away, answer spooled: %s", self._attempt.pk)
            self._is_behind = True
            return
        if output_id is not None:
            self._tell(output_id, is_here=bool(getattr(entry, "file", "")))

    def _tell(self, output_id: uuid.UUID, *, is_here: bool) -> None:
        """Announce a picture; whatever that does must not touch the answer."""
        try:
            self._announce(output_id, is_here=is_here)
        except Exception:  # the sweeper announces it again
            logger.exception("not announced: %s", output_id)
