"""References on their way out: in a format that is taken, and never too much."""

import base64
import io
import os
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from PIL import Image

from generations.catalogue import GATEWAYS, find_offer, simulator_gateway
from generations.clients.contract import ImageRequest
from generations.clients.requests import encoded_body, request_body
from generations.forms.compose import MAX_PROMPT
from generations.pipeline.references import prepared
from generations.pipeline.store import keep_upload

pytestmark = pytest.mark.django_db


def offer_of(key):
    return find_offer(
        key, [*GATEWAYS.values(), simulator_gateway("http://127.0.0.1/v1")]
    )


def request(references, prompt="x"):
    return ImageRequest(
        remote_model="a", prompt=prompt, size="2K", references=references
    )


@pytest.fixture
def keep(alice, tmp_path):
    def save(kind, size=(64, 48), mode="RGB", noise=False):
        path = tmp_path / f"picture.{kind.lower()}"
        image = Image.new(mode, size, "teal" if mode != "RGBA" else (9, 9, 9, 40))
        if noise:
            image = Image.frombytes("RGB", size, os.urandom(size[0] * size[1] * 3))
        image.save(path, kind)
        return keep_upload(path, team_id=alice.team_id)

    return save


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF"])
def test_a_data_uri_has_a_lower_case_type_that_fits_its_bytes(keep, kind):
    references = prepared([keep(kind)], offer_of("seedream-4.0@ark"))

    address = request_body(request(references))["image"]
    head, _comma, encoded = address.partition(",")
    assert head == f"data:image/{kind.lower()};base64"
    assert Image.open(io.BytesIO(base64.b64decode(encoded))).format == kind


@pytest.mark.parametrize(
    "kind, mode, sent",
    [
        ("WEBP", "RGB", "image/jpeg"),
        ("GIF", "RGB", "image/jpeg"),
        ("BMP", "RGB", "image/jpeg"),
        ("TIFF", "RGB", "image/jpeg"),
        ("WEBP", "RGBA", "image/png"),
        ("PNG", "RGBA", "image/png"),
        ("JPEG", "RGB", "image/jpeg"),
    ],
)
def test_a_format_that_is_not_taken_is_converted(keep, kind, mode, sent):
    (reference,) = prepared([keep(kind, mode=mode)], offer_of("seededit-3.0@simulator"))

    assert reference.media_type == sent


def test_fourteen_large_references_fit_into_one_request(keep):
    offer = offer_of("seedream-5.0-lite@simulator")
    small = replace(offer.gateway, max_body_bytes=1_400_000)
    offer = replace(offer, gateway=small)
    images = [keep("PNG", (300 + n, 240), noise=True) for n in range(13)]
    images.append(keep("PNG", (30, 24), noise=True))

    references = prepared(images, offer)

    assert len(encoded_body(request(references))) <= small.max_body_bytes
    sizes = [Image.open(io.BytesIO(each.content)).size for each in references]
    assert sizes[-1] == (30, 24)
    lengths = [len(each.content) for each in references[:-1]]
    assert min(lengths) > 0.6 * max(lengths)
    for (width, height), image in zip(sizes, images, strict=True):
        assert width / height == pytest.approx(
            image.width_px / image.height_px, rel=0.05
        )


def test_the_longest_prompt_fits_beside_the_references(keep):
    offer = offer_of("seedream-5.0-lite@simulator")
    small = replace(offer.gateway, max_body_bytes=900_000)
    images = [keep("PNG", (400, 300 + n), noise=True) for n in range(3)]

    references = prepared(images, replace(offer, gateway=small))

    body = encoded_body(request(references, prompt="\U0001f30a" * MAX_PROMPT))
    assert len(body) <= small.max_body_bytes


def test_what_fits_keeps_every_pixel(keep):
    images = [keep("PNG", (200, 150), noise=True) for _ in range(3)]

    references = prepared(images, offer_of("seedream-5.0-lite@ark"))

    assert [Image.open(io.BytesIO(r.content)).size for r in references] == (
        [(200, 150)] * 3
    )


def test_a_gateway_that_fetches_gets_an_address_of_ours(keep, settings):
    settings.STUDIO_PUBLIC_URL = "https://studio.example"
    images = [keep("PNG"), keep("BMP")]

    references = prepared(images, offer_of("seedream-4.5@apiyi"))

    addresses = request_body(request(references))["image"]
    assert all(r.content is None or r.content == b"" for r in references)
    assert len(set(addresses)) == 2
    for address in addresses:
        made = urlsplit(address)
        assert (made.scheme, made.netloc) == ("https", "studio.example")
        assert made.path.startswith("/references/")


def test_without_an_address_of_ours_it_gets_nothing(keep, settings):
    settings.STUDIO_PUBLIC_URL = ""

    with pytest.raises(ValueError, match="STUDIO_PUBLIC_URL"):
        prepared([keep("PNG")], offer_of("seedream-4.5@apiyi"))


def test_an_offer_without_references_prepares_none(keep):
    with pytest.raises(ValueError, match="takes no references"):
        prepared([keep("PNG")], offer_of("seedream-3.0-t2i@simulator"))
