"""Every rule on both sides, over a real socket."""

import pytest

from generations.simulator import Simulator
from tests.simulator.conftest import (
    FLASH,
    LITE,
    PRO,
    SEEDEDIT,
    T2I,
    V40,
    V45,
    V55,
    Caller,
    data_uri,
    picture_bytes,
)

GROUP = "sequential_image_generation"
OPTIONS = "sequential_image_generation_options"
#: A sequence small enough to be quick; 4.0 takes 1K.
SMALL = {"model": V40, "size": "1024x1024"}


def together(references, images):
    return SMALL | {
        "image": [data_uri()] * references,
        GROUP: "auto",
        OPTIONS: {"max_images": images},
    }


@pytest.mark.parametrize(
    "fields",
    [
        {"size": "2048x2048"},
        {"size": "2K"},
        {"size": "2k"},
        {"model": V45, "size": "2560x1440"},  # exactly the floor
        {"model": V40, "size": "1280x720"},  # exactly the floor
        {"model": V40, "size": "1K", "optimize_prompt_options": {"mode": "fast"}},
        {"model": T2I, "size": "512x512", "seed": 12, "guidance_scale": 10},
        {"model": T2I, "size": "1024x1024", "seed": -1, "guidance_scale": 1},
        {"model": T2I, "size": "1024x1024", "seed": 2_147_483_647},
        {"model": SEEDEDIT, "size": "adaptive", "image": data_uri()},
        {"model": SEEDEDIT, "image": [data_uri()], "guidance_scale": 5.5},
        {"model": PRO, "size": "1K", "output_format": "png"},
        {"model": FLASH, "size": "1K"},
        {"model": V55, "size": "1.5K"},
        {"model": "doubao-seedream-5-0-lite-260128"},
        {"model": "seedream-4-5-251128"},
        {"output_format": "jpeg", "watermark": False, "response_format": "url"},
        {"tools": [{"type": "web_search"}]},
        {GROUP: "disabled", "stream": False},
        {"image": "https://example.com/picture.png"},
        {"image": data_uri(picture_bytes(kind="JPEG"))},  # the declared type is wrong
        {"model": V40, "size": "3840x240"},  # exactly 16:1
        together(10, 5),
    ],
)
def test_what_the_api_accepts_is_answered_with_pictures(caller, fields):
    reply = caller.ask(**fields)

    assert reply.status == 200, reply.body
    assert all(entry["url"] for entry in reply.json["data"])


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"model": ...}, "MissingParameter", "`model`"),
        ({"prompt": ...}, "MissingParameter", "`prompt`"),
        ({"prompt": ""}, "InvalidParameter", "`prompt`"),
        ({"prompt": "  \n"}, "InvalidParameter", "`prompt`"),
        ({"prompt": 7}, "InvalidParameter", "`prompt`"),
        (
            {"size": "1024x1024"},
            "InvalidParameter",
            "The parameter `size` specified in the request is not valid: "
            "image size must be at least 3686400 pixels.",
        ),
        ({"model": V45, "size": "2560x1439"}, "InvalidParameter", "at least 3686400"),
        ({"model": V40, "size": "1279x720"}, "InvalidParameter", "at least 921600"),
        ({"model": PRO, "size": "2152x2150"}, "InvalidParameter", "at most 4624220"),
        ({"size": "4096x4097"}, "InvalidParameter", "at most 16777216"),
        ({"model": V40, "size": "3841x240"}, "InvalidParameter", "aspect ratio"),
        ({"model": V40, "size": "240x3841"}, "InvalidParameter", "aspect ratio"),
        (
            {"size": "1K"},
            "InvalidParameter",
            "size must be one of 'WIDTHxHEIGHT', '2k', '3k', or '4k'.",
        ),
        ({"size": "2048×2048"}, "InvalidParameter", "size must be one of"),
        ({"size": "0x0"}, "InvalidParameter", "size must be one of"),
        ({"size": "adaptive"}, "InvalidParameter", "size must be one of"),
        ({"size": 2048}, "InvalidParameter", "size must be one of"),
        ({"model": T2I, "size": "1K"}, "InvalidParameter", "WIDTHxHEIGHT"),
        ({"model": T2I, "size": "2049x2048"}, "InvalidParameter", "at most 4194304"),
        ({"model": T2I, "image": data_uri()}, "InvalidParameter", "not supported"),
        ({"model": T2I, "seed": -2}, "InvalidParameter", "`seed`"),
        ({"model": T2I, "seed": 2_147_483_648}, "InvalidParameter", "`seed`"),
        ({"model": T2I, "seed": 1.5}, "InvalidParameter", "`seed`"),
        ({"model": T2I, "guidance_scale": 0.9}, "InvalidParameter", "guidance_scale"),
        ({"model": T2I, "guidance_scale": 10.1}, "InvalidParameter", "guidance_scale"),
        ({"model": SEEDEDIT}, "MissingParameter", "`image`"),
        (
            {"model": SEEDEDIT, "image": data_uri(), "size": "1024x1024"},
            "InvalidParameter",
            "adaptive",
        ),
        (
            {"model": SEEDEDIT, "image": [data_uri()] * 2},
            "InvalidParameter",
            "at most 1",
        ),
        (
            {"model": SEEDEDIT, "image": data_uri(picture_bytes((300, 100)))},
            "InvalidParameter",
            "aspect ratio",
        ),
        ({"output_format": "webp"}, "InvalidParameter", "`output_format`"),
        ({"response_format": "file"}, "InvalidParameter", "`response_format`"),
        ({"watermark": "no"}, "InvalidParameter", "`watermark`"),
        ({"stream": "yes"}, "InvalidParameter", "`stream`"),
        ({"tools": [{"type": "code"}]}, "InvalidParameter", "`tools`"),
        (
            {"model": V40, "optimize_prompt_options": {"mode": "slow"}},
            "InvalidParameter",
            "optimize_prompt_options",
        ),
        ({GROUP: "on"}, "InvalidParameter", GROUP),
        ({GROUP: "auto", OPTIONS: {"max_images": 0}}, "InvalidParameter", "1 and 15"),
        ({GROUP: "auto", OPTIONS: {"max_images": 16}}, "InvalidParameter", "1 and 15"),
        ({GROUP: "auto", OPTIONS: [4]}, "InvalidParameter", OPTIONS),
        (together(10, 6), "InvalidParameter", "at most 15"),
        (together(11, 1), "InvalidParameter", "at most 10"),
        ({"image": [data_uri()] * 15}, "InvalidParameter", "at most 14"),
        ({"image": {"url": "x"}}, "InvalidParameter", "`image`"),
        ({"image": "iVBORw0KGgo="}, "InvalidParameter", "invalid url specified"),
        (
            {"image": data_uri(media_type="image/PNG")},
            "InvalidParameter",
            "invalid url specified",
        ),
        ({"image": ""}, "InvalidImageURL.EmptyURL", "empty"),
        (
            {"image": "data:image/png;base64,%%%"},
            "InvalidImageURL.InvalidFormat",
            "decoded",
        ),
        (
            {"image": data_uri(picture_bytes((14, 40)))},
            "InvalidParameter",
            "longer than 14",
        ),
        (
            {"image": data_uri(picture_bytes((15, 255)))},
            "InvalidParameter",
            "aspect ratio",
        ),
        (
            {"prompt": "something forbidden"},
            "InputTextSensitiveContentDetected",
            "input text",
        ),
        ({"prompt": "违禁内容"}, "InputTextSensitiveContentDetected", "input text"),
        (
            {"prompt": "refuse:1 alone"},
            "OutputImageSensitiveContentDetected",
            "output image",
        ),
        *(
            ({"model": model, "size": "1K", name: value}, "InvalidParameter", name)
            for model in (PRO, FLASH, V55)
            for name, value in (("stream", False), (GROUP, "disabled"))
        ),
    ],
)
def test_what_the_api_refuses_is_a_400_and_is_not_billed(
    caller, simulator, fields, code, words
):
    reply = caller.ask(**fields)

    assert (reply.status, reply.error["code"]) == (400, code)
    assert words in reply.error["message"]
    assert reply.headers["x-request-id"] in reply.error["message"]
    (line,) = simulator.ledger.requests()
    assert (line["images"], line["refused"]) == (0, code)


@pytest.mark.parametrize(
    "remote_model", ["seedream-5-0", "doubao-seedream-5.0", "gpt-image-3", "\ud800"]
)
def test_an_unknown_model_is_not_found(caller, remote_model):
    reply = caller.ask(model=remote_model)

    assert reply.status == 404
    assert reply.error["code"] == "InvalidEndpointOrModel.NotFound"


def test_bytes_that_are_no_picture_are_an_internal_error(caller, simulator):
    reply = caller.ask(image=data_uri(b"not a picture at all"))

    assert (reply.status, reply.error["code"]) == (500, "InternalServiceError")
    assert simulator.ledger.billed_images() == 0


@pytest.mark.parametrize(
    "body", ["", "[]", "{", "null", '"text"', pytest.param("[" * 100_000, id="deep")]
)
def test_a_body_that_is_no_object_is_refused(caller, body):
    reply = caller.request("POST", "/v1/images/generations", body)

    assert (reply.status, reply.error["code"]) == (400, "InvalidParameter")


def test_a_known_key_is_let_in_and_any_other_is_not(tmp_path):
    with Simulator(tmp_path, quick=True, api_keys={"good"}) as simulator:
        caller = Caller(simulator)
        statuses = [
            caller.ask(headers=headers).status
            for headers in (
                {"Authorization": "Bearer good"},
                {"Authorization": "Bearer bad"},
                {"Authorization": "good"},
                {},
            )
        ]
        models = caller.get("/v1/models")

    assert statuses == [200, 401, 401, 401]
    assert (models.status, models.error["code"]) == (401, "AuthenticationError")


def test_unknown_and_unlisted_fields_are_ignored_but_written_down(caller, simulator):
    reply = caller.ask(model=V45, n=2, bogus=1, seed=3, output_format="png")

    (line,) = simulator.ledger.requests()
    assert len(reply.json["data"]) == 1
    assert line["ignored_fields"] == ["bogus"]
    assert line["forbidden_fields"] == ["n", "seed", "output_format"]


def test_a_clean_request_leaves_no_marks(caller, simulator):
    caller.ask(
        model=LITE,
        size="2K",
        response_format="url",
        output_format="png",
        watermark=False,
        stream=False,
        **{GROUP: "auto", OPTIONS: {"max_images": 1}},
    )

    (line,) = simulator.ledger.requests()
    assert (line["ignored_fields"], line["forbidden_fields"]) == ([], [])


@pytest.mark.parametrize("field", ["n", "seed", "background"])
def test_strict_refuses_what_would_be_ignored(tmp_path, field):
    with Simulator(tmp_path, quick=True, strict=True) as simulator:
        refused = Caller(simulator).ask(**{field: 1})
        clean = Caller(simulator).ask()

    assert refused.error["code"] == "InvalidParameter.UnsupportedParameter"
    assert refused.error["param"] == field
    assert clean.status == 200
