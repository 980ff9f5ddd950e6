"""F7 to F11: a broker that repeats, forgets or dies, a database that goes away."""

import sqlite3
import time
from contextlib import closing

from tests.faults.plays import ring


def test_f7_messages_that_come_eleven_times_change_nothing(make_scene):
    scene = make_scene("postgres", latency_s=0.2)
    scene.start()
    scene.start()

    ring(scene, "send_attempt", scene.submit(8), times=11)
    scene.until(lambda: len(scene.states()[1]) == 8, "submitting")
    outputs = [o.pk for each in scene.attempts() for o in each.outputs.all()]
    ring(scene, "store_output", outputs, times=11)
    verdict = scene.verdict("F7 every message eleven times")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.posts) == (8, 8, 8)


def test_f8_a_broker_that_forgets_everything_is_rung_again(make_scene):
    scene = make_scene("postgres", latency_s=0.2)
    scene.submit(10)
    scene.start()
    scene.until_sending()

    for _ in range(3):
        scene.services.valkey.client().flushall()
        time.sleep(0.3)
    verdict = scene.verdict("F8 FLUSHALL in the middle")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (10, 10, 0)


def test_f9_a_broker_that_dies_is_found_again(make_scene):
    scene = make_scene("postgres", latency_s=0.2)
    scene.submit(10)
    scene.start()
    scene.until_sending()

    scene.services.valkey.kill()
    time.sleep(3)
    scene.services.valkey.start()
    verdict = scene.verdict("F9 broker killed for 3 s")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (10, 10, 0)


def test_f10_late_acknowledging_and_a_short_memory_double_nothing(make_scene):
    scene = make_scene("postgres", latency_s=1.5)
    scene.submit(6)
    entry = ("-m", "tests.faults.twisted", "acks_late")
    for _ in range(2):
        scene.start(entry=entry)

    verdict = scene.verdict("F10 acks_late, visibility 1 s", calm_s=3)

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.posts) == (6, 6, 6)


def test_f11_a_database_that_dies_in_the_middle_loses_nothing(make_scene):
    scene = make_scene("postgres", latency_s=0.3)
    scene.submit(6)
    scene.start()
    scene.until_sending()

    scene.services.crash_postgres()
    time.sleep(2.5)
    scene.services.restart_postgres()
    verdict = scene.verdict("F11 PostgreSQL away for 2.5 s", calm_s=1.5)

    assert verdict.is_green, verdict
    assert verdict.paid == verdict.stored + verdict.held == 6


def test_f11_a_database_that_is_locked_in_the_middle_loses_nothing(make_scene):
    scene = make_scene("sqlite", latency_s=0.3)
    scene.submit(6)
    scene.start()
    scene.until_sending()

    path = scene.folder / "studio.sqlite3"
    with closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(2.5)
        other.execute("ROLLBACK")
    verdict = scene.verdict("F11 SQLite locked for 2.5 s", calm_s=1.5)

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (6, 6, 0)
