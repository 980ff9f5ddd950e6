"""F1 to F6: nothing, kill -9 at every step, stopping, freezing."""

import signal

import pytest

from tests.faults import plays

#: Failpoint -> pictures that stay "may have been billed" after a kill there.
HELD = {
    "claimed": 0,
    "prepared": 0,
    "fenced": 1,
    "leaving": 1,
    "came": 1,
    "spooled": 0,
    "written": 0,
    "mid-stream": 0,
    "answered": 0,
    "download-begun": 0,
    "downloaded": 0,
    "kept": 0,
    "stored": 0,
}


def test_f1_without_a_fault_everything_is_stored(make_scene, database):
    scene = make_scene(database)
    scene.submit(20)

    scene.start()
    verdict = scene.verdict("F1 no fault")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (20, 20, 0)
    assert verdict.posts == 20


@pytest.mark.parametrize("point", HELD)
def test_f2_a_kill_at_any_step_loses_and_doubles_nothing(make_scene, database, point):
    scene = make_scene(database)

    plays.killed_at(scene, point)
    verdict = scene.verdict(f"F2 kill at {point}")

    assert scene.was_hit(point)
    assert verdict.is_green, verdict
    assert (verdict.stored, verdict.held) == (3 - HELD[point], HELD[point])


def test_f3_killed_processes_leave_pictures_or_questions(make_scene, database):
    scene = make_scene(database, latency_s=0.5)
    scene.submit(8)
    process = scene.start()
    scene.until_sending()

    scene.kill(process)
    scene.start()
    verdict = scene.verdict("F3 whole group killed", calm_s=1.0)

    assert verdict.is_green, verdict
    assert verdict.held > 0
    assert verdict.paid >= verdict.stored == 8 - verdict.held


def test_f4_a_warm_stop_ends_its_calls_first(make_scene, database):
    scene = make_scene(database, latency_s=1.0)
    scene.submit(8)
    process = scene.start()
    scene.until_sending()

    code = scene.kill(process, signal.SIGTERM)
    after = scene.states()[0]
    scene.start()
    verdict = scene.verdict("F4 warm stop")

    assert (code, after.count("sent"), after.count("claimed")) == (0, 0, 0)
    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (8, 8, 0)


def test_f5_a_cold_stop_leaves_pictures_or_questions(make_scene, database):
    scene = make_scene(database, latency_s=0.5)
    scene.submit(8)
    process = scene.start()
    scene.until_sending()

    scene.kill(process, signal.SIGQUIT)
    scene.start()
    verdict = scene.verdict("F5 cold stop", calm_s=1.0)

    assert verdict.is_green, verdict
    assert verdict.paid >= verdict.stored == 8 - verdict.held


#: Failpoint at which a worker is frozen past its lease -> what the others do.
FROZEN = {
    "prepared": "queued it again and sent it",
    "fenced": "took the outcome for unknown",
    "leaving": "took the outcome for unknown",
    "came": "took the outcome for unknown",
}


@pytest.mark.parametrize("point", FROZEN)
def test_f6_a_frozen_worker_sends_nothing_late_and_its_answer_counts(
    make_scene, database, point
):
    scene = make_scene(database)

    plays.frozen_at(scene, point)
    scene.until(lambda: scene.count("answered") == 4, "the late answer")
    verdict = scene.verdict(f"F6 frozen at {point}", calm_s=1.0)

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (4, 4, 0)
    assert verdict.posts == 4
