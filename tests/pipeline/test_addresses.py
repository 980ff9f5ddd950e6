"""What becomes of a picture whose address must not be fetched from."""

import socket

import pytest

from generations.models import Output
from generations.pipeline.store import store
from generations.pipeline.sweep import forgive_addresses

pytestmark = pytest.mark.django_db


def test_an_address_outside_the_rule_is_lost_in_words_and_its_address_kept(announced):
    output = announced()
    Output.objects.filter(pk=output.pk).update(url="https://elsewhere.example/x.png")

    store(output.pk)

    output.refresh_from_db()
    assert (output.state, output.error_code) == ("lost", "AddressRefused")
    assert output.url == "https://elsewhere.example/x.png"


def test_a_start_with_the_host_allowed_fetches_it_after_all(announced, settings):
    output = announced()
    url, key = settings.SEEDREAM_BASE_URL, settings.SEEDREAM_API_KEY
    settings.SEEDREAM_BASE_URL = settings.SEEDREAM_API_KEY = ""
    store(output.pk)
    settings.SEEDREAM_BASE_URL, settings.SEEDREAM_API_KEY = url, key

    forgive_addresses()
    store(output.pk)

    output.refresh_from_db()
    assert (output.state, output.url) == ("stored", "")


def test_a_gateway_that_leads_to_a_private_address_is_sent_nothing(
    gateway, ask, send_now, settings, monkeypatch
):
    settings.SEEDREAM_ALLOW_PRIVATE = False
    settings.SEEDREAM_BASE_URL = f"https://gateway.example:{gateway.port}/v1"
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", gateway.port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [entry])
    generation = ask("seedream-4.0@custom", size="1K")

    attempt = send_now(generation.attempts.get())

    assert (attempt.state, attempt.wait_reason) == ("queued", "unreachable")
    assert (attempt.error_kind, attempt.sent_at) == ("NotSent", None)
    assert "SEEDREAM_ALLOW_PRIVATE" in attempt.error_message
    assert gateway.ledger.requests() == []
