"""The exact JSON for Wan, Qwen-Image and GPT Image, and how many pictures it asks."""

import pytest

from generations.clients.contract import ImageRequest
from generations.clients.requests import request_body


def test_a_related_set_of_wan_sends_n_and_the_switch():
    request = ImageRequest(
        remote_model="wan2.7-image",
        prompt="three seasons of one tree",
        size="2K",
        n=3,
        enable_sequential=True,
        watermark=False,
    )

    assert request_body(request) == {
        "model": "wan2.7-image",
        "prompt": "three seasons of one tree",
        "size": "2K",
        "n": 3,
        "enable_sequential": True,
        "response_format": "url",
        "watermark": False,
    }


def test_gpt_image_sends_its_own_fields():
    request = ImageRequest(
        remote_model="gpt-image-1.5",
        prompt="a paper boat",
        size="1024x1536",
        n=2,
        quality="high",
        background="opaque",
        output_format="jpeg",
        output_compression=0,
        response_format="b64_json",
    )

    assert request_body(request) == {
        "model": "gpt-image-1.5",
        "prompt": "a paper boat",
        "size": "1024x1536",
        "n": 2,
        "quality": "high",
        "background": "opaque",
        "output_format": "jpeg",
        "output_compression": 0,
        "response_format": "b64_json",
    }


def test_a_thought_that_is_switched_off_is_sent():
    request = ImageRequest("m", "p", "2K", thinking_mode=False, enable_sequential=False)

    body = request_body(request)

    assert (body["thinking_mode"], body["enable_sequential"]) == (False, False)


@pytest.mark.parametrize(
    ("request_", "images"),
    [
        (ImageRequest("m", "p", "2K"), 1),
        (ImageRequest("m", "p", "2K", n=4), 4),
        (ImageRequest("m", "p", "2K", sequential="auto", max_images=5), 5),
    ],
)
def test_the_answer_may_hold_as_many_pictures_as_were_asked_for(request_, images):
    assert request_.expected_images == images
