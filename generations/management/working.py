"""What `worker` and `scheduler` share: an engine that runs until a signal."""

import os
import signal
import threading

from django.conf import settings
from django.core.management.base import CommandError, OutputWrapper

from generations.engine import Engine
from generations.pipeline import lease


def work(engine_queues: tuple[str, ...], *, role: str, err: OutputWrapper) -> None:
    """Run until SIGINT or SIGTERM; paid requests in flight are waited for.

    Raises:
        CommandError: there is no broker between the processes.
    """
    if settings.IS_EMBEDDED:
        raise CommandError(
            f"A {role} of its own needs REDIS_URL or CELERY_BROKER_URL;"
            " without them use ./studio run."
        )
    stop = threading.Event()

    def note(number: int, frame: object) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()

    signal.signal(signal.SIGINT, note)
    signal.signal(signal.SIGTERM, note)
    engine = Engine(engine_queues, role=role)
    engine.start()
    err.write(f"Working on {', '.join(engine_queues) or 'what is due'}.")
    stop.wait()
    err.write(f"Stopping; {lease.in_flight()} paid request(s) running.")
    if not engine.stop(grace_s=settings.STUDIO_GRACE_S):
        os._exit(1)
