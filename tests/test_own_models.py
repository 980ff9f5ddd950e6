"""A person's own ids: what is read, what is told of a wrong one, what is sold."""

import pytest
from django.utils import translation

from generations import accounts, own_models
from generations.catalogue.vocabulary import Mode
from generations.catalogue_words import MODEL_FAULTS, say_fault
from generations.own_models import OwnModel, read_models


@pytest.fixture
def ark(settings):
    settings.ARK_API_KEY = "key"
    settings.STUDIO_SIMULATOR = "off"


def keys(mode=None):
    return [offer.key for offer in accounts.offers(mode)]


def test_entries_are_read_with_and_without_a_gateway():
    reading = read_models(
        ["ep-20260101-abc=seedream-4.5@ark", " my-lite = Seedream-5.0-Lite ", ""]
    )

    assert reading.fault == ""
    assert reading.models == (
        OwnModel("ep-20260101-abc", "seedream-4.5", "ark"),
        OwnModel("my-lite", "seedream-5.0-lite"),
    )


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("ep-1", own_models.NOT_A_PAIR),
        ("=seedream-4.5", own_models.NOT_A_PAIR),
        ("ep-1=", own_models.NOT_A_PAIR),
        ("ep-1=seedream-4.5@", own_models.NOT_A_PAIR),
        ("my model=seedream-4.5", own_models.NOT_AN_ID),
        ("-x=seedream-4.5", own_models.NOT_AN_ID),
        ("x" * 61 + "=seedream-4.5", own_models.NOT_AN_ID),
        ("ep-1=seedream-9", own_models.NO_FAMILY),
        ("ep-1=seedream-4.5@nobody", own_models.NO_GATEWAY),
        ("ep-1=seedream-4.5@simulator", own_models.NO_GATEWAY),
    ],
)
def test_a_wrong_entry_is_told_and_the_others_stand(entry, sentence):
    reading = read_models([entry, "good=seedream-4.5"])

    assert reading.fault == f"“{entry[:100]}”: {sentence}"
    assert reading.models == (OwnModel("good", "seedream-4.5"),)


def test_the_longest_id_is_read():
    reading = read_models(["x" * 60 + "=seedream-4.5"])

    assert reading.fault == ""


def test_the_same_entry_twice_is_told():
    reading = read_models(["a=seedream-4.5", "a=seedream-4.5"])

    assert reading.fault == f"“a=seedream-4.5”: {own_models.TWICE}"
    assert len(reading.models) == 1


def test_every_sentence_is_marked_for_translation():
    said = {
        own_models.NOT_A_PAIR,
        own_models.NOT_AN_ID,
        own_models.NO_FAMILY,
        own_models.NO_GATEWAY,
        own_models.TWICE,
    }

    assert said == set(MODEL_FAULTS)


def test_an_endpoint_is_on_sale_with_its_own_id(ark, settings):
    settings.SEEDREAM_MODELS = ["ep-20260101-abc=seedream-4.5@ark"]

    offer = accounts.find_offer("ep-20260101-abc@ark")

    assert offer is not None
    assert offer.remote_model == "ep-20260101-abc"
    assert offer.capabilities == accounts.find_offer("seedream-4.5@ark").capabilities
    assert "ep-20260101-abc@ark" in keys(Mode.SEQUENCE)


def test_an_id_without_a_gateway_is_for_the_preferred_one_alone(ark, settings):
    settings.BYTEPLUS_API_KEY = "key"
    settings.SEEDREAM_MODELS = ["my-lite=seedream-5.0-lite"]

    mine = [key for key in keys() if key.startswith("my-lite@")]

    assert mine == ["my-lite@ark"]


def test_an_id_for_a_gateway_without_a_key_waits(ark, settings):
    settings.SEEDREAM_MODELS = ["ep-1=seedream-4.5@byteplus"]

    assert accounts.problem() == ""
    assert accounts.find_offer("ep-1@byteplus") is None
    assert accounts.known_offer("ep-1@byteplus") is not None


def test_an_own_id_takes_the_place_of_the_offer_of_that_name(ark, settings):
    settings.SEEDREAM_MODELS = ["seedream-4.5=seedream-4.5@ark"]

    found = [key for key in keys() if key == "seedream-4.5@ark"]

    assert len(found) == 1
    assert accounts.find_offer("seedream-4.5@ark").remote_model == "seedream-4.5"
    assert accounts.known_offer("seedream-4.5@ark").remote_model == "seedream-4.5"


def test_an_image_model_of_another_maker_can_be_named_for_the_custom_gateway(settings):
    settings.SEEDREAM_BASE_URL = "https://pictures.example.com/v1"
    settings.SEEDREAM_API_KEY = "key"
    settings.SEEDREAM_MODELS = ["gpt-image-2=gpt-image-2@custom"]

    assert "gpt-image-2@custom" in keys(Mode.TEXT_TO_IMAGE)


def test_the_simulator_sells_no_id_that_it_does_not_know(settings):
    settings.STUDIO_SIMULATOR = "on"
    settings.SEEDREAM_MODELS = ["my-lite=seedream-5.0-lite"]

    assert not [key for key in keys() if key.startswith("my-lite")]


def test_a_wrong_entry_leaves_the_studio_running(settings):
    settings.SEEDREAM_BASE_URL = "https://pictures.example.com/v1"
    settings.SEEDREAM_API_KEY = "key"
    settings.SEEDREAM_MODELS = ["ep-1=nothing", "my-lite=seedream-5.0-lite"]

    assert (
        accounts.problem() == f"SEEDREAM_MODELS: “ep-1=nothing”: {own_models.NO_FAMILY}"
    )
    assert keys()[0] == "my-lite@custom"
    assert "seedream-4.5@custom" in keys()


def test_a_fault_is_told_after_its_setting_and_its_entry(settings):
    settings.SEEDREAM_MODELS = ["ep-1"]

    with translation.override("en"):
        said = say_fault(accounts.problem())

    assert said == f"SEEDREAM_MODELS: “ep-1”: {own_models.NOT_A_PAIR}"
