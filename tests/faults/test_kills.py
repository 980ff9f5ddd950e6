"""F1 to F6: nothing, kill -9 at every step, stopping, freezing."""

import signal

import pytest

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
    scene.submit(3)
    scene.arm(point)

    process = scene.start()
    assert process.wait(timeout=60) == -signal.SIGKILL
    scene.start()
    verdict = scene.verdict(f"F2 kill at {point}")

    assert scene.was_hit(point)
    assert verdict.is_green, verdict
    assert verdict.stored == 3 - verdict.held
