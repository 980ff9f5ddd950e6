"""The code tab: exactly what would leave for the form as it stands, no secrets."""

import hashlib
import json
import uuid

import pytest

from generations import accounts
from generations.catalogue import GATEWAYS, offers_of
from generations.catalogue.vocabulary import Mode
from generations.clients.requests import request_body
from generations.forms import FORMS
from generations.models import Attempt, Generation
from generations.pipeline import wire
from generations.pipeline.send import send
from generations.views.code import code_of
from tests.views.conftest import HTMX
from tests.views.trays import EDIT, FUSION, SEQUENCE, TEXT, text

SIMULATED = "@simulator"


@pytest.fixture
def wish():
    return {"token": str(uuid.uuid4()), "prompt": 'Say "海" & <b>', "watermark": "on"}


def body(response):
    return json.loads(response.context["code"].body)


def test_it_is_byte_for_byte_what_the_gateway_gets(as_alice, wish, demo):
    wish |= {"offer": f"seedream-4.0{SIMULATED}", "tier": "2K", "ratio": "3:2"}
    shown = body(as_alice.post(f"{TEXT}redraw/", wish, headers=HTMX))

    as_alice.post(TEXT, wish)
    send(Attempt.objects.get().pk, announce=lambda *_, **__: None)

    sent = json.dumps(shown, separators=(",", ":")).encode("ascii")
    (line,) = demo.ledger.requests()
    assert line["body_sha256"] == hashlib.sha256(sent).hexdigest()


@pytest.mark.parametrize(
    "page, offer, references, more",
    [
        (TEXT, "seedream-5.0-lite", 0, {"web_search": "on", "output_format": "png"}),
        (TEXT, "seedream-4.0", 0, {"optimize_prompt": "fast", "tier": "1K"}),
        (TEXT, "seedream-3.0-t2i", 0, {"seed": "7", "guidance_scale": "3.5"}),
        (TEXT, "gpt-image-2", 0, {"count": "3", "quality": "low"}),
        (TEXT, "wan2.7-image", 0, {"thinking_mode": "on", "count": "2"}),
        (EDIT, "seedream-4.5", 1, {}),
        (EDIT, "seededit-3.0", 1, {"seed": "7"}),
        (FUSION, "seedream-5.0-pro", 3, {"output_format": "png"}),
        (SEQUENCE, "seedream-4.0", 0, {"max_images": "4"}),
        (SEQUENCE, "seedream-4.5", 2, {"max_images": "13"}),
        (SEQUENCE, "wan2.7-image", 2, {"max_images": "12"}),
    ],
)
def test_it_says_what_the_kept_wish_would_send(
    as_alice, make_image, wish, page, offer, references, more
):
    order = [
        str(make_image(size=(300 + n, 300), color="navy").pk) for n in range(references)
    ]
    wish |= {"offer": offer + SIMULATED, "references": order, **more}
    wish["prompt"] += " @1 and @2"

    shown = body(as_alice.post(f"{page}redraw/", wish, headers=HTMX))

    as_alice.post(page, wish)
    request = wire.request_of(
        Generation.objects.get(), accounts.find_offer(offer + SIMULATED)
    )
    real = request_body(request)
    images = [shown.pop("image", None), real.pop("image", None)]
    assert shown == real
    counts = [len(each) if isinstance(each, list) else bool(each) for each in images]
    assert counts == [references if references > 1 else bool(references)] * 2


def test_references_are_placeholders_and_mentions_are_names(as_alice, make_image, wish):
    order = [str(make_image(color=name).pk) for name in ("red", "blue")]
    wish |= {"references": order, "prompt": "@1 wears @2"}

    shown = body(as_alice.post(f"{FUSION}redraw/", wish, headers=HTMX))

    assert shown["prompt"] == "image 1 wears image 2"
    assert shown["image"] == [f"data:image/jpeg;base64,<bytes of @{n}>" for n in (1, 2)]


@pytest.mark.parametrize("slug", ["ark", "byteplus", "apiyi", "cometapi", "custom"])
def test_the_key_is_named_and_never_shown(as_alice, settings, wish, slug):
    gateway = GATEWAYS[slug]
    setattr(settings, gateway.key_variable, "sk-very-secret")
    settings.SEEDREAM_BASE_URL = (
        "https://gateway.example/v1" if slug == "custom" else ""
    )
    settings.STUDIO_SIMULATOR = "off"

    page = as_alice.post(f"{TEXT}redraw/", wish, headers=HTMX)

    curl = page.context["code"].curl
    assert "sk-very-secret" not in text(page)
    assert f"Bearer ${gateway.key_variable}" in curl
    assert "/images/generations" in curl
    assert wish["token"] not in curl


def test_a_quote_in_the_prompt_does_not_end_the_shell_word(as_alice, wish):
    wish["prompt"] = "it's; rm -rf ~ `x` $(y)"

    page = as_alice.post(f"{TEXT}redraw/", wish, headers=HTMX)

    assert "it'\"'\"'s; rm -rf" in page.context["code"].curl
    assert "it&#x27;&quot;&#x27;&quot;&#x27;s" in text(page)


@pytest.mark.parametrize(
    "page, change",
    [
        (TEXT, {"prompt": " "}),
        (TEXT, {"ratio": "custom", "width": "9", "height": "9"}),
        (TEXT, {"variations": "99"}),
        (EDIT, {}),
        (SEQUENCE, {"max_images": "16"}),
    ],
)
def test_there_is_none_while_the_form_is_wrong(as_alice, wish, page, change):
    for answer in (
        as_alice.post(f"{page}redraw/", wish | change, headers=HTMX),
        as_alice.post(page, wish | change, headers=HTMX),
        as_alice.get(page),
    ):
        assert answer.context["code"] is None
        assert "appears here as soon as the form can be sent" in text(answer) or (
            'id="code"' not in text(answer)
        )


def test_it_writes_no_row(as_alice, wish):
    as_alice.post(f"{TEXT}redraw/", wish, headers=HTMX)

    assert Generation.objects.count() == 0


def test_a_gateway_that_fetches_gets_addresses(alice, make_image, settings, wish):
    settings.STUDIO_PUBLIC_URL = "https://studio.example"
    offers = [
        o for o in offers_of(GATEWAYS["apiyi"]) if Mode.EDIT in o.capabilities.modes
    ]
    values = wish | {"references": [str(make_image().pk)]}

    code = code_of(FORMS[Mode.EDIT](values, offers=offers, team=alice.team))

    shown = json.loads(code.body)
    assert shown["image"] == [
        "https://<this studio>/references/<signed address of @1>/"
    ]
