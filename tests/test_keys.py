"""Where a gateway's key comes from, how long a process remembers it, how it rotates."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from generations import accounts, keys
from generations.catalogue import GATEWAYS
from generations.models import Gate, GatewayKey, PauseReason

ARK = GATEWAYS["ark"]
KEY = "ark-0123456789-abcd"

pytestmark = pytest.mark.django_db


def slugs():
    return [gateway.slug for gateway in accounts.configured()]


def test_kept_key_is_the_key_of_its_gateway(alice):
    keys.save(ARK, KEY, person=alice.user)

    row = GatewayKey.objects.get()
    assert accounts.key_of(ARK) == KEY
    assert (row.gateway, row.hint, row.set_by) == ("ark", "abcd", alice.user)
    assert KEY not in row.sealed
    assert slugs() == ["ark"]


def test_environment_wins(alice, settings):
    keys.save(ARK, KEY, person=alice.user)

    settings.ARK_API_KEY = "of-the-environment"

    assert accounts.key_of(ARK) == "of-the-environment"


def test_short_key_has_no_hint(alice):
    keys.save(ARK, "short-key", person=alice.user)

    assert GatewayKey.objects.get().hint == ""


def test_saving_again_replaces_and_removing_forgets_at_once(alice, bob):
    keys.save(ARK, KEY, person=alice.user)
    keys.save(ARK, "another-key-of-ark", person=bob.user)

    assert accounts.key_of(ARK) == "another-key-of-ark"
    assert GatewayKey.objects.get().set_by == bob.user
    assert keys.remove(ARK, person=alice.user)
    assert accounts.key_of(ARK) == ""
    assert not keys.remove(ARK, person=alice.user)


def test_many_questions_cost_one_query(alice, django_assert_num_queries):
    keys.save(ARK, KEY, person=alice.user)

    with django_assert_num_queries(1):
        for _time in range(20):
            accounts.configured()
            accounts.offers()
            accounts.problem()


def test_another_process_sees_a_new_key_within_five_seconds(alice):
    now_s = [0.0]
    theirs = keys.Memory(clock=lambda: now_s[0])

    before = theirs.recall().keys
    keys.save(ARK, KEY, person=alice.user)
    at_once = theirs.recall().keys
    now_s[0] = 5.0
    later = theirs.recall().keys

    assert (before, at_once, later) == ({}, {}, {"ark": KEY})


def test_what_was_read_before_a_save_is_not_remembered_after_it(alice):
    memory = keys.Memory()
    turn = 0

    memory.forget()
    memory.learn(keys.Opened({"ark": "old"}), for_s=60, turn=turn)

    assert memory.recall().keys == {}


def test_key_in_the_database_ends_the_demo_and_its_removal_brings_it_back(
    alice, settings
):
    settings.STUDIO_SIMULATOR = "auto"
    was_demo = accounts.is_demo()

    keys.save(ARK, KEY, person=alice.user)
    is_demo = accounts.is_demo()
    keys.remove(ARK, person=alice.user)

    assert (was_demo, is_demo, accounts.is_demo()) == (True, False, True)


def test_custom_gateway_takes_its_address_from_outside_and_its_key_from_here(
    alice, settings
):
    settings.SEEDREAM_BASE_URL = "https://gateway.example/v1"
    lonely = accounts.problem()

    keys.save(GATEWAYS["custom"], KEY, person=alice.user)

    assert "must be set together" in lonely
    assert accounts.problem() == ""
    assert slugs() == ["custom"]


def test_key_of_a_custom_gateway_without_an_address_harms_nothing(alice, settings):
    keys.save(GATEWAYS["custom"], KEY, person=alice.user)

    settings.STUDIO_SIMULATOR = "auto"

    assert accounts.problem() == ""
    assert slugs() == ["simulator"]


def test_pictures_of_a_custom_gateway_are_fetched_after_its_key_is_gone(settings):
    settings.SEEDREAM_BASE_URL = "https://gateway.example/v1"

    offer = accounts.known_offer("seedream-4.5@custom")

    assert "gateway.example" in offer.gateway.result_hosts


def test_new_key_opens_a_gate_closed_for_the_old_one_and_no_other(alice):
    Gate.objects.pause("ark", PauseReason.CREDENTIALS)
    Gate.objects.pause("byteplus", PauseReason.CREDIT)

    keys.save(ARK, KEY, person=alice.user)
    keys.save(GATEWAYS["byteplus"], KEY, person=alice.user)

    assert not Gate.objects.get(slug="ark").is_paused
    assert Gate.objects.get(slug="byteplus").is_paused


def test_lost_secret_fails_closed_in_words_and_is_no_demo(alice, settings, caplog):
    settings.STUDIO_SIMULATOR = "auto"
    keys.save(ARK, KEY, person=alice.user)

    settings.STUDIO_KEYS_SECRET = "another"
    keys.memory.forget()

    assert accounts.key_of(ARK) == ""
    assert slugs() == []
    assert accounts.problem() == (
        "Volcengine Ark: The key cannot be opened; set it again."
    )
    assert "keys that cannot be opened: ['ark']" in caplog.text


def test_key_of_the_environment_makes_a_lost_seal_no_trouble(alice, settings):
    keys.save(ARK, KEY, person=alice.user)
    settings.STUDIO_KEYS_SECRET = "another"
    settings.ARK_API_KEY = "of-the-environment"
    keys.memory.forget()

    assert accounts.problem() == ""
    assert slugs() == ["ark"]


def test_rotation_seals_anew_and_the_old_secret_can_go(alice, settings):
    settings.STUDIO_KEYS_SECRET = "old"
    keys.save(ARK, KEY, person=alice.user)
    keys.save(GATEWAYS["apiyi"], "another-long-key", person=alice.user)
    settings.STUDIO_KEYS_SECRET = "new,old"
    said = StringIO()

    call_command("rotate_keys", stdout=said)

    settings.STUDIO_KEYS_SECRET = "new"
    keys.memory.forget()
    assert said.getvalue() == "2 keys are sealed with the first secret now.\n"
    assert accounts.key_of(ARK) == KEY
    assert accounts.key_of(GATEWAYS["apiyi"]) == "another-long-key"


def test_rotation_names_what_it_cannot_open_and_seals_the_rest(alice, settings):
    settings.STUDIO_KEYS_SECRET = "lost"
    keys.save(ARK, KEY, person=alice.user)
    settings.STUDIO_KEYS_SECRET = "here"
    keys.save(GATEWAYS["apiyi"], "another-long-key", person=alice.user)
    said = StringIO()

    with pytest.raises(CommandError, match="The key of Volcengine Ark cannot be"):
        call_command("rotate_keys", stdout=said)

    assert said.getvalue() == "1 key is sealed with the first secret now.\n"
    assert accounts.key_of(GATEWAYS["apiyi"]) == "another-long-key"
