"""F12 to F16: gateways that bill and misbehave, refuse, are busy, break off."""

import time

import pytest

from tests.faults.scene import STREAMED

#: Answers after which nobody can know whether it was billed; here it was.
BILLED = ["http-500", "http-502-html", "http-504-html", "hang", "reset", "half-body"]


def test_f12_billed_and_misbehaved_is_asked_about_never_sent_again(
    make_scene, database
):
    scene = make_scene(database)
    for kind in BILLED:
        scene.submit(2, f"[fault:{kind}]")

    scene.start()
    verdict = scene.verdict("F12 bills, then fails")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.held, verdict.posts) == (12, 12, 12)


def test_f13_a_drop_before_billing_is_asked_about_too(make_scene, database):
    scene = make_scene(database)
    scene.gateway.arm("reset", times=3, after_billing=False)
    scene.submit(3)

    scene.start()
    verdict = scene.verdict("F13 drops before it bills")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.held, verdict.posts) == (0, 3, 3)


def test_f14_an_unreachable_gateway_is_tried_again_by_itself(make_scene, database):
    scene = make_scene(database)
    scene.submit(3)
    environment = scene.gateway.keys()
    scene.gateway.stop()

    scene.start(**environment)
    scene.until(lambda: "unreachable" in scene.reasons(), "the first try")
    scene.gateway.start()
    verdict = scene.verdict("F14 refuses connections, then listens")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.posts) == (3, 3, 3)


def test_f14_a_name_nobody_knows_is_tried_again_by_itself(make_scene, database):
    scene = make_scene(database)
    scene.submit(3)
    process = scene.start(SEEDREAM_BASE_URL="https://gateway.invalid/v1")
    scene.until(
        lambda: [each.wait_reason for each in scene.attempts()] == ["unreachable"] * 3,
        "the first tries",
    )

    scene.kill(process)
    scene.start()
    verdict = scene.verdict("F14 a name nobody knows")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.posts) == (3, 3, 3)


def test_f14_a_busy_gateway_is_tried_again_and_a_refusal_is_not(make_scene, database):
    scene = make_scene(database)
    scene.gateway.arm("http-429:1", times=2)
    scene.submit(3)
    refused = scene.submit(2, "[fault:http-400-flat]")

    scene.start()
    verdict = scene.verdict("F14 busy twice, refuses two")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (3, 3, 0)
    assert verdict.posts == 3 + 2 + len(refused)
    assert scene.states()[0].count("refused") == 2


def test_f15_a_broken_stream_keeps_what_came(make_scene, database):
    scene = make_scene(database)
    wish = {"offer_key": STREAMED, "images": 4}
    scene.submit(3, "[fault:stream-cut:2]", **wish)

    scene.start()
    verdict = scene.verdict("F15 stream cut after 2 of 4")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.held) == (12, 6, 6)
    assert verdict.posts == 3


@pytest.mark.parametrize("point", ["came", "mid-stream"])
def test_f15_a_kill_in_a_stream_keeps_what_came(make_scene, database, point):
    scene = make_scene(database, latency_s=0.2)
    wish = {"offer_key": STREAMED, "images": 4}
    scene.submit(1, **wish)
    scene.arm(point)

    assert scene.start().wait(timeout=60)
    scene.start()
    verdict = scene.verdict(f"F15 killed in a stream at {point}", calm_s=1.0)

    came = 1 if point == "mid-stream" else 0
    assert verdict.is_green, verdict
    assert (verdict.stored, verdict.held) == (came, 4 - came)


def test_f16_counts_follow_what_was_delivered(make_scene, database):
    scene = make_scene(database)
    four = {"images": 4}
    scene.submit(1, "[fault:fewer]", **four)
    scene.submit(1, "[fault:fewer]", offer_key=STREAMED, **four)
    scene.submit(1, "[fault:internal-after:2]", offer_key=STREAMED, **four)
    scene.submit(1, "[fault:garbage]")
    scene.submit(1, "[fault:html]")
    scene.submit(1, "[fault:empty]")
    scene.submit(1, "[fault:b64]")

    scene.start()
    verdict = scene.verdict("F16 fewer, some, garbage")

    assert verdict.is_green, verdict
    assert (verdict.stored, verdict.posts) == (3 + 3 + 2 + 1, 7)
    assert verdict.held == 3
    assert verdict.paid == verdict.stored + verdict.held


def test_a_redirect_is_not_followed(make_scene, database):
    scene = make_scene(database)
    scene.submit(2, "[fault:redirect]")

    scene.start()
    time.sleep(0.5)
    verdict = scene.verdict("F12 redirects")

    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.posts) == (0, 2)
