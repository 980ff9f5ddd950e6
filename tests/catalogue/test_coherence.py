"""The catalogue holds together: a walk over every offer, retired ones too."""

from datetime import date

import pytest

from generations.catalogue import (
    GATEWAYS,
    IMAGE_MODELS,
    Size,
    SizeLimit,
    SizeProblem,
    check_pixels,
    offers_of,
    resolve,
)
from generations.catalogue.vocabulary import IdStyle, Mode, PicturesBy, RequestField

BEFORE_SHUTDOWN = date(2026, 7, 1)
OFFERS = [
    offer
    for gateway in GATEWAYS.values()
    for offer in offers_of(gateway, on=BEFORE_SHUTDOWN)
]
EVERY_OFFER = pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.key)
GROUPS = {"seedream-5.0-lite", "seedream-4.5", "seedream-4.0"}
FAMILY_3 = {"seedream-3.0-t2i", "seededit-3.0"}
GPT = {"gpt-image-1.5", "gpt-image-2"}
WAN_AND_QWEN = {"wan2.7-image", "wan2.7-image-pro", "qwen-image"}


@EVERY_OFFER
def test_every_recommended_size_is_legal_for_its_own_offer(offer):
    able = offer.capabilities

    for rule in (able.size, *able.narrower_sizes.values()):
        for tier in rule.tiers.values():
            problems = {check_pixels(rule, *size) for size in tier.values()}
            limits = {problem and problem.limit for problem in problems}
            assert limits == {None if rule.has_pixels else SizeLimit.ONLY_PRESETS}


@EVERY_OFFER
def test_the_default_size_is_legal(offer):
    rule = offer.capabilities.size

    size = resolve(rule, rule.default)

    assert isinstance(size, Size)
    assert size.wire == rule.default


@EVERY_OFFER
def test_every_tier_can_be_asked_for_by_name_or_by_ratio(offer):
    rule = offer.capabilities.size

    for name, tier in rule.tiers.items():
        by_name = resolve(rule, name.lower())
        assert isinstance(by_name, Size if rule.has_presets else SizeProblem)
        for ratio, (width_px, height_px) in tier.items():
            by_ratio = resolve(rule, f"{name} {ratio}")
            if rule.has_pixels:
                wanted = Size(f"{width_px}x{height_px}", width_px, height_px)
                assert by_ratio == wanted
            else:
                assert isinstance(by_ratio, SizeProblem)


@EVERY_OFFER
def test_rows_are_not_swapped(offer):
    for tier in offer.capabilities.size.tiers.values():
        for ratio, (width_px, height_px) in tier.items():
            wide, tall = (int(part) for part in ratio.split(":"))
            assert (width_px > height_px) == (wide > tall)
            assert abs(width_px / height_px / (wide / tall) - 1) < 0.02


@EVERY_OFFER
def test_every_tier_has_a_square_for_the_placeholder(offer):
    for tier in offer.capabilities.size.tiers.values():
        width_px, height_px = tier["1:1"]
        assert width_px == height_px


@EVERY_OFFER
def test_modes_and_reference_counts_agree(offer):
    able = offer.capabilities

    assert able.modes
    assert able.min_references <= able.max_references
    assert (Mode.TEXT_TO_IMAGE in able.modes) == (able.min_references == 0)
    assert (Mode.EDIT in able.modes) == (able.max_references >= 1)
    assert (Mode.FUSION in able.modes) == (able.max_references >= 2)
    assert (Mode.SEQUENCE in able.modes) == (able.max_images > 1)
    assert (able.reference is not None) == (able.max_references > 0)
    assert able.max_references + 1 <= able.max_together
    assert able.max_images <= able.max_together
    assert able.max_together == 15 or offer.image_model.slug in WAN_AND_QWEN
    assert able.narrower_sizes.keys() <= able.modes


@EVERY_OFFER
def test_fields_and_their_values_agree(offer):
    able = offer.capabilities

    assert (RequestField.IMAGE in able.fields) == (able.max_references > 0)
    assert (RequestField.SEQUENTIAL in able.fields) == (
        able.pictures_by is PicturesBy.SEQUENTIAL
    )
    assert (RequestField.N in able.fields) == (able.max_variations > 1)
    assert (RequestField.ENABLE_SEQUENTIAL in able.fields) == (
        able.pictures_by is PicturesBy.N_WITH_SEQUENTIAL
    )
    assert (able.pictures_by is None) == (able.max_images == able.max_variations == 1)
    assert (RequestField.QUALITY in able.fields) == bool(able.qualities)
    assert (RequestField.BACKGROUND in able.fields) == bool(able.backgrounds)
    assert (RequestField.OUTPUT_COMPRESSION in able.fields) == bool(able.compression)
    assert (RequestField.SEED in able.fields) == (able.seed is not None)
    assert (RequestField.GUIDANCE_SCALE in able.fields) == (able.guidance is not None)
    assert (RequestField.OUTPUT_FORMAT in able.fields) == bool(able.output_formats)
    assert (RequestField.OPTIMIZE_PROMPT in able.fields) == bool(able.optimize_modes)
    assert len(able.optimize_modes) != 1


@EVERY_OFFER
def test_no_forbidden_field_is_on_offer(offer):
    slug, fields = offer.image_model.slug, offer.capabilities.fields

    assert RequestField.RESPONSE_FORMAT in fields
    assert (RequestField.WATERMARK in fields) == (slug not in GPT)
    assert (RequestField.N in fields) == (slug in GPT | WAN_AND_QWEN)
    assert (RequestField.THINKING_MODE in fields) == (slug in WAN_AND_QWEN)
    assert (RequestField.QUALITY in fields) == (slug in GPT)
    assert (offer.capabilities.response_formats == ("b64_json",)) == (slug in GPT)
    assert (RequestField.SEED in fields) == (slug in FAMILY_3)
    assert (RequestField.GUIDANCE_SCALE in fields) == (slug in FAMILY_3)
    assert (RequestField.SEQUENTIAL in fields) == (slug in GROUPS)
    assert RequestField.STREAM not in fields or slug in GROUPS
    assert RequestField.TOOLS not in fields or slug == "seedream-5.0-lite"
    assert slug not in {"seedream-4.5", "seedream-4.0"} or not (
        offer.capabilities.output_formats
    )


@EVERY_OFFER
def test_an_offer_streams_only_where_its_gateway_does(offer):
    streams = RequestField.STREAM in offer.capabilities.fields

    assert streams == (offer.gateway.streams and offer.image_model.slug in GROUPS)


@EVERY_OFFER
def test_an_offer_never_widens_its_image_model(offer):
    full, able = offer.image_model.capabilities, offer.capabilities

    assert able.modes <= full.modes
    assert able.fields <= full.fields
    assert able.max_references <= full.max_references
    assert able.size.tiers.keys() <= full.size.tiers.keys()
    assert able.size.max_pixels <= full.size.max_pixels
    for mode, rule in able.narrower_sizes.items():
        assert able.size_for(mode) is rule
        assert rule.tiers.keys() < able.size.tiers.keys()
        assert rule.max_pixels < able.size.max_pixels


@EVERY_OFFER
def test_remote_names_are_dated_and_spelled_as_the_gateway_wants(offer):
    style = offer.gateway.id_style
    known = {offer.image_model.doubao_id, offer.image_model.plain_id}

    assert offer.remote_model in known - {""}
    is_dated = offer.remote_model.rsplit("-", 1)[-1].isdigit()
    assert is_dated or offer.image_model.maker != "ByteDance"
    if style is IdStyle.PLAIN:
        assert not offer.remote_model.startswith("doubao-")


@EVERY_OFFER
def test_a_known_price_is_positive_unless_it_is_a_demo(offer):
    if offer.price is None:
        return

    assert offer.price.source
    assert offer.price.steps[-1].max_pixels is None
    for step in offer.price.steps:
        assert (step.amount == 0) == offer.gateway.is_demo


@pytest.mark.parametrize("image_model", IMAGE_MODELS.values(), ids=lambda m: m.slug)
def test_every_image_model_says_where_its_facts_come_from(image_model):
    assert image_model.facts
    assert all(fact.source and fact.seen for fact in image_model.facts)
    assert IMAGE_MODELS[image_model.slug] is image_model
    assert 0 < image_model.usual_seconds[0] < image_model.usual_seconds[1]


def test_keys_are_unique_and_say_both_names():
    keys = [offer.key for offer in OFFERS]

    assert len(set(keys)) == len(keys)
    assert "seedream-4.5@apiyi" in keys


@EVERY_OFFER
def test_other_makers_are_sold_only_where_a_document_names_them(offer):
    is_other = offer.image_model.maker != "ByteDance"

    assert not is_other or offer.gateway.slug in {"xmsmartlink", "simulator"}
    assert offer.image_model.maker in {"ByteDance", "Alibaba", "OpenAI"}


@EVERY_OFFER
def test_the_placeholder_format_is_one_that_can_come(offer):
    able = offer.capabilities

    assert able.only_format in {"jpeg", "png"}
    assert set(able.output_formats) <= {"jpeg", "png"}
