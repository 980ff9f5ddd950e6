"""The right answers: shape, sizes, streams, pictures."""

import base64
import io
import json
import socket

import pytest
from PIL import Image

from generations.simulator import Simulator
from tests.simulator.conftest import LITE, PRO, SEEDEDIT, V40, data_uri, picture_bytes

GROUP = "sequential_image_generation"
OPTIONS = "sequential_image_generation_options"


def sequence(images, **fields):
    options = {"max_images": images}
    return {"model": V40, "size": "1K", GROUP: "auto", OPTIONS: options} | fields


def size_of(content):
    return Image.open(io.BytesIO(content)).size


def test_an_answer_names_model_time_size_and_usage(caller):
    reply = caller.ask(model="doubao-seedream-5-0-lite-260128", size="2848x1600")

    answer = reply.json
    assert answer["model"] == LITE
    assert answer["created"] > 1_700_000_000
    assert answer["data"][0]["size"] == "2848x1600"
    tokens = {"output_tokens": 17_800, "total_tokens": 17_800}
    assert answer["usage"] == {"generated_images": 1} | tokens
    assert reply.headers["x-request-id"].startswith("02")


def test_the_raw_answer_escapes_ampersands_as_go_does(caller):
    reply = caller.ask()

    assert rb"\u0026X-Tos-Date=" in reply.body
    assert b"&" not in reply.body


def test_the_picture_behind_the_address_has_the_size_that_was_told(caller):
    url = caller.ask(size="2496x1664").json["data"][0]["url"]

    picture = caller.get(url)

    assert (picture.status, picture.headers["content-type"]) == (200, "image/jpeg")
    assert size_of(picture.body) == (2496, 1664)


def test_png_is_png(caller):
    url = caller.ask(output_format="png").json["data"][0]["url"]

    picture = caller.get(url)

    assert picture.headers["content-type"] == "image/png"
    assert picture.body.startswith(b"\x89PNG")


def test_b64_json_carries_the_bytes_and_no_address(caller):
    entry = caller.ask(response_format="b64_json").json["data"][0]

    assert "url" not in entry
    assert size_of(base64.b64decode(entry["b64_json"])) == (2048, 2048)


@pytest.mark.parametrize(
    ("prompt", "size"),
    [
        ("a sea", "2048x2048"),
        ("a sea, 16:9", "2848x1600"),
        ("a sea 9:16", "1600x2848"),
        ("a wide sea", "2848x1600"),
        ("a portrait of the sea", "1728x2304"),
        ("竖版的海", "1600x2848"),
        ("横版的海", "2848x1600"),
        ("a sea 7:5", "2048x2048"),
    ],
)
def test_a_preset_takes_its_shape_from_the_prompt(caller, prompt, size):
    reply = caller.ask(prompt=prompt, size="2K")

    assert reply.json["data"][0]["size"] == size


@pytest.mark.parametrize(
    ("reference", "size"), [((1000, 1000), "1024x1024"), ((1600, 900), "1312x736")]
)
def test_adaptive_follows_the_reference(caller, reference, size):
    image = data_uri(picture_bytes(reference))

    reply = caller.ask(model=SEEDEDIT, image=image)

    assert reply.json["data"][0]["size"] == size


@pytest.mark.parametrize(
    ("fields", "mode", "references"),
    [
        ({}, "text-to-image", 0),
        ({"image": data_uri()}, "edit", 1),
        ({"image": [data_uri(), data_uri()]}, "fusion", 2),
        (sequence(2, image=[data_uri()]), "sequence", 1),
    ],
)
def test_the_mode_follows_from_the_fields(caller, simulator, fields, mode, references):
    caller.ask(**fields)

    (line,) = simulator.ledger.requests()
    assert (line["mode"], line["references"]) == (mode, references)


def test_a_sequence_skips_the_refused_picture_and_bills_the_others(caller, simulator):
    reply = caller.ask(prompt="four scenes refuse:2", **sequence(4))

    entries = reply.json["data"]
    assert [bool(entry.get("url")) for entry in entries] == [True, False, True, True]
    assert entries[1]["error"]["code"] == "OutputImageSensitiveContentDetected"
    assert reply.json["usage"]["generated_images"] == 3
    assert simulator.ledger.billed_images() == 3


@pytest.mark.parametrize(
    ("prompt", "count"), [("3 scenes of a sea", 3), ("scenes of a sea", 4)]
)
def test_without_max_images_the_prompt_tells_the_number(caller, prompt, count):
    reply = caller.ask(model=V40, size="1K", prompt=prompt, **{GROUP: "auto"})

    assert len(reply.json["data"]) == count


def test_web_search_is_reported(caller):
    answer = caller.ask(tools=[{"type": "web_search"}]).json

    assert answer["tools"] == [{"type": "web_search"}]
    assert answer["usage"]["tool_usage"] == {"web_search": 1}


def test_pro_reports_its_format_and_its_references(caller):
    answer = caller.ask(model=PRO, size="1K", image=[data_uri(), data_uri()]).json

    assert answer["data"][0]["output_format"] == "jpeg"
    assert answer["usage"]["input_images"] == 2


def test_a_stream_tells_each_picture_then_the_usage_then_done(caller, simulator):
    reply = caller.ask(prompt="refuse:2", stream=True, **sequence(3))

    assert reply.headers["content-type"] == "text/event-stream"
    names = [name.removeprefix("image_generation.") for name, _ in reply.events]
    made, failed = "partial_succeeded", "partial_failed"
    assert names == [made, failed, made, "completed", ""]
    bodies = [body for _, body in reply.events]
    assert [body["image_index"] for body in bodies[:3]] == [0, 1, 2]
    assert [body["type"] for body in bodies[:4]] == [name for name, _ in reply.events][
        :4
    ]
    assert bodies[1]["error"]["code"] == "OutputImageSensitiveContentDetected"
    assert bodies[3]["usage"]["generated_images"] == 2
    assert bodies[4] is None
    assert simulator.ledger.billed_images() == 2


def first_part(simulator, **fields):
    """What arrives at once, before the rest of the answer is due."""
    body = json.dumps({"model": V40, "prompt": "a sea", "size": "1K"} | fields).encode()
    head = "POST /v1/images/generations HTTP/1.1\r\nHost: x\r\nContent-Length: "
    with socket.create_connection(("127.0.0.1", simulator.port), 20) as waiting:
        waiting.sendall(f"{head}{len(body)}\r\n\r\n".encode() + body)
        arrived = b""
        while b"X-Tos-Date" not in arrived:
            arrived += waiting.recv(65_536)
        return arrived


def test_each_event_leaves_when_its_picture_is_ready_and_after_the_ledger(tmp_path):
    with Simulator(tmp_path, quick=True, latency_s=0.5) as simulator:
        arrived = first_part(simulator, stream=True, **sequence(3))

        assert arrived.count(b"partial_succeeded\n") == 1
        assert simulator.ledger.billed_images() == 3


def test_a_slow_answer_drips(simulator):
    simulator.faults.arm("slow:2")

    arrived = first_part(simulator)

    assert b"usage" not in arrived


def test_a_streamed_address_can_be_fetched(caller):
    reply = caller.ask(stream=True, model=V40, size="1K")

    url = reply.events[0][1]["url"]
    assert size_of(caller.get(url).body) == (1024, 1024)


def test_an_error_before_the_stream_is_plain_json(caller):
    reply = caller.ask(stream=True, size="1x1")

    assert reply.status == 400
    assert reply.headers["content-type"] == "application/json"


def test_both_addresses_and_the_list_of_models_answer(caller):
    body = {"model": LITE, "prompt": "a sea"}

    ark = caller.post("/api/v3/images/generations", body)
    models = caller.get("/api/v3/models").json["data"]

    assert ark.status == 200
    by_id = {entry["id"]: entry for entry in models}
    assert by_id[LITE]["domain"] == "ImageGeneration"
    assert by_id["doubao-seedream-3-0-t2i-250415"]["status"] == "Shutdown"
    assert by_id[LITE]["status"] == ""


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("POST", "/v1/images/edits"),
        ("GET", "/v1/images/generations"),
        ("PUT", "/v1/images/generations"),
        ("DELETE", "/ledger"),
        ("GET", "/faults"),
    ],
)
def test_any_other_route_is_an_empty_404(caller, method, path):
    reply = caller.request(method, path, "{}" if method == "POST" else None)

    assert (reply.status, reply.body) == (404, b"")
    assert reply.headers["server"] == "istio-envoy"
