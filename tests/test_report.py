"""The JSON object of the shell: one state, every picture, what was billed."""

import pytest
from PIL import Image

from generations.models import Attempt, Output
from generations.pipeline.store import keep_upload
from generations.report import failure, report

OFFER = "seedream-4.0@custom"
pytestmark = pytest.mark.django_db


@pytest.fixture
def generation(gateway, ask):
    return ask(OFFER, mode="sequence", size="1K", max_images=3)


@pytest.fixture
def keep_picture(alice, tmp_path):
    def keep():
        path = tmp_path / "picture.png"
        Image.new("RGB", (64, 48)).save(path)
        return keep_upload(path, team_id=alice.team_id)

    return keep


def change(generation, attempt, *outputs):
    generation.attempts.update(**attempt)
    for index, fields in enumerate(outputs):
        generation.outputs.filter(index=index).update(**fields)
    return report(generation)


def test_a_wish_that_waits_is_unfinished(generation):
    found = report(generation)

    assert found["state"] == "unfinished"
    assert [output["state"] for output in found["outputs"]] == ["waiting"] * 3
    assert (found["billed_images"], found["error"], found["cost"]) == (0, None, None)


def test_a_wish_that_waits_for_a_reason_says_it(generation):
    found = change(generation, {"wait_reason": "store_full"})

    assert found["outputs"][0]["error"]["code"] == "store_full"


def test_every_picture_stored_is_done(generation, keep_picture):
    stored = {"state": "stored", "image": keep_picture()}

    found = change(generation, {"state": "answered", "images_billed": 3}, *[stored] * 3)

    assert (found["state"], found["billed_images"]) == ("done", 3)
    assert set(found["outputs"][0]) >= {"path", "bytes", "sha256", "width", "height"}


@pytest.mark.parametrize(
    "attempt, outputs, state",
    [
        ("answered", ("stored", "absent", "absent"), "partial"),
        ("answered", ("stored", "lost", "refused"), "partial"),
        ("answered", ("lost", "refused", "absent"), "lost"),
        ("answered", ("refused", "refused", "absent"), "refused"),
        ("answered", ("announced", "stored", "stored"), "unfinished"),
        ("sent", ("stored", "stored", "promised"), "unfinished"),
        ("unknown", ("stored", "stored", "promised"), "unknown"),
        ("unknown", ("promised", "promised", "promised"), "unknown"),
        ("refused", ("promised", "promised", "promised"), "refused"),
        ("undelivered", ("promised", "promised", "promised"), "refused"),
    ],
)
def test_the_whole_follows_from_its_pictures(
    generation, keep_picture, attempt, outputs, state
):
    image = keep_picture()
    fields = [
        {"state": each, **({"image": image} if each == "stored" else {})}
        for each in outputs
    ]

    assert change(generation, {"state": attempt}, *fields)["state"] == state


def test_what_may_be_billed_is_counted_apart(generation, keep_picture):
    found = change(
        generation,
        {"state": "unknown", "error_kind": "OutcomeUnknown", "request_id": "r1"},
        {"state": "stored", "image": keep_picture()},
    )

    assert (found["billed_images"], found["may_be_billed_images"]) == (0, 2)
    assert found["error"]["request_id"] == "r1"
    assert found["error"]["billed"] == "may have been billed"
    assert found["outputs"][2]["error"]["kind"] == "OutcomeUnknown"


def test_a_lost_picture_says_why(generation):
    found = change(
        generation, {"state": "answered"}, {"state": "lost", "error_code": "Expired"}
    )

    assert found["outputs"][0]["error"]["code"] == "Expired"
    assert "ran out" in found["outputs"][0]["error"]["explanation"]


def test_a_wish_never_taken_has_the_same_shape(generation):
    found = failure("no", fields={"size": ["no"]})

    assert set(found) <= set(report(generation))
    assert (found["state"], found["outputs"]) == ("invalid", [])
    assert found["error"] == {"message": "no", "fields": {"size": ["no"]}}


def test_nothing_in_the_report_is_a_secret(generation):
    Output.objects.update(state="announced", url="https://a.volces.com/x?Signature=s")
    Attempt.objects.update(state="answered")

    assert "Signature" not in str(report(generation))
