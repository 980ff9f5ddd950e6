"""The rules of Wan, Qwen-Image and GPT Image on both sides, over a real socket."""

import base64
import io

import pytest
from PIL import Image

from generations.simulator import Simulator
from tests.simulator.conftest import Caller, data_uri, picture_bytes

WAN, WAN_PRO, QWEN = "wan2.7-image", "wan2.7-image-pro", "qwen-image"
GPT, GPT_2 = "gpt-image-1.5", "gpt-image-2"
REFERENCE = data_uri(picture_bytes((320, 240)))


@pytest.mark.parametrize(
    ("fields", "pictures"),
    [
        ({"model": WAN, "size": "1K"}, 1),
        ({"model": WAN, "size": "1K", "n": 4, "thinking_mode": False}, 4),
        ({"model": WAN, "size": "1K", "n": 12, "enable_sequential": True}, 12),
        ({"model": WAN, "size": "1K", "enable_sequential": True}, 12),
        ({"model": WAN, "size": "1K", "image": [REFERENCE] * 9}, 1),
        ({"model": WAN_PRO, "size": "4K"}, 1),
        ({"model": WAN_PRO, "size": "2K", "image": REFERENCE}, 1),
        ({"model": QWEN, "size": "1K", "n": 2, "watermark": False}, 2),
        ({"model": GPT, "size": "1024x1536", "quality": "low"}, 1),
        ({"model": GPT, "size": "auto", "n": 10}, 10),
        ({"model": GPT, "background": "transparent", "output_format": "png"}, 1),
        ({"model": GPT, "output_format": "jpeg", "output_compression": 0}, 1),
        ({"model": GPT, "output_format": "jpeg", "output_compression": 100}, 1),
        ({"model": GPT_2, "size": "1600x1200", "background": "opaque"}, 1),
        ({"model": GPT_2, "size": "3840x2160"}, 1),
    ],
)
def test_what_the_api_accepts_is_answered_with_pictures(
    caller, simulator, fields, pictures
):
    reply = caller.ask(**fields)

    assert reply.status == 200, reply.body
    assert len(reply.json["data"]) == simulator.ledger.billed_images() == pictures
    (line,) = simulator.ledger.requests()
    assert (line["ignored_fields"], line["forbidden_fields"]) == ([], [])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"model": WAN, "n": 5}, "between 1 and 4"),
        ({"model": WAN, "n": 0}, "between 1 and 4"),
        ({"model": WAN, "n": "2"}, "between 1 and 4"),
        ({"model": WAN, "n": 13, "enable_sequential": True}, "between 1 and 12"),
        ({"model": WAN, "enable_sequential": "yes"}, "boolean"),
        ({"model": WAN, "thinking_mode": 1}, "boolean"),
        ({"model": WAN, "size": "4K"}, "'1k', or '2k'"),
        ({"model": WAN, "size": "2049x2048"}, "at most 4194304"),
        ({"model": WAN, "image": [REFERENCE] * 10}, "at most 9"),
        ({"model": WAN, "image": data_uri(picture_bytes((239, 400)))}, "longer"),
        ({"model": WAN_PRO, "size": "4K", "image": REFERENCE}, "'1k', or '2k'"),
        ({"model": WAN_PRO, "size": "4K", "enable_sequential": True}, "'2k'"),
        ({"model": QWEN, "size": "2048x2048"}, "'1k', '2k', or '4k'"),
        ({"model": QWEN, "image": REFERENCE}, "not supported"),
        ({"model": GPT, "response_format": "url"}, "'b64_json'"),
        ({"model": GPT, "n": 11}, "between 1 and 10"),
        ({"model": GPT, "size": "2048x2048"}, "'1024x1024'"),
        ({"model": GPT, "size": "1K"}, "or 'auto'"),
        ({"model": GPT, "quality": "best"}, "`quality`"),
        ({"model": GPT, "background": "white"}, "`background`"),
        ({"model": GPT, "output_format": "webp"}, "`output_format`"),
        (
            {"model": GPT, "output_format": "jpeg", "output_compression": 101},
            "between 0 and 100",
        ),
        (
            {"model": GPT, "output_format": "jpeg", "background": "transparent"},
            "png",
        ),
        ({"model": GPT, "image": REFERENCE}, "not supported"),
        ({"model": GPT_2, "background": "transparent"}, "`background`"),
        ({"model": GPT_2, "size": "1600x1201"}, "divisible by 16"),
        ({"model": GPT_2, "size": "3856x1296"}, "at most 3840 pixels"),
        ({"model": GPT_2, "size": "3088x1024"}, "aspect ratio"),
    ],
)
def test_what_the_api_refuses_is_a_400_and_is_not_billed(
    caller, simulator, fields, words
):
    reply = caller.ask(**fields)

    assert (reply.status, reply.error["code"]) == (400, "InvalidParameter")
    assert words in reply.error["message"]
    assert simulator.ledger.billed_images() == 0


def test_gpt_image_answers_with_bytes_and_tokens_alone(caller):
    reply = caller.ask(model=GPT, size="1536x1024", prompt="a paper boat")

    answer = reply.json
    (entry,) = answer["data"]
    picture = Image.open(io.BytesIO(base64.b64decode(entry["b64_json"])))
    assert set(entry) == {"b64_json"}
    assert (picture.size, picture.format) == ((1536, 1024), "PNG")
    assert (answer["quality"], answer["size"]) == ("auto", "1536x1024")
    assert "generated_images" not in answer["usage"]
    assert answer["usage"]["input_tokens"] == 3


def test_wan_gives_png_at_an_address(caller):
    (entry,) = caller.ask(model=WAN, size="1K").json["data"]

    picture = caller.get(entry["url"])

    assert picture.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(picture.body)).size == (1024, 1024)


def test_auto_takes_its_shape_from_the_prompt(caller):
    reply = caller.ask(model=GPT, size="auto", prompt="a boat, 3:2")

    assert reply.json["size"] == "1536x1024"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"model": WAN, "image": REFERENCE, "thinking_mode": True}, "thinking_mode"),
        (
            {"model": WAN, "enable_sequential": True, "n": 2, "thinking_mode": True},
            "thinking_mode",
        ),
        ({"model": GPT, "output_compression": 50}, "output_compression"),
        ({"model": GPT, "watermark": False}, "watermark"),
        ({"model": GPT, "seed": 1}, "seed"),
        ({"model": WAN, "quality": "high"}, "quality"),
        ({"model": WAN, "sequential_image_generation": "auto"}, "sequential"),
    ],
)
def test_strict_refuses_what_would_change_nothing(tmp_path, fields, field):
    with Simulator(tmp_path, quick=True, strict=True) as simulator:
        reply = Caller(simulator).ask(**{"size": "1024x1024"} | fields)

    assert reply.error["code"] == "InvalidParameter.UnsupportedParameter"
    assert reply.error["param"].startswith(field)


@pytest.mark.parametrize("remote_model", [WAN, WAN_PRO, QWEN, GPT, GPT_2])
def test_each_id_is_listed_once(caller, remote_model):
    ids = [entry["id"] for entry in caller.get("/v1/models").json["data"]]

    assert ids.count(remote_model) == 1
