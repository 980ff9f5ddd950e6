"""F21: something is killed every moment, and the equation holds all the same."""

import random
import time

from tests.faults.bill import assert_the_page_agrees
from tests.faults.plays import open_wide

#: Seconds for which things are killed, at most.
CHAOS_S = 25


def test_f21_chaos_on_postgres(make_scene):
    scene = make_scene("postgres", latency_s=0.2)
    open_wide(scene)
    scene.submit(120, images=2)
    dice, workers = random.Random(2026), [scene.start() for _ in range(3)]
    ends_at, kills = time.monotonic() + CHAOS_S, 0

    while time.monotonic() < ends_at and not scene.is_over():
        time.sleep(0.8)
        kills += 1
        victim = dice.choice(["worker", "worker", "valkey", "postgres"])
        if victim == "worker":  # the oldest: it is at work, not about to be
            scene.kill(workers.pop(0))
            workers.append(scene.start())
        elif victim == "valkey":
            scene.services.valkey.kill()
            scene.services.valkey.start()
        else:
            scene.services.crash_postgres()
            scene.services.restart_postgres()
    verdict = scene.verdict("F21 chaos", calm_s=2.0, kills=kills)

    assert kills > 4
    assert verdict.is_green, verdict
    assert verdict.stored + verdict.held == 240
    assert verdict.posts <= 120
    assert_the_page_agrees(scene)


def test_f21_chaos_on_sqlite(make_scene):
    scene = make_scene("sqlite", latency_s=0.2)
    open_wide(scene)
    scene.submit(40, images=2)
    dice, studio = random.Random(2026), scene.start()
    ends_at, kills = time.monotonic() + CHAOS_S, 0

    while time.monotonic() < ends_at and not scene.is_over():
        time.sleep(dice.uniform(1.5, 3.5))  # it takes a second to start
        kills += 1
        scene.kill(studio)
        studio = scene.start()
    verdict = scene.verdict("F21 chaos", calm_s=2.0, kills=kills)

    assert kills > 2
    assert verdict.is_green, verdict
    assert verdict.stored + verdict.held == 80
    assert verdict.posts <= 40
    assert_the_page_agrees(scene)
