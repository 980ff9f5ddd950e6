"""The exact JSON of every mode, and what must never leave."""

import json

import pytest

from generations.clients.contract import ImageRequest, InputImage
from generations.clients.requests import encoded_body, request_body

FIRST = InputImage(url="https://example.org/1.png")
SECOND = InputImage(url="https://example.org/2.png")


def test_text_to_image_sends_the_documented_body():
    request = ImageRequest(
        remote_model="doubao-seedream-5-0-260128",
        prompt="a cat",
        size="2K",
        output_format="png",
        watermark=False,
    )

    assert request_body(request) == {
        "model": "doubao-seedream-5-0-260128",
        "prompt": "a cat",
        "size": "2K",
        "output_format": "png",
        "response_format": "url",
        "watermark": False,
    }


def test_an_edit_sends_its_reference_as_a_string():
    request = ImageRequest(
        remote_model="doubao-seedream-4-5-251128",
        prompt="make it night",
        size="2K",
        references=(FIRST,),
        sequential="disabled",
        watermark=False,
    )

    assert request_body(request) == {
        "model": "doubao-seedream-4-5-251128",
        "prompt": "make it night",
        "image": "https://example.org/1.png",
        "size": "2K",
        "sequential_image_generation": "disabled",
        "response_format": "url",
        "watermark": False,
    }


def test_a_single_reference_goes_as_a_list_where_the_gateway_wants_it():
    request = ImageRequest(
        remote_model="m",
        prompt="p",
        size="2K",
        references=(FIRST,),
        single_reference_as_list=True,
    )

    assert request_body(request)["image"] == ["https://example.org/1.png"]


def test_fusion_keeps_the_order_of_its_references():
    request = ImageRequest(
        remote_model="doubao-seedream-5-0-260128",
        prompt="Put the outfit of image 2 on the person of image 1",
        size="2K",
        references=(SECOND, FIRST),
        sequential="disabled",
        output_format="png",
        watermark=False,
    )

    assert request_body(request) == {
        "model": "doubao-seedream-5-0-260128",
        "prompt": "Put the outfit of image 2 on the person of image 1",
        "image": ["https://example.org/2.png", "https://example.org/1.png"],
        "sequential_image_generation": "disabled",
        "size": "2K",
        "output_format": "png",
        "response_format": "url",
        "watermark": False,
    }


def test_a_sequence_sends_its_most_images_and_stream():
    request = ImageRequest(
        remote_model="doubao-seedream-4-0-250828",
        prompt="Four frames",
        size="2K",
        sequential="auto",
        max_images=4,
        stream=True,
        watermark=False,
    )

    assert request_body(request) == {
        "model": "doubao-seedream-4-0-250828",
        "prompt": "Four frames",
        "size": "2K",
        "sequential_image_generation": "auto",
        "sequential_image_generation_options": {"max_images": 4},
        "stream": True,
        "response_format": "url",
        "watermark": False,
    }


def test_a_sequence_from_images_adds_the_references():
    request = ImageRequest(
        remote_model="m",
        prompt="p",
        size="2K",
        references=(FIRST, SECOND),
        sequential="auto",
        max_images=3,
    )

    body = request_body(request)

    assert body["image"] == [FIRST.url, SECOND.url]
    assert body["sequential_image_generation_options"] == {"max_images": 3}


def test_the_3_0_family_sends_seed_and_guidance():
    request = ImageRequest(
        remote_model="doubao-seedream-3-0-t2i-250415",
        prompt="a fish-eye cat",
        size="1024x1024",
        seed=12,
        guidance_scale=2.5,
        watermark=True,
    )

    assert request_body(request) == {
        "model": "doubao-seedream-3-0-t2i-250415",
        "prompt": "a fish-eye cat",
        "size": "1024x1024",
        "seed": 12,
        "guidance_scale": 2.5,
        "response_format": "url",
        "watermark": True,
    }


def test_seededit_sends_adaptive_and_one_string():
    request = ImageRequest(
        remote_model="doubao-seededit-3-0-i2i-250628",
        prompt="heart-shaped bubbles",
        size="adaptive",
        references=(FIRST,),
        seed=21,
        guidance_scale=5.5,
        watermark=True,
    )

    assert request_body(request) == {
        "model": "doubao-seededit-3-0-i2i-250628",
        "prompt": "heart-shaped bubbles",
        "image": "https://example.org/1.png",
        "size": "adaptive",
        "seed": 21,
        "guidance_scale": 5.5,
        "response_format": "url",
        "watermark": True,
    }


def test_web_search_and_prompt_optimisation_have_their_objects():
    request = ImageRequest(
        remote_model="m", prompt="p", size="2K", web_search=True, optimize_prompt="fast"
    )

    body = request_body(request)

    assert body["tools"] == [{"type": "web_search"}]
    assert body["optimize_prompt_options"] == {"mode": "fast"}


def test_what_is_not_set_is_not_sent():
    request = ImageRequest(
        remote_model="m", prompt="p", size="2K", response_format=None
    )

    assert request_body(request) == {"model": "m", "prompt": "p", "size": "2K"}


def test_seed_zero_and_watermark_off_are_set():
    request = ImageRequest(
        remote_model="m", prompt="p", size="2K", seed=0, watermark=False
    )

    body = request_body(request)

    assert (body["seed"], body["watermark"]) == (0, False)


def test_most_images_are_not_sent_without_a_sequence():
    request = ImageRequest(
        remote_model="m", prompt="p", size="2K", sequential="disabled", max_images=3
    )

    assert "sequential_image_generation_options" not in request_body(request)


def test_bytes_become_a_data_uri_with_a_lower_case_media_type():
    image = InputImage(content=b"\x89PNG", media_type="image/PNG")
    request = ImageRequest(remote_model="m", prompt="p", size="2K", references=(image,))

    assert request_body(request)["image"] == "data:image/png;base64,iVBORw=="


@pytest.mark.parametrize(
    "image",
    [
        InputImage(),
        InputImage(content=b"x"),
        InputImage(url="https://example.org", content=b"x"),
    ],
)
def test_a_reference_without_address_or_typed_bytes_is_a_mistake(image):
    request = ImageRequest(remote_model="m", prompt="p", size="2K", references=(image,))

    with pytest.raises(ValueError, match="reference"):
        request_body(request)


@pytest.mark.parametrize(
    "prompt", ["将图1的服装换为图2", "a\ud800b", "\u2028\0", '"\\']
)
def test_any_prompt_survives_the_encoding(prompt):
    request = ImageRequest(remote_model="m", prompt=prompt, size="2K")

    encoded = encoded_body(request)

    assert encoded.isascii()
    assert json.loads(encoded)["prompt"] == prompt
