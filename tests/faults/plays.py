"""Scenarios that are played twice: against the studio, and against its mutants.

Each breaks something in a scene and returns when the last process was started or
woken; the verdict is the caller's. `entry` is what takes the place of manage.py.
"""

import os
import signal
import time

from celery import Celery

from generations.models import Gate
from tests.faults.scene import LEASE_S

STUDIO = ("manage.py",)


def ring(scene, task, row_ids, *, times):
    """Publish messages as the studio does, again and again."""
    app = Celery(set_as_current=False, broker=scene.environment["REDIS_URL"])
    prefix = scene.environment["STUDIO_REDIS_PREFIX"]
    app.conf.broker_transport_options = {"global_keyprefix": prefix}
    queue = "send" if task == "send_attempt" else "store"
    for row_id in list(row_ids) * times:
        app.send_task(f"generations.tasks.{task}", (str(row_id),), queue=queue)
    app.close()


def open_wide(scene):
    """Let many requests out at once, so that each kill hits some."""
    with scene.rows():
        gate = Gate.objects.named("custom")
        Gate.objects.filter(pk=gate.pk).update(concurrency=24)


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
    open_wide(scene)  # a closed gate would answer for the claim
    wishes = scene.submit(8)
    for _ in range(2):
        scene.start(entry=entry)
    ring(scene, "send_attempt", wishes, times=11)


def rung_by_nobody(scene, *, entry=STUDIO):
    """Let wishes be kept whose messages were lost."""
    scene.submit(8)
    scene.start(entry=entry)
