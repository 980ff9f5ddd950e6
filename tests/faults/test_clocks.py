"""F20: workers that live in another hour; only the database's clock counts."""

import pytest


@pytest.mark.parametrize("hours", [2, -24])
def test_f20_a_wrong_clock_changes_nothing(make_scene, database, hours):
    scene = make_scene(database, latency_s=0.2)
    scene.submit(4)
    entry = ("-m", "tests.faults.twisted", f"clock:{hours}")

    scene.start(entry=entry)
    if database == "postgres":
        scene.start()  # one that is right beside it
    verdict = scene.verdict(f"F20 clock {hours:+} h", calm_s=1.0)

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (4, 4, 0)
    assert verdict.posts == 4
