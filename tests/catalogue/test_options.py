"""Which optional fields go together in a mode and a format."""

import pytest

from generations.catalogue import (
    IMAGE_MODELS,
    backgrounds_for,
    fields_for,
    most_pictures,
)
from generations.catalogue.vocabulary import Mode, RequestField

WAN = IMAGE_MODELS["wan2.7-image"].capabilities
GPT = IMAGE_MODELS["gpt-image-1.5"].capabilities
LITE = IMAGE_MODELS["seedream-5.0-lite"].capabilities


@pytest.mark.parametrize("mode", list(Mode))
def test_thinking_is_asked_for_from_text_alone(mode):
    thinks = RequestField.THINKING_MODE in fields_for(WAN, mode)

    assert thinks == (mode is Mode.TEXT_TO_IMAGE)


@pytest.mark.parametrize("mode", list(Mode))
def test_pictures_are_related_in_a_sequence_alone(mode):
    related = RequestField.ENABLE_SEQUENTIAL in fields_for(WAN, mode)

    assert related == (mode is Mode.SEQUENCE)


@pytest.mark.parametrize(
    ("output_format", "is_compressed"), [("jpeg", True), ("png", False), ("", False)]
)
def test_only_a_jpeg_is_compressed(output_format, is_compressed):
    fields = fields_for(GPT, Mode.TEXT_TO_IMAGE, output_format=output_format)

    assert (RequestField.OUTPUT_COMPRESSION in fields) == is_compressed


def test_a_jpeg_is_never_transparent():
    assert "transparent" in backgrounds_for(GPT)
    assert "transparent" in backgrounds_for(GPT, output_format="png")
    assert backgrounds_for(GPT, output_format="jpeg") == ("auto", "opaque")


@pytest.mark.parametrize("mode", list(Mode))
def test_no_field_is_added_to_those_on_offer(mode):
    assert fields_for(LITE, mode) <= LITE.fields
    assert (RequestField.IMAGE in fields_for(LITE, mode)) == (
        mode is not Mode.TEXT_TO_IMAGE
    )


@pytest.mark.parametrize(
    ("able", "mode", "most"),
    [
        (WAN, Mode.SEQUENCE, 12),
        (WAN, Mode.FUSION, 4),
        (GPT, Mode.TEXT_TO_IMAGE, 10),
        (LITE, Mode.SEQUENCE, 15),
        (LITE, Mode.TEXT_TO_IMAGE, 1),
    ],
)
def test_most_pictures_of_one_request(able, mode, most):
    assert most_pictures(able, mode) == most
