"""Odd JSON answers: everything is optional, nothing may hurt."""

import json

import pytest

from generations.clients.answers import answer_events
from generations.clients.contract import Picture, Receipt, Refusal
from generations.clients.errors import BadAnswer, OutcomeUnknown, Refused

URL = "https://example.org/a.png"


def events_of(answer):
    return list(answer_events(json.dumps(answer).encode()))


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ("2048x1024", (2048, 1024)),
        ("2048×1024", (2048, 1024)),
        (" 2048 X 1024 ", (2048, 1024)),
        ("2k", (None, None)),
        ("0x0", (None, None)),
        ("999999x2", (None, None)),
        ("1e3x2", (None, None)),
        (2048, (None, None)),
        (None, (None, None)),
    ],
)
def test_a_size_is_read_or_ignored(size, pixels):
    picture, _ = events_of({"data": [{"url": URL, "size": size}]})

    assert (picture.width_px, picture.height_px) == pixels


@pytest.mark.parametrize(
    "encoded",
    [
        "aGVsbG8/Pz4+",
        "aGVsbG8_Pz4-",
        "data:image/png;base64,aGVsbG8/Pz4+",
        "aGVs\nbG8/\r\nPz4+",
    ],
)
def test_base64_is_taken_in_every_spelling(encoded):
    picture, _ = events_of({"data": [{"url": None, "b64_json": encoded}]})

    assert picture == Picture(index=0, content=b"hello??>>")


def test_base64_without_padding_is_taken():
    picture, _ = events_of({"data": [{"b64_json": "aGVsbG8"}]})

    assert picture.content == b"hello"


@pytest.mark.parametrize("odd", ["\ud800", "\0", "\n"])
def test_an_address_that_nothing_could_keep_is_none(odd):
    with pytest.raises(BadAnswer, match="holds no picture"):
        events_of({"data": [{"url": f"{URL}?a={odd}"}]})


def test_a_data_uri_in_the_address_is_content():
    picture, _ = events_of({"data": [{"url": "data:image/png;base64,aGVsbG8="}]})

    assert picture == Picture(index=0, content=b"hello")


def test_an_address_stays_byte_for_byte():
    url = "HTTPS://Example.org:443/a%2fb/../c?x=%20&y=a+b&X-Tos-Signature=%3D#f"

    picture, _ = events_of({"data": [{"url": url}]})

    assert picture.url == url


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "//host/a", "https://", "<string>", "", 7, None, {}]
)
def test_what_is_no_web_address_is_no_picture(url):
    with pytest.raises(BadAnswer):
        events_of({"data": [{"url": url}]})


def test_an_empty_picture_beside_a_good_one_is_a_refusal():
    events = events_of({"data": [{"url": URL}, {"url": "", "b64_json": ""}, None]})

    assert events[0] == Picture(0, URL)
    assert [(event.index, event.code) for event in events[1:3]] == [
        (1, "EmptyPicture"),
        (2, "EmptyPicture"),
    ]
    assert isinstance(events[3], Receipt)


def test_an_error_beside_an_address_is_not_a_refusal():
    picture, _ = events_of({"data": [{"url": URL, "error": None}]})

    assert picture == Picture(0, URL)


def test_a_lone_object_and_bare_addresses_are_taken():
    assert events_of({"data": {"url": URL}})[0] == Picture(0, URL)
    assert events_of({"data": [URL]})[0] == Picture(0, URL)


def test_an_error_beside_pictures_is_told_after_them():
    events = events_of(
        {
            "data": [{"url": URL}],
            "error": {"code": "InternalServiceError", "message": "m"},
        }
    )

    assert events[1] == Refusal(1, "InternalServiceError", "m")
    assert isinstance(events[2], Receipt)


def test_a_wrapper_that_says_success_is_no_error():
    events = events_of({"code": 0, "message": "success", "data": [{"url": URL}]})

    assert [type(event) for event in events] == [Picture, Receipt]


@pytest.mark.parametrize(
    "blank", [{"code": "", "message": ""}, {"code": 0, "message": None}, {}, "", None]
)
def test_an_error_that_says_nothing_is_none(blank):
    events = events_of({"data": [{"url": URL, "error": blank}], "error": blank})

    assert [type(event) for event in events] == [Picture, Receipt]


def test_an_unwrapped_error_under_success_is_read():
    with pytest.raises(Refused) as caught:
        events_of({"code": "InvalidParameter", "message": "m", "param": "", "type": ""})

    assert caught.value.code == "InvalidParameter"


def test_an_unknown_error_under_success_may_be_billed():
    with pytest.raises(OutcomeUnknown):
        events_of({"error": "something broke"})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  \n",
        b"[]",
        b"null",
        b'"text"',
        b"<html></html>",
        b'{"data":[{"url":"https://exa',
        b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"data":[]}',
        b'{"data":null}',
        b'{"created":1}',
        b'{"data":[],"usage":{"generated_images":1}}',
        b"\xff\xfe\x00",
        b'{"created":' + b"9" * 5_000 + b"}",
    ],
    ids=lambda body: body[:20],
)
def test_what_cannot_be_used_is_a_bad_answer_that_keeps_its_body(body):
    with pytest.raises(BadAnswer) as caught:
        list(answer_events(body, status=200, request_id="r"))

    assert caught.value.body == body
    assert (caught.value.status, caught.value.request_id) == (200, "r")


def test_bytes_that_are_no_text_do_not_cost_the_picture():
    body = b'\xef\xbb\xbf{"model":"\xff","data":[{"url":"https://example.org/a.png"}]}'

    events = list(answer_events(body))

    assert events[0] == Picture(0, URL)
    assert events[1].remote_model == "�"


@pytest.mark.parametrize(
    ("reported", "billed"),
    [(3, 3), (3.0, 3), ("3", 3), (0, 0), (-1, None), (True, None), (2.5, None),
     (10**30, None), ("many", None), (None, None), ([], None)],
)  # fmt: skip
def test_the_number_billed_is_read_or_unknown(reported, billed):
    receipt = events_of({"data": [URL], "usage": {"generated_images": reported}})[-1]

    assert receipt.images_billed == billed


@pytest.mark.parametrize("usage", [None, [], "x", {}, 7])
def test_a_usage_that_is_none_is_none(usage):
    receipt = events_of({"data": [URL], "usage": usage})[-1]

    assert (receipt.usage, receipt.images_billed) == (None, None)


def test_a_usage_meant_to_hurt_is_tamed():
    nested = json.loads("[" * 500 + "]" * 500)
    body = json.dumps(
        {
            "data": [URL],
            "usage": {
                "a\0": "b\0\ud800",
                "nested": nested,
                "many": list(range(1000)),
                "huge": 2**70,
                "odd": float("nan"),
            },
        }
    ).encode()

    receipt = list(answer_events(body))[-1]

    packed = json.dumps(receipt.usage, allow_nan=False)
    assert len(packed) < 1000
    assert "\\u0000" not in packed
    assert "\\ud800" not in packed


def test_an_answer_in_the_style_of_openai_bills_nothing_that_it_does_not_say(payload):
    first, second, receipt = answer_events(payload("xmsmartlink/gpt_image.json"))

    assert (first.index, first.content[:4], first.url) == (0, b"\x89PNG", "")
    assert (second.index, second.content[:4]) == (1, b"\x89PNG")
    assert receipt.images_billed is None
    assert receipt.remote_model == "gpt-image-1.5"
    assert receipt.usage["output_tokens"] == 8320
    assert receipt.usage["input_tokens_details"] == {
        "image_tokens": 0,
        "text_tokens": 13,
    }
