"""Faults of a gateway that means harm: how they look on the wire, and their bill."""

import io
import json

import pytest
from PIL import Image

from tests.simulator.conftest import V40

METADATA = "http://169.254.169.254/latest/meta-data/"
INSTEAD = {"huge", "huge-junk", "huge-blank", "nested", "redirect-metadata"}
SPOILT = {"more", "same-index", "url-file", "url-metadata", "url-expired"}
SERVED = {
    "download-redirect",
    "download-huge",
    "download-bomb",
    "download-mislabelled",
    "download-disguised",
}
HOSTILE = INSTEAD | SPOILT | SERVED
GROUP = {
    "sequential_image_generation": "auto",
    "sequential_image_generation_options": {"max_images": 2},
}


def one(caller, **fields):
    return caller.ask(**({"model": V40, "size": "1K"} | fields))


def served(caller, simulator, kind):
    (entry,) = one(caller).json["data"]
    picture = caller.get(entry["url"])
    simulator.faults.arm(kind)
    return picture, caller.get(entry["url"])


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("huge:3", b'{"data":[{"b64_json":"AAA'),
        ("huge-junk:3", b"\0\0\0"),
        ("huge-blank:3", b"\n\n\n"),
    ],
)
def test_a_huge_answer_has_its_megabytes_and_is_billed(caller, simulator, kind, start):
    simulator.faults.arm(kind)

    reply = one(caller)

    assert (reply.status, len(reply.body)) == (200, 3_000_000)
    assert reply.body.startswith(start)
    assert simulator.ledger.billed_images() == 1


def test_a_nested_answer_is_deeper_than_parsers_go(caller, simulator):
    simulator.faults.arm("nested")

    reply = one(caller)

    assert reply.status == 200
    with pytest.raises(RecursionError):
        json.loads(reply.body)


def test_a_request_can_be_redirected_to_a_metadata_service(caller, simulator):
    simulator.faults.arm("redirect-metadata")

    reply = one(caller)

    assert (reply.status, reply.headers["location"]) == (307, METADATA)
    assert simulator.ledger.billed_images() == 0


@pytest.mark.parametrize("stream", [False, True])
def test_more_pictures_than_asked_for_are_billed(caller, simulator, stream):
    simulator.faults.arm("more:3")

    reply = one(caller, stream=stream)

    assert reply.body.count(b"X-Tos-Signature") == 4
    assert simulator.ledger.billed_images() == 4


def test_every_picture_may_claim_the_same_place(caller, simulator):
    simulator.faults.arm("same-index")

    reply = one(caller, stream=True, **GROUP)

    assert [told.get("image_index") for _, told in reply.events[:2]] == [0, 0]


@pytest.mark.parametrize(
    ("kind", "url"), [("url-file", "file:///etc/passwd"), ("url-metadata", METADATA)]
)
def test_an_address_may_lead_elsewhere(caller, simulator, kind, url):
    simulator.faults.arm(kind)

    (entry,) = one(caller).json["data"]

    assert entry["url"] == url
    assert simulator.ledger.billed_images() == 1


def test_an_address_may_have_run_out_before_it_is_told(caller, simulator):
    simulator.faults.arm("url-expired")

    (entry,) = one(caller).json["data"]

    assert caller.get(entry["url"]).json["Message"] == "Request has expired"


def test_a_picture_may_redirect_to_a_metadata_service(caller, simulator):
    _, reply = served(caller, simulator, "download-redirect")

    assert (reply.status, reply.headers["location"]) == (302, METADATA)


def test_a_picture_may_go_on_after_its_end(caller, simulator):
    picture, reply = served(caller, simulator, "download-huge")

    assert len(reply.body) == 61_000_000
    assert reply.body.startswith(picture.body)


def test_a_picture_may_claim_more_pixels_than_any_machine_holds(caller, simulator):
    _, reply = served(caller, simulator, "download-bomb")

    assert len(reply.body) < 1000
    with pytest.raises(Image.DecompressionBombError):
        Image.open(io.BytesIO(reply.body))


def test_a_picture_may_be_called_a_page(caller, simulator):
    picture, reply = served(caller, simulator, "download-mislabelled")

    assert reply.headers["content-type"] == "text/html"
    assert reply.body == picture.body


def test_a_picture_may_begin_like_another_format(caller, simulator):
    picture, reply = served(caller, simulator, "download-disguised")

    assert reply.headers["content-type"] == "image/png"
    assert reply.body == b"\x89PNG\r\n\x1a\n" + picture.body
