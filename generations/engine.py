"""The threads that do the work in this process: Celery workers and the sweeper.

The same code serves `./studio run` (memory broker) and `./studio worker` (Redis).
Paid requests wait, pictures compute: each queue has its own pool, so that a
backlog of one never starves the other.
"""

import logging
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from celery import Celery
from celery.platforms import EX_OK
from celery.worker import state
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections

from generations import accounts, heartbeat
from generations.models import Output
from generations.models.alone import Alone
from generations.nightly import Nightly
from generations.pipeline import lease
from generations.pipeline.store import store
from generations.pipeline.sweep import forgive_addresses, take_over
from generations.simulator import Simulator
from generations.tasks import sweep

logger = logging.getLogger(__name__)

START_S = 20.0  #: how long a worker may take to listen
AGAIN_S = 1.0  #: pause before a worker that gave up is replaced
#: How long a thread may keep the interpreter while others want it. Nearly all
#: threads here wait for a disk or a gateway and want it for moments. Measured: last
#: byte -> stored, p50 of 25 and of 18 in turns with Python's 5 ms, on two busy
#: cores: 57 against 63 and 63 against 70 ms; the fastest were alike. In one process
#: only: with a hundred requests in flight handing over costs more than it brings
#: (29 against 26 ms of processor a request).
HANDOVER_S = 0.0005


def make_worker(queue: str, concurrency: int) -> tuple[Any, threading.Event]:
    """Return a Celery worker for one queue and the event it sets when listening.

    Each worker has an application of its own: Celery keeps the queues to consume
    on the application, so that two workers of one would both take the last queue.
    Without fix-ups: `tasks.Errand` minds the database connections.
    """
    app = Celery("seedream_site", set_as_current=False, fixups=[])
    app.config_from_object("django.conf:settings", namespace="CELERY")
    ready = threading.Event()

    class QueueWorker(app.WorkController):  # type: ignore[misc,name-defined]  # made by Celery
        def on_consumer_ready(self, consumer: object) -> None:
            ready.set()

    worker = QueueWorker(
        queues=[queue],
        concurrency=concurrency,
        pool_cls="threads",
        without_mingle=True,
        without_gossip=True,
        without_heartbeat=True,
        use_eventloop=False,  # kombu has one per process; two workers would share it
        hostname=f"{queue}@{lease.OWNER}",
    )
    return worker, ready


class Engine:
    """Workers and sweeper of one process, started and stopped together."""

    def __init__(
        self, queues: tuple[str, ...] = ("send", "store"), *, role: str = "studio"
    ) -> None:
        """Take the queues to work on, none to sweep only, and the heartbeat's name."""
        self._sizes = {
            "send": settings.STUDIO_SEND_CONCURRENCY,
            "store": settings.STUDIO_STORE_CONCURRENCY,
        }
        self._made = [
            (queue, *make_worker(queue, self._sizes[queue])) for queue in queues
        ]
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._role = role
        self._has_complained = False

    def start(self) -> None:
        """Start everything and return when the workers listen.

        Raises:
            RuntimeError: a worker did not come up; the log says why.
        """
        if settings.IS_EMBEDDED:
            sys.setswitchinterval(HANDOVER_S)
        state.should_stop = None
        if settings.IS_EMBEDDED:  # nobody else works on this folder, see `solo`
            take_over()
        forgive_addresses()
        heartbeat.forget_old(Path(settings.STUDIO_DATA_DIR))
        for queue, worker, _ready in self._made:
            self._run(partial(self._work_for_ever, queue, worker), f"worker-{queue}")
        for queue, _worker, ready in self._made:
            if not ready.wait(START_S):
                raise RuntimeError(f"the worker of the queue {queue} did not start")
        self._run(self._sweep_for_ever, "sweeper")

    def stop(self, *, grace_s: float) -> bool:
        """Let running work end within the grace time; True when all of it did."""
        self._stopping.set()
        state.should_stop = EX_OK  # type: ignore[assignment]  # stubs know None only
        deadline = time.monotonic() + grace_s
        while any(thread.is_alive() for thread in self._threads):
            if time.monotonic() > deadline:
                return False
            self._wake()
            time.sleep(0.1)
        if settings.IS_EMBEDDED:
            _save_announced(deadline)
        return True

    def _run(self, target: Callable[[], object], name: str) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _wake(self) -> None:
        """Give the consumers something to look at, so that they see the stop."""
        for queue, worker, _ready in self._made:
            try:
                worker.app.send_task(
                    "generations.tasks.wake", queue=queue, ignore_result=True
                )
            except Exception:  # the broker is away: they stop by themselves
                logger.warning("no wake-up call for %s", queue)

    def _work_for_ever(self, queue: str, worker: Any) -> None:
        """Work until stopped; Celery gives a worker up over what it does not expect."""
        while True:
            worker.start()
            if self._stopping.is_set():
                return
            logger.error("the worker of the queue %s ended, another begins", queue)
            self._stopping.wait(AGAIN_S)
            worker, _ready = make_worker(queue, self._sizes[queue])

    def _sweep_for_ever(self) -> None:
        """Go round until stopped: this machine's spool always, the rows one of all."""
        nightly, right = Nightly(), Alone("sweeper")
        while not self._stopping.is_set():
            self._beat()
            try:
                close_old_connections()
                if right.take():
                    sweep()
                    nightly.look()
                else:
                    sweep(here_only=True)
            except Exception:  # a studio without its sweeper would lose messages
                logger.exception("sweep failed, the next round tries again")
            self._stopping.wait(settings.STUDIO_SWEEP_S)
        right.give_back()
        connections.close_all()

    def _beat(self) -> None:
        """Leave a sign of life while all threads live."""
        if not all(thread.is_alive() for thread in self._threads):
            return
        try:
            heartbeat.beat(self._role, Path(settings.STUDIO_DATA_DIR))
        except OSError:  # said once: a full disk has other ways to be noticed
            if not self._has_complained:
                logger.warning("no sign of life can be left in the data folder")
            self._has_complained = True


def _save_announced(deadline: float) -> None:
    """Store what was announced while the workers stopped: its address may run out.

    A studio of several processes leaves this to the others.
    """
    try:
        for output_id in Output.objects.to_store().values_list("pk", flat=True):
            if time.monotonic() > deadline:
                return
            store(output_id)
    except (DatabaseError, OSError):  # the next start goes on with it
        logger.exception("not all announced pictures were stored")


def start_simulator_if_needed() -> Simulator | None:
    """Start the simulator in this process when it is among the gateways."""
    is_sold = any(gateway.is_demo for gateway in accounts.configured())
    if not is_sold or settings.STUDIO_SIMULATOR_URL:
        return None
    simulator = Simulator(
        settings.STUDIO_SIMULATOR_DIR, latency_s=settings.STUDIO_SIMULATOR_LATENCY_S
    )
    simulator.start()
    return simulator
