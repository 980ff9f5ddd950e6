"""For every offer and mode: exactly the fields the offer lists leave, no other."""

import base64
from dataclasses import replace

import pytest

from generations import accounts
from generations.catalogue import GATEWAYS, find_offer, offers_of, simulator_gateway
from generations.catalogue.vocabulary import Mode, ReferenceTransport, RequestField
from generations.clients.requests import request_body
from generations.models import Generation
from generations.pipeline import wire

pytestmark = pytest.mark.django_db
ALWAYS = {"model", "prompt", "size"}
#: Sold under their own name; the custom gateway has an address of the test.
SHOPS = [*GATEWAYS.values()]
SHOPS[-2] = replace(SHOPS[-2], base_url="https://gateway.example/v1")
SHOPS[-1] = simulator_gateway("http://127.0.0.1:9/v1")
CASES = [
    pytest.param(offer, mode, id=f"{offer.key}-{mode}")
    for shop in SHOPS
    for offer in offers_of(shop)
    for mode in Mode
    if mode in offer.capabilities.modes
    and (
        shop.reference_transport is ReferenceTransport.DATA_URI
        or mode in (Mode.TEXT_TO_IMAGE, Mode.SEQUENCE)
    )
]
EVERY_CASE = pytest.mark.parametrize("offer, mode", CASES)
REFERENCES = {Mode.TEXT_TO_IMAGE: 0, Mode.EDIT: 1, Mode.FUSION: 2, Mode.SEQUENCE: 0}
#: Everything a browser could send at once, kept or not by the offer.
FULL = {"watermark": "on", "seed": "7", "guidance_scale": "4", "output_format": ""}


@pytest.fixture
def asked(ask, upload, monkeypatch):
    def make(offer, mode):
        monkeypatch.setattr(accounts, "offers", lambda wanted=None: (offer,))
        references = [upload(colour=(n, 9, 9)) for n in range(REFERENCES[mode])]
        extra = {"max_images": 3} if mode is Mode.SEQUENCE else {}
        return ask(offer.key, mode=mode, references=references, **FULL, **extra)

    return make


@EVERY_CASE
def test_exactly_the_fields_of_the_offer_leave(asked, offer, mode):
    generation = asked(offer, mode)

    body = request_body(wire.request_of(generation, offer))

    named = set(body) - ALWAYS - {"sequential_image_generation_options"}
    allowed = {field.value for field in offer.capabilities.fields}
    assert body["model"] == offer.remote_model
    assert named <= allowed
    for field in ("watermark", "seed", "guidance_scale", "output_format"):
        assert (field in body) == (field in allowed)
    assert ("image" in body) == (REFERENCES[mode] > 0)
    assert ("n" in body) == ("n" in allowed)
    if mode is Mode.SEQUENCE and "n" in allowed:
        assert (body["n"], body["enable_sequential"]) == (3, True)
    elif mode is Mode.SEQUENCE:
        assert body["sequential_image_generation"] == "auto"
        assert body["sequential_image_generation_options"] == {"max_images": 3}
        assert body.get("stream", False) == (RequestField.STREAM in allowed)
    else:
        assert "sequential_image_generation_options" not in body
        assert "stream" not in body


@EVERY_CASE
def test_the_strict_simulator_takes_it_and_misses_nothing(
    simulator, asked, offer, mode
):
    generation = asked(offer, mode)
    sold = replace(offer.gateway, base_url=simulator.base_url)
    client = accounts.ArkClient(accounts.endpoint(sold), "a-key")

    events = list(client.generate(wire.request_of(generation, offer)))

    (line,) = simulator.ledger.requests()
    assert (line["forbidden_fields"], line["ignored_fields"]) == ([], [])
    assert (line["mode"], line["refused"]) == (mode, "")
    assert len(events) == generation.images + 1


def test_references_keep_their_order_and_leave_as_data(asked, upload):
    offer = find_offer("seedream-4.0@ark", GATEWAYS.values())
    generation = asked(offer, Mode.FUSION)
    first, second = wire.request_of(generation, offer).references

    body = request_body(wire.request_of(generation, offer))

    sent = [base64.b64decode(each.partition(",")[2]) for each in body["image"]]
    assert sent == [first.content, second.content]
    assert first.content != second.content
    assert all(each.startswith("data:image/") for each in body["image"])


def test_a_field_the_offer_lost_since_the_wish_stays_here(ask, demo):
    generation = ask("seedream-4.0@simulator", watermark="on")
    Generation.objects.update(
        parameters={"watermark": True, "seed": 5, "output_format": "png", "n": 4}
    )
    generation.refresh_from_db()

    offer = accounts.find_offer("seedream-4.0@simulator")
    body = request_body(wire.request_of(generation, offer))

    assert set(body) == {*ALWAYS, "watermark", "response_format"}
