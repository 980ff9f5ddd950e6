"""Offers: what each gateway sells, under which id, and what it takes away."""

from datetime import date

import pytest

from generations.catalogue import (
    GATEWAYS,
    IMAGE_MODELS,
    every_offer,
    find_offer,
    offers_of,
    own_offer,
)
from generations.catalogue.vocabulary import Mode, PicturesBy, RequestField

TODAY = date(2026, 11, 20)
FAMILY_3 = {"seedream-3.0-t2i", "seededit-3.0"}


def sold_by(slug, on=TODAY):
    return [offer.image_model.slug for offer in offers_of(GATEWAYS[slug], on=on)]


def capabilities_of(key):
    offer = find_offer(key, GATEWAYS.values())
    assert offer is not None
    return offer.capabilities


SEEDREAM = [
    "seedream-5.0-lite",
    "seedream-4.5",
    "seedream-4.0",
    "seedream-5.5",
    "seedream-5.0-pro",
    "seedream-5.0-flash",
]
OTHERS = [
    "wan2.7-image",
    "wan2.7-image-pro",
    "qwen-image",
    "gpt-image-1.5",
    "gpt-image-2",
]
LEGACY = ["seedream-3.0-t2i", "seededit-3.0"]


def test_a_custom_gateway_sells_every_seedream_in_the_preferred_order():
    assert sold_by("custom") == [*SEEDREAM, *LEGACY]


def test_the_simulator_sells_everything_in_the_preferred_order():
    assert sold_by("simulator") == [*SEEDREAM, *OTHERS, *LEGACY]


def test_the_legacy_ones_are_marked_and_sold_only_where_documents_do():
    sellers = {
        slug for slug in GATEWAYS for legacy in LEGACY if legacy in sold_by(slug)
    }

    assert sellers == {"custom", "simulator"}
    for legacy in LEGACY:
        assert IMAGE_MODELS[legacy].retired_upstream == date(2026, 9, 19)


@pytest.mark.parametrize(
    ("gateway", "slugs"),
    [
        ("apiyi", ["seedream-5.0-lite", "seedream-4.5", "seedream-4.0"]),
        (
            "cometapi",
            ["seedream-5.0-lite", "seedream-4.5", "seedream-4.0", "seedream-5.0-pro"],
        ),
        ("xmsmartlink", ["seedream-5.0-lite", *OTHERS]),
    ],
)
def test_a_gateway_sells_what_its_documents_name(gateway, slugs):
    assert sold_by(gateway) == slugs


@pytest.mark.parametrize("gateway", ["ark", "byteplus"])
def test_the_3_0_family_went_with_the_shutdown(gateway):
    shutdown = date(2026, 9, 19)

    assert set(sold_by(gateway, on=date(2026, 9, 18))) >= FAMILY_3
    assert not FAMILY_3 & set(sold_by(gateway, on=shutdown))


def test_a_retired_offer_is_still_found_by_its_key():
    offer = find_offer("seedream-3.0-t2i@ark", GATEWAYS.values())

    assert offer is not None
    assert offer.retired == date(2026, 9, 19)


@pytest.mark.parametrize("key", ["", "seedream-4.5", "seedream-4.5@nobody", "@ark"])
def test_an_unknown_key_finds_no_offer(key):
    assert find_offer(key, GATEWAYS.values()) is None


@pytest.mark.parametrize("gateway", ["ark", "byteplus", "simulator"])
def test_5_0_lite_has_4k_where_the_newest_document_holds(gateway):
    rule = capabilities_of(f"seedream-5.0-lite@{gateway}").size

    assert (list(rule.tiers), rule.max_pixels) == (["2K", "3K", "4K"], 16_777_216)


@pytest.mark.parametrize("gateway", ["apiyi", "cometapi", "xmsmartlink", "custom"])
def test_5_0_lite_ends_at_3k_elsewhere(gateway):
    rule = capabilities_of(f"seedream-5.0-lite@{gateway}").size

    assert (list(rule.tiers), rule.max_pixels) == (["2K", "3K"], 10_404_496)


@pytest.mark.parametrize(
    ("key", "most"),
    [
        ("seedream-5.0-lite@ark", 14),
        ("seedream-5.0-lite@apiyi", 10),
        ("seedream-4.5@ark", 10),
        ("seedream-4.0@byteplus", 10),
        ("seedream-5.0-pro@ark", 10),
        ("seededit-3.0@custom", 1),
        ("seedream-3.0-t2i@custom", 0),
    ],
)
def test_most_references_of_an_offer(key, most):
    assert capabilities_of(key).max_references == most


@pytest.mark.parametrize(
    ("key", "most"),
    [
        ("seedream-4.5@ark", 30_000_000),
        ("seedream-4.5@byteplus", 10_000_000),
        ("seedream-5.0-pro@byteplus", 30_000_000),
        ("seedream-4.5@custom", 10_000_000),
        ("seededit-3.0@simulator", 10_000_000),
    ],
)
def test_largest_reference_of_an_offer(key, most):
    assert capabilities_of(key).reference.max_bytes == most


def test_seededit_takes_ratios_strictly_between_a_third_and_three():
    rule = capabilities_of("seededit-3.0@custom").reference

    assert (rule.min_ratio, rule.max_ratio, rule.ratio_is_open) == (1 / 3, 3.0, True)
    assert rule.formats == {"jpeg", "png"}


def test_a_gateway_that_names_no_tools_is_sent_none():
    assert RequestField.TOOLS in capabilities_of("seedream-5.0-lite@ark").fields
    assert RequestField.TOOLS not in capabilities_of("seedream-5.0-lite@apiyi").fields


@pytest.mark.parametrize(
    ("key", "remote"),
    [
        ("seedream-5.0-lite@ark", "doubao-seedream-5-0-260128"),
        ("seedream-5.0-lite@byteplus", "seedream-5-0-260128"),
        ("seedream-4.5@apiyi", "seedream-4-5-251128"),
        ("seedream-5.0-pro@cometapi", "seedream-5-0-pro-260628"),
        ("seedream-5.0-flash@custom", "seedream-5-0-flash-260915"),
        ("seededit-3.0@custom", "doubao-seededit-3-0-i2i-250628"),
        ("wan2.7-image-pro@xmsmartlink", "wan2.7-image-pro"),
        ("gpt-image-2@xmsmartlink", "gpt-image-2"),
    ],
)
def test_the_id_that_is_sent(key, remote):
    offer = find_offer(key, GATEWAYS.values())

    assert offer is not None
    assert offer.remote_model == remote


def test_retired_offers_are_among_every_offer_of_a_gateway():
    slugs = [offer.image_model.slug for offer in every_offer(GATEWAYS["ark"])]

    assert set(slugs) >= FAMILY_3


@pytest.mark.parametrize(
    ("mode", "tiers", "most"),
    [
        (Mode.TEXT_TO_IMAGE, ["1K", "2K", "4K"], 16_777_216),
        (Mode.EDIT, ["1K", "2K"], 4_194_304),
        (Mode.FUSION, ["1K", "2K"], 4_194_304),
        (Mode.SEQUENCE, ["1K", "2K"], 4_194_304),
    ],
)
def test_wan_pro_has_4k_from_text_alone_and_for_one_picture(mode, tiers, most):
    rule = capabilities_of("wan2.7-image-pro@simulator").size_for(mode)

    assert (list(rule.tiers), rule.max_pixels) == (tiers, most)


@pytest.mark.parametrize("slug", ["wan2.7-image", "wan2.7-image-pro", "qwen-image"])
def test_xmsmartlink_is_sent_presets_alone_for_alibabas_image_models(slug):
    able = capabilities_of(f"{slug}@xmsmartlink")

    assert not able.size.has_pixels
    assert not any(rule.has_pixels for rule in able.narrower_sizes.values())
    assert able.pictures_by is PicturesBy.N_WITH_SEQUENTIAL
    assert (able.max_variations, able.max_images) == (4, 12)


def test_gpt_image_2_has_no_transparent_background():
    assert "transparent" in capabilities_of("gpt-image-1.5@xmsmartlink").backgrounds
    assert capabilities_of("gpt-image-2@xmsmartlink").backgrounds == ("auto", "opaque")


def test_a_persons_own_id_has_the_capabilities_of_its_family():
    offer = own_offer(GATEWAYS["apiyi"], "my-lite", "seedream-5.0-lite")

    assert offer.key == "my-lite@apiyi"
    assert offer.remote_model == "my-lite"
    assert offer.image_model.label == "Seedream 5.0 Lite (my-lite)"
    assert offer.capabilities == capabilities_of("seedream-5.0-lite@apiyi")
    assert offer.price is None


def test_an_endpoint_costs_what_its_family_costs():
    offer = own_offer(GATEWAYS["ark"], "ep-20260101-abc", "seedream-4.5")
    family = find_offer("seedream-4.5@ark", GATEWAYS.values())

    assert offer.price == family.price is not None
