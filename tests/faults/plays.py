"""Scenarios that are played twice: against the studio, and against its mutants.

Each breaks something in a scene and returns when the last process was started or
woken; the verdict is the caller's. `entry` is what takes the place of manage.py.
"""

import os
import signal
import time

from tests.faults.scene import LEASE_S

STUDIO = ("manage.py",)


def killed_at(scene, point, *, entry=STUDIO):
    """Kill the worker at a failpoint, start another one, and let two more go."""
    scene.submit(1)
    scene.arm(point)
    process = scene.start(entry=entry)
    assert process.wait(timeout=60) == -signal.SIGKILL, scene.log()
    scene.submit(2)
    scene.start(entry=entry)


def frozen_at(scene, point, *, entry=STUDIO):
    """Freeze a worker past its lease, let others go on, wake it."""
    scene.submit(4)
    scene.arm(point, "stop")
    frozen = scene.start(entry=entry)
    scene.until(lambda: scene.was_hit(point), "freezing")
    if scene.database:
        scene.start(entry=entry)  # the others
        scene.until(lambda: not scene.count("queued", "claimed", "sent"), "taking over")
    else:
        time.sleep(LEASE_S + 1)
    os.killpg(frozen.pid, signal.SIGCONT)


def failing_after_billing(scene, *, entry=STUDIO):
    """Let one request be billed and answered with an error, then all is well."""
    scene.gateway.arm("http-500")
    scene.submit(3)
    scene.start(entry=entry)


def gone_until_expired(scene, *, entry=STUDIO):
    """Let results be missing until their addresses run out (`url_life_s`)."""
    scene.submit(3, "[fault:download-404]")
    scene.start(entry=entry)


def fewer_than_asked(scene, *, entry=STUDIO):
    """Let a set of four come, and be billed, without its last picture."""
    scene.submit(2, "[fault:fewer]", images=4)
    scene.start(entry=entry)


def rung_many_times(scene, *, entry=STUDIO):
    """Let two workers be rung for the same requests again and again."""
    scene.submit(8)
    for _ in range(2):
        scene.start(entry=entry)
