"""What the catalogue says stands marked for translation, word for word."""

import re

import pytest
from django.utils import translation

from generations import accounts
from generations.catalogue import GATEWAYS, custom_gateway, every_offer
from generations.catalogue.decisions import DECISIONS
from generations.catalogue_words import (
    ADDRESS_FAULTS,
    LABELS,
    PAIR_FAULT,
    SOURCES,
    gateway_label,
    say_fault,
    say_option,
)

#: One address for each reason to refuse it, in the order of `ADDRESS_FAULTS`.
BROKEN = (
    "https://ann:secret@pictures.example.com/v1",
    "https://pictures.example.com/v1?key=secret",
    "http://pictures.example.com/v1",
    "https://127.0.0.1/v1",
    "https://pictures.example.com/v 1",
    "https://pictures.example.com:port/v1",
    "ftp://pictures.example.com/v1",
    "https:///v1",
)


@pytest.mark.parametrize(
    ("address", "sentence"), list(zip(BROKEN, ADDRESS_FAULTS, strict=True))
)
def test_sentence_about_an_address_is_marked_for_translation(address, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        custom_gateway(address)


def test_label_of_a_gateway_is_a_brand_or_marked_for_translation():
    brands = {"APIYI", "BytePlus ModelArk", "CometAPI", "XM SmartLink"}

    labels = {gateway.label for gateway in GATEWAYS.values()}

    assert labels == brands | set(LABELS)


def test_lonely_address_is_told_in_a_marked_sentence(settings):
    settings.SEEDREAM_BASE_URL = "https://pictures.example.com/v1"
    settings.SEEDREAM_API_KEY = ""

    assert accounts.problem() == PAIR_FAULT


def test_fault_is_told_in_chinese_after_the_name_of_its_setting(settings):
    settings.SEEDREAM_BASE_URL = "ftp://pictures.example.com"
    settings.SEEDREAM_API_KEY = "key"

    with translation.override("zh-hans"):
        said = say_fault(accounts.problem())

    assert said == "SEEDREAM_BASE_URL：网关地址必须以 https:// 或 http:// 开头。"


def test_gateway_has_a_chinese_name():
    with translation.override("zh-hans"):
        assert gateway_label(GATEWAYS["ark"]) == "火山方舟"


def test_every_sentence_about_the_custom_gateway_is_translated():
    with translation.override("zh-hans"):
        said = [say_fault(fault) for fault in (*ADDRESS_FAULTS, PAIR_FAULT)]

    assert not set(said) & {*ADDRESS_FAULTS, PAIR_FAULT}


def test_source_is_an_address_or_marked_for_translation():
    offers = [o for gateway in GATEWAYS.values() for o in every_offer(gateway)]
    facts = {
        fact.source
        for offer in offers
        for fact in (*offer.image_model.facts, *offer.gateway.facts)
    }
    prices = {offer.price.source for offer in offers if offer.price}
    chosen = {decision.source for decision in DECISIONS}

    named = {text for text in facts | prices | chosen if text}

    assert {text for text in named if not text.startswith("https://")} == set(SOURCES)


def test_words_of_an_api_have_chinese_names():
    with translation.override("zh-hans"):
        said = [say_option(name) for name in ("high", "opaque", "fast", "2K")]

    assert said == ["高", "不透明", "快速", "2K"]
