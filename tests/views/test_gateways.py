"""The page Gateways: who may see it, how a key goes in and never out, the gates."""

import re

import pytest
from django.db.models.functions import Now

from generations import accounts, keys
from generations.catalogue import GATEWAYS
from generations.models import ALL, Gate, GatewayKey, PauseReason
from generations.simulator import Simulator
from tests.views.conftest import HTMX

ADDRESS = "/settings/gateways/"
KEY = "ark-0123456789-abcd"
ARK = GATEWAYS["ark"]
POSTS = ["key", "key/remove", "key/check", "limits", "pause", "resume"]


def text_of(response):
    return response.content.decode()


@pytest.fixture
def kept(alice):
    """A key of Ark in the database."""
    keys.save(ARK, KEY, person=alice.user)


@pytest.fixture
def keyed(settings, tmp_path):
    """A custom gateway on loopback that knows one key."""
    with Simulator(tmp_path / "outer", api_keys=[KEY]) as simulator:
        settings.SEEDREAM_BASE_URL = simulator.base_url
        settings.SEEDREAM_ALLOW_PRIVATE = True
        yield simulator


def test_every_gateway_of_the_catalogue_stands_on_it(as_alice):
    page = text_of(as_alice.get(ADDRESS))

    for gateway in GATEWAYS.values():
        assert f'id="gateway-{gateway.slug}"' in page


def test_charlie_learns_nothing_of_it(as_charlie, alice):
    answers = [as_charlie.get(ADDRESS)]
    answers += [
        as_charlie.post(f"{ADDRESS}ark/{each}/", {"key": KEY}) for each in POSTS
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert not GatewayKey.objects.exists()


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_colleague_who_does_not_manage_is_told_so(as_bob, bob, role):
    bob.role = role
    bob.save()

    answers = [as_bob.get(ADDRESS)]
    answers += [as_bob.post(f"{ADDRESS}ark/{each}/", {"key": KEY}) for each in POSTS]

    assert {answer.status_code for answer in answers} == {403}
    assert ADDRESS not in text_of(as_bob.get("/"))


def test_admin_finds_it_in_the_list_and_in_the_menu(as_bob, bob):
    bob.role = "admin"
    bob.save()

    page = text_of(as_bob.get("/"))

    assert f'class="side__link" href="{ADDRESS}"' in page
    assert f'class="account__link" href="{ADDRESS}"' in page


def test_nobody_sees_it_without_signing_in(client, alice):
    assert client.get(ADDRESS).status_code == 302
    assert client.post(f"{ADDRESS}ark/key/", {"key": KEY}).status_code == 302


@pytest.mark.parametrize("each", POSTS)
def test_unknown_gateway_is_not_there(as_alice, each):
    assert as_alice.post(f"{ADDRESS}nowhere/{each}/").status_code == 404


@pytest.mark.parametrize("each", POSTS)
def test_nothing_changes_by_looking(as_alice, each):
    assert as_alice.get(f"{ADDRESS}ark/{each}/").status_code == 405


def test_key_is_kept_sealed_and_only_its_end_is_shown(as_alice, alice):
    answer = as_alice.post(f"{ADDRESS}ark/key/", {"key": f"  {KEY}\n"}, follow=True)

    page = text_of(answer)
    assert answer.redirect_chain == [(f"{ADDRESS}#gateway-ark", 302)]
    assert accounts.key_of(ARK) == KEY
    assert KEY not in page
    assert "••••abcd" in page
    assert alice.user.get_full_name() in page
    assert "The key of Volcengine Ark is kept, sealed." in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Paste the key first."),
        ("ark 0123 secret", "Copy it once more."),
        ("ключ-secret-0123", "Copy it once more."),
        ("ark-secret\x00-0123", "Null characters are not allowed."),
        ("k" * 513, "This is longer than any key."),
    ],
)
def test_wrong_key_is_explained_and_not_sent_back(as_alice, typed, words):
    answer = as_alice.post(f"{ADDRESS}ark/key/", {"key": typed})

    page = text_of(answer)
    assert answer.status_code == 422
    assert words in page
    assert "secret" not in page.replace("keys secret", "")
    assert "kkkk" not in page
    assert not GatewayKey.objects.exists()


def test_field_of_the_key_is_closed(as_alice):
    page = text_of(as_alice.get(ADDRESS))

    field = re.search(r'<input [^>]*id="ark-key"[^>]*>', page)[0]
    assert 'type="password"' in field
    assert 'autocomplete="off"' in field
    assert "value=" not in field


def test_key_of_the_environment_is_named_and_cannot_be_set_here(as_alice, settings):
    settings.ARK_API_KEY = "of-the-environment"

    page = text_of(as_alice.get(ADDRESS))
    refused = as_alice.post(f"{ADDRESS}ark/key/", {"key": KEY})

    assert "Set in the environment as <code>ARK_API_KEY</code>" in page
    assert 'id="ark-key"' not in page
    assert "of-the-environment" not in page
    assert refused.status_code == 422
    assert not GatewayKey.objects.exists()


def test_removed_key_is_gone(as_alice, kept):
    page = text_of(as_alice.post(f"{ADDRESS}ark/key/remove/", follow=True))

    assert "The key of Volcengine Ark is removed." in page
    assert accounts.key_of(ARK) == ""


def test_simulator_takes_no_key(as_alice):
    page = text_of(as_alice.get(ADDRESS))

    assert "Needs none: it runs on your own machine" in page
    assert as_alice.post(f"{ADDRESS}simulator/key/", {"key": KEY}).status_code == 404


def test_key_that_cannot_be_opened_is_said(as_alice, kept, settings):
    settings.STUDIO_KEYS_SECRET = "another"
    keys.memory.forget()

    page = text_of(as_alice.get(ADDRESS))

    assert "The key cannot be opened." in page
    assert "Key cannot be opened</span>" in page


def test_free_test_says_accepted_as_page_and_as_fragment(as_alice, keyed):
    as_alice.post(f"{ADDRESS}custom/key/", {"key": KEY})

    page = as_alice.post(f"{ADDRESS}custom/key/check/")
    fragment = as_alice.post(f"{ADDRESS}custom/key/check/", headers=HTMX)

    for answer in (page, fragment):
        assert answer.status_code == 200
        assert "The gateway accepts the key." in text_of(answer)
        assert KEY not in text_of(answer)
    assert "<html" in text_of(page)
    assert text_of(fragment).strip().startswith('<section class="panel gateway"')
    assert keyed.ledger.requests() == []


def test_free_test_says_refused(as_alice, keyed):
    as_alice.post(f"{ADDRESS}custom/key/", {"key": "another-key-of-somebody"})

    page = text_of(as_alice.post(f"{ADDRESS}custom/key/check/"))

    assert "The gateway refuses the key." in page
    assert "HTTP 401" in page


def test_free_test_says_unreachable(as_alice, keyed):
    as_alice.post(f"{ADDRESS}custom/key/", {"key": KEY})
    keyed.stop()

    page = text_of(as_alice.post(f"{ADDRESS}custom/key/check/"))

    assert "The gateway could not be reached" in page


def test_there_is_nothing_to_test_without_a_key(as_alice):
    assert as_alice.post(f"{ADDRESS}ark/key/check/").status_code == 404


def test_limits_are_set(as_alice):
    answer = as_alice.post(
        f"{ADDRESS}ark/limits/", {"concurrency": "12", "pictures_per_minute": "30"}
    )

    gate = Gate.objects.get(slug="ark")
    assert answer.url == f"{ADDRESS}#gateway-ark"
    assert (gate.concurrency, gate.pictures_per_minute) == (12, 30)


def test_empty_minute_means_no_limit(as_alice):
    Gate.objects.create(slug="ark", pictures_per_minute=5)

    as_alice.post(
        f"{ADDRESS}ark/limits/", {"concurrency": "4", "pictures_per_minute": ""}
    )

    assert Gate.objects.get(slug="ark").pictures_per_minute is None


@pytest.mark.parametrize(
    "limits",
    [
        {"concurrency": "0"},
        {"concurrency": "65"},
        {"concurrency": "many"},
        {"concurrency": "4", "pictures_per_minute": "0"},
    ],
)
def test_limits_beyond_reason_are_refused(as_alice, kept, limits):
    answer = as_alice.post(f"{ADDRESS}ark/limits/", limits)

    assert answer.status_code == 422
    assert "field is-wrong" in text_of(answer)
    assert not Gate.objects.filter(slug="ark").exists()


def test_gate_is_paused_and_resumed(as_alice, kept):
    as_alice.post(f"{ADDRESS}ark/pause/")
    paused = text_of(as_alice.get(ADDRESS))
    reason = Gate.objects.get(slug="ark").pause_reason
    as_alice.post(f"{ADDRESS}ark/resume/")
    resumed = text_of(as_alice.get(ADDRESS))

    assert reason == PauseReason.PERSON
    assert "An admin closed it. Requests wait." in paused
    assert "An admin closed it." not in resumed
    assert not Gate.objects.get(slug="ark").is_paused


def test_gate_of_everything_is_told_and_opened(as_alice):
    Gate.objects.pause(ALL, PauseReason.DRAIN)

    page = text_of(as_alice.get(ADDRESS))
    as_alice.post(f"{ADDRESS}all/resume/")

    assert "Nothing is sent to any gateway." in page
    assert not Gate.objects.get(slug=ALL).is_paused


def test_eased_gate_says_how_many_and_until_when(as_alice, kept):
    Gate.objects.create(slug="ark", concurrency=4, eased_to=2, eased_at=Now())

    page = text_of(as_alice.get(ADDRESS))

    assert "The gateway was too busy: 2 of 4 at once for now" in page
    assert "Slower for now" in page


def test_traffic_of_each_gateway_is_counted(as_alice, kept, make_output):
    for state in ("sent", "claimed", "queued", "queued", "queued", "answered"):
        make_output(attempt={"state": state, "gateway": "ark"})

    page = text_of(as_alice.get(ADDRESS))

    assert "<dd>2</dd>" in page
    assert "<dd>3</dd>" in page
