"""The compose page: drawn, redrawn, sent once, and never losing a typed word."""

import uuid

import pytest

from generations.models import Attempt, Generation
from generations.tasks import send_attempt
from teams.roles import Role

ADDRESS = "/compose/text-to-image/"
HTMX = {"HX-Request": "true"}
OFFER = "seedream-4.5@simulator"


@pytest.fixture
def rung(monkeypatch):
    """The ids of the attempts somebody was rung for."""
    ids = []
    monkeypatch.setattr(
        send_attempt, "apply_async", lambda args, **_: ids.append(uuid.UUID(args[0]))
    )
    return ids


@pytest.fixture
def wish():
    return {
        "token": str(uuid.uuid4()),
        "prompt": "A lighthouse <of> folded paper",
        "offer": OFFER,
        "tier": "2K",
        "ratio": "3:2",
        "watermark": "on",
    }


def text(response):
    return response.content.decode()


def test_the_page_has_a_form_a_fresh_token_and_a_price(as_alice):
    first, second = as_alice.get(ADDRESS), as_alice.get(ADDRESS)

    assert first.status_code == 200
    assert "<html" in text(first) and 'id="compose-form"' in text(first)
    assert first.context["form"].token_value != second.context["form"].token_value
    assert first.headers["Vary"].count("HX-Request") == 1


def test_a_change_redraws_only_the_options(as_alice):
    values = {"offer": OFFER, "tier": "4K", "ratio": "1:1"}

    response = as_alice.get(ADDRESS, values, headers=HTMX)

    assert "<html" not in text(response)
    assert 'id="compose-options"' in text(response)
    assert "textarea" not in text(response)
    assert response.context["choice"].width_px == 4096


def test_an_offer_that_cannot_keep_a_tier_says_so(as_alice):
    values = {"offer": OFFER, "tier": "1K"}

    response = as_alice.get(ADDRESS, values, headers=HTMX)

    assert "has no 1K: set to 2K" in text(response)


def test_a_submit_answers_with_its_placeholder_and_rings_after_the_commit(
    as_alice, wish, rung, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = as_alice.post(ADDRESS, wish, headers=HTMX)
        assert rung == []

    generation = Generation.objects.get()
    output = generation.outputs.get()
    assert response.status_code == 200
    assert str(output.pk) in text(response)
    assert (generation.width_px, generation.height_px) == (2496, 1664)
    assert generation.parameters == {"watermark": True}
    assert rung == [generation.attempts.get().pk]
    assert response.context["form"].token_value != wish["token"]


def test_a_second_submit_of_the_same_form_is_the_same_generation(as_alice, wish):
    first = as_alice.post(ADDRESS, wish, headers=HTMX)
    second = as_alice.post(ADDRESS, wish, headers=HTMX)

    (output,) = Generation.objects.get().outputs.all()
    assert Attempt.objects.count() == 1
    assert all(str(output.pk) in text(page) for page in (first, second))


def test_an_old_form_with_another_wish_is_not_sent_and_loses_nothing(as_alice, wish):
    as_alice.post(ADDRESS, wish)
    changed = wish | {"prompt": "Another & better one"}

    response = as_alice.post(ADDRESS, changed, headers=HTMX)

    assert response.status_code == 200
    assert "already sent once" in text(response)
    assert "Another &amp; better one" in text(response)
    assert wish["token"] not in text(response)
    assert Generation.objects.count() == 1
    again = changed | {"token": str(response.context["form"].token_value)}
    as_alice.post(ADDRESS, again, headers=HTMX)
    assert Generation.objects.count() == 2


@pytest.mark.parametrize(
    "change, words",
    [
        ({"prompt": " "}, "Describe the picture first."),
        ({"prompt": "long " * 7_000}, "At most 32000 characters"),
        ({"size": "512x512"}, "Nearest: 1920 × 1920"),
        ({"ratio": "custom", "width": "9", "height": "x"}, "Write a size like"),
        ({"tier": "1K"}, "does not offer 1K"),
        ({"offer": "seedream-9@nowhere"}, "is not offered here"),
        ({"offer": "seedream-3.0-t2i@simulator", "seed": "-7"}, "A number from -1"),
        ({"token": "garbled"}, "was broken"),
        ({"token": ""}, "had no token"),
    ],
)
@pytest.mark.parametrize("headers", [HTMX, {}], ids=["fragment", "page"])
def test_a_broken_rule_is_said_with_status_200_and_keeps_the_prompt(
    as_alice, wish, rung, change, words, headers
):
    response = as_alice.post(ADDRESS, wish | change, headers=headers)

    assert response.status_code == 200
    assert words in text(response)
    assert Generation.objects.count() == 0
    assert rung == []
    prompt = (wish | change)["prompt"].replace("<", "&lt;").replace(">", "&gt;")
    assert prompt.strip() in text(response)
    assert ("<html" in text(response)) == (not headers)


def test_without_scripts_a_submit_leads_to_the_gallery(as_alice, wish):
    response = as_alice.post(ADDRESS, wish)

    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert Generation.objects.count() == 1


def test_a_broker_that_is_away_does_not_trouble_the_person(
    as_alice, wish, monkeypatch, django_capture_on_commit_callbacks
):
    def away(*_, **__):
        raise ConnectionRefusedError("no broker")

    monkeypatch.setattr(send_attempt, "apply_async", away)
    with django_capture_on_commit_callbacks(execute=True):
        response = as_alice.post(ADDRESS, wish)

    assert response.status_code == 302
    assert Generation.objects.count() == 1


def test_the_recipe_of_a_picture_comes_back(as_alice, as_bob, wish):
    as_alice.post(ADDRESS, wish)
    output = Generation.objects.get().outputs.get()

    page = as_bob.get(ADDRESS, {"from": str(output.pk)})

    assert "A lighthouse &lt;of&gt; folded paper" in text(page)
    choice = page.context["choice"]
    assert (choice.offer.key, choice.tier, choice.ratio) == (OFFER, "2K", "3:2")


def test_charlie_never_sees_the_recipe_of_alice(as_alice, as_charlie, wish):
    as_alice.post(ADDRESS, wish)
    output = Generation.objects.get().outputs.get()

    assert as_charlie.get(ADDRESS, {"from": str(output.pk)}).status_code == 404


def test_what_charlie_asks_for_is_his(as_charlie, charlie, wish):
    as_charlie.post(ADDRESS, wish)

    assert Generation.objects.get().team == charlie.team


@pytest.mark.parametrize("origin", ["x", "00000000-0000-4000-8000-000000000000"])
def test_the_recipe_of_nothing_is_not_there(as_alice, origin):
    assert as_alice.get(ADDRESS, {"from": origin}).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_viewer_has_no_compose_page(as_bob, bob, wish, method):
    bob.role = Role.VIEWER
    bob.save(update_fields=["role"])

    response = getattr(as_bob, method)(ADDRESS, wish)

    assert response.status_code == 404
    assert Generation.objects.count() == 0


def test_a_mode_without_a_page(as_alice):
    assert as_alice.get("/compose/painting/").status_code == 404


@pytest.mark.parametrize(
    "query", ["tier=0K", "tier=infK", "tier=-2K", "size=K", "images=9", "ratio=x"]
)
def test_whatever_stands_in_the_address_the_page_is_drawn(as_alice, query):
    assert as_alice.get(f"{ADDRESS}?{query}").status_code == 200


def test_no_gateway_is_a_sentence_not_a_crash(as_alice, wish, settings):
    settings.STUDIO_SIMULATOR = "off"

    for response in (as_alice.get(ADDRESS), as_alice.post(ADDRESS, wish)):
        assert response.status_code == 200
        assert "No gateway can be used now" in text(response)


def test_strangers_are_led_to_the_door(client, alice):
    response = client.get(ADDRESS)

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_a_form_opened_in_another_team_draws_the_page_anew(
    as_alice, alice, charlie, wish
):
    page = as_alice.get(ADDRESS)
    assert f'name="payer" value="{alice.team_id}"' in text(page)

    response = as_alice.post(
        f"{ADDRESS}redraw/", wish | {"payer": charlie.team_id}, headers=HTMX
    )

    assert response.headers["HX-Redirect"] == ADDRESS
    shown = text(as_alice.get(ADDRESS))
    assert "You work in" in shown
    assert "folded paper" in shown
    assert Generation.objects.count() == 0
