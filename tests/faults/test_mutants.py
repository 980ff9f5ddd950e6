"""Teeth: broken protocols must turn scenarios red, or another barrier is named."""

from functools import partial

import pytest

from tests.faults import plays

FROZEN = partial(plays.frozen_at, point="prepared")
LATE = partial(plays.frozen_at, point="came")


def killed(point):
    return partial(plays.killed_at, point=point)


#: Mutants -> database, play, what the scenario must find.
RED = {
    "no_fence": ("postgres", FROZEN, "silent_double"),
    "resend_after_sent": ("postgres", killed("came"), "silent_double"),
    "retry_errors": ("postgres", plays.failing_after_billing, "silent_double"),
    "sdk_retries": ("sqlite", plays.failing_after_billing, "silent_double"),
    "row_before_file": ("postgres", killed("stored"), "rows_without_file"),
    "no_spool": ("sqlite", killed("spooled"), "held"),
    "receiving_fenced": ("postgres", LATE, "held"),
    "unknown_is_refused": ("sqlite", plays.failing_after_billing, "silent_loss"),
    "loss_is_absence": ("sqlite", plays.gone_until_expired, "silent_loss"),
    "billed_as_promised": ("sqlite", plays.fewer_than_asked, "usage"),
    "no_claim": ("postgres", plays.rung_many_times, "silent_double"),
    "message_is_truth": ("postgres", plays.rung_by_nobody, "stuck"),
}
#: Mutants that change nothing -> the barrier that holds instead.
HELD = {
    "no_gate": ("postgres", plays.rung_many_times, "the claim"),
}


def play(make_scene, names, database, part):
    scene = make_scene(database, url_life_s=3, latency_s=0.1)
    part(scene, entry=("-m", "tests.faults.twisted", names))
    return scene


@pytest.mark.parametrize("names", RED)
def test_a_mutant_turns_its_scenario_red(make_scene, names):
    database, part, symptom = RED[names]

    scene = play(make_scene, names, database, part)
    patience_s = 8 if symptom == "stuck" else 30
    verdict = scene.verdict(
        f"mutant {names}", calm_s=2.0, patience_s=patience_s, mutant=symptom
    )

    found = [*verdict.red, *(["held"] if verdict.held else [])]
    assert any(symptom in each for each in found), verdict


@pytest.mark.parametrize("names", HELD)
def test_a_mutant_is_held_by_another_barrier(make_scene, names):
    database, part, barrier = HELD[names]

    scene = play(make_scene, names, database, part)
    verdict = scene.verdict(f"mutant {names}", calm_s=2.0, mutant=f"held by {barrier}")

    assert verdict.is_green, verdict
