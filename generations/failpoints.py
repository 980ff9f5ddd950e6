"""Named places at which a fault test may end or freeze this very process.

Only under `STUDIO_FAILPOINTS=1`; everywhere else `failpoint` does nothing. A point
is armed by a file of its name in `failpoints/` of the data folder, which says what
to do and is gone when it is taken: one process, once. Knows no rows.
"""

import os
import signal
import threading
import time
from pathlib import Path
from uuid import uuid4

from django.conf import settings

#: Decided once: a running studio cannot be armed afterwards.
IS_ARMABLE: bool = settings.STUDIO_FAILPOINTS


def failpoint(name: str) -> None:
    """Do what the armed point of this name says; nothing when it is not armed."""
    if IS_ARMABLE:
        _play(name)


def folder() -> Path:
    """Return where points are armed: `kill`, `killgroup`, `stop` or `sleep:<s>`."""
    return Path(settings.STUDIO_DATA_DIR, "failpoints")


def _play(name: str) -> None:
    taken = folder() / f".{uuid4().hex}"
    try:
        (folder() / name).rename(taken)  # only one process can
    except FileNotFoundError:
        return
    action, _, seconds = taken.read_text().strip().partition(":")
    taken.rename(folder() / f".was-{name}")
    match action:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "killgroup":
            os.killpg(os.getpgrp(), signal.SIGKILL)
        case "stop":
            # To this very thread: sent to the process, another one may hear it first,
            # and this one goes on meanwhile, past what it should be frozen at.
            signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
        case "sleep":
            time.sleep(float(seconds))
        case _:
            raise ValueError(f"the failpoint {name} cannot {action!r}")
