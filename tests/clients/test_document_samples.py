"""The documents' own sample requests come out of our builder, field by field.

The samples stand in tests/payloads/<gateway>/requests as the documents print them;
those for an SDK are the object that the SDK sends.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from generations.catalogue import GATEWAYS, Size, find_offer, resolve
from generations.catalogue.vocabulary import RequestField
from generations.clients.contract import ImageRequest, InputImage
from generations.clients.requests import encoded_body, request_body

PAYLOADS = Path(__file__).parent.parent / "payloads"
ARK_DOCS = "https://ark-project.tos-cn-beijing.volces.com/doc_image"
BYTEIMG = "https://p9-arcosite.byteimg.com/tos-cn-i-goo7wpa0wc"
APIYI_DOCS = "https://your-oss.example.com"


def addresses(root, *names):
    return tuple(InputImage(url=f"{root}/{name}") for name in names)


#: What a caller fills in besides model and prompt, and the offer that sells it.
FIVE = ImageRequest("", "", "2K", watermark=False, output_format="png")
PLAIN = ImageRequest("", "", "2K", watermark=False)
SAMPLES = {
    "xmsmartlink/requests/fusion.json": (
        "seedream-5.0-lite@xmsmartlink",
        replace(
            FIVE,
            references=addresses(
                BYTEIMG,
                "4b4464161cf3463db6f9463b10939178~tplv-goo7wpa0wc-image.image",
                "c23d1b0528a14cb08b684307eabdcc9b~tplv-goo7wpa0wc-image.image",
            ),
            sequential="auto",
            max_images=3,
        ),
    ),
    "apifox/requests/text_to_image.json": ("seedream-5.0-lite@custom", FIVE),
    "apifox/requests/edit.json": (
        "seedream-5.0-lite@custom",
        replace(
            FIVE,
            references=addresses(ARK_DOCS, "seedream4_5_imageToimage.png"),
            response_format=None,
        ),
    ),
    "apifox/requests/fusion.json": (
        "seedream-5.0-lite@custom",
        replace(
            FIVE,
            references=addresses(
                ARK_DOCS,
                "seedream4_imagesToimage_1.png",
                "seedream4_5_imagesToimage_2.png",
            ),
            sequential="disabled",
            response_format=None,
        ),
    ),
    "apifox/requests/sequence.json": (
        "seedream-5.0-lite@custom",
        replace(
            FIVE,
            references=addresses(
                ARK_DOCS,
                "seedream4_imagesToimages_1.png",
                "seedream4_imagesToimages_2.png",
            ),
            sequential="auto",
            max_images=3,
            response_format=None,
        ),
    ),
    "apifox/requests/seedream_3_0.json": (
        "seedream-3.0-t2i@custom",
        ImageRequest("", "", "1024x1024", watermark=True, seed=12, guidance_scale=2.5),
    ),
    "apifox/requests/seededit_3_0.json": (
        "seededit-3.0@custom",
        ImageRequest(
            "",
            "",
            "adaptive",
            watermark=True,
            references=addresses(ARK_DOCS, "seededit_i2i.jpeg"),
            seed=21,
            guidance_scale=5.5,
        ),
    ),
    "apifox/requests/seededit_own_document.json": (
        "seededit-3.0@custom",
        ImageRequest(
            "",
            "",
            "adaptive",
            watermark=True,
            references=addresses(ARK_DOCS, "seedream_i2i.jpeg"),
            seed=21,
            guidance_scale=5.5,
        ),
    ),
    "apiyi/requests/edit_sdk.json": (
        "seedream-5.0-lite@apiyi",
        replace(
            PLAIN,
            references=addresses(APIYI_DOCS, "source-photo.png"),
            sequential="disabled",
        ),
    ),
    "apiyi/requests/fusion.json": (
        "seedream-5.0-lite@apiyi",
        replace(
            PLAIN,
            references=addresses(APIYI_DOCS, "person.png", "outfit.png"),
            sequential="disabled",
        ),
    ),
    "apiyi/requests/fusion_sdk.json": (
        "seedream-4.5@apiyi",
        replace(
            PLAIN,
            size="4K",
            references=addresses(
                APIYI_DOCS, "person.png", "outfit.png", "lighting-ref.png"
            ),
            sequential="disabled",
        ),
    ),
    "apiyi/requests/sequence_sdk.json": (
        "seedream-5.0-lite@apiyi",
        replace(PLAIN, sequential="auto", max_images=4),
    ),
    "apiyi/requests/sequence_node.json": (
        "seedream-5.0-lite@apiyi",
        replace(PLAIN, sequential="auto", max_images=4),
    ),
    "cometapi/requests/text_to_image.json": ("seedream-5.0-lite@cometapi", PLAIN),
}
EVERY_SAMPLE = pytest.mark.parametrize("name", SAMPLES)


def sample_of(name):
    return json.loads((PAYLOADS / name).read_text(encoding="utf-8"))


def offer_of(name):
    return find_offer(SAMPLES[name][0], GATEWAYS.values())


def test_every_sample_of_the_documents_is_walked():
    files = {str(path.relative_to(PAYLOADS)) for path in PAYLOADS.glob("*/requests/*")}

    assert files == set(SAMPLES)


@EVERY_SAMPLE
def test_the_builder_writes_the_sample(name):
    sample, offer, wish = sample_of(name), offer_of(name), SAMPLES[name][1]
    request = replace(
        wish,
        remote_model=offer.remote_model,
        prompt=sample["prompt"],
        single_reference_as_list=offer.gateway.single_reference_as_list,
    )

    assert request_body(request) == sample
    assert json.loads(encoded_body(request)) == sample


@EVERY_SAMPLE
def test_the_offer_lists_every_field_and_the_size_of_the_sample(name):
    sample, able = sample_of(name), offer_of(name).capabilities
    wire = {field.value: field for field in RequestField}
    optional = {wire[each] for each in sample if each in wire}

    assert optional <= able.fields
    assert set(sample) - set(wire) <= {
        "model",
        "prompt",
        "size",
        "sequential_image_generation_options",
    }
    assert isinstance(resolve(able.size, sample["size"]), Size)
