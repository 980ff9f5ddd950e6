"""A key that was typed into the page is nowhere but sealed in its row."""

import logging

import pytest
from celery.signals import before_task_publish
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from generations import keyring
from generations.models import GatewayKey, Output
from generations.simulator import Simulator
from generations.tasks import send_attempt
from teams.models import Member

CANARY = "zq7-canary-Xw81mPf0-bird"
#: Spellings under which it could hide.
SPELLINGS = (CANARY, CANARY[::-1], CANARY.encode().hex())
PAGE = "/settings/gateways/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def outer(settings, tmp_path_factory):
    """The custom gateway, on loopback, which knows the canary."""
    folder = tmp_path_factory.mktemp("outer")
    with Simulator(folder, api_keys=[CANARY], quick=True) as simulator:
        settings.SEEDREAM_BASE_URL = simulator.base_url
        settings.SEEDREAM_ALLOW_PRIVATE = True
        yield simulator


@pytest.fixture
def messages():
    """Everything that is published to the broker."""
    sent = []

    def note(sender=None, body=None, headers=None, **_more):
        sent.append(repr((sender, body, headers)))

    before_task_publish.connect(note)
    yield sent
    before_task_publish.disconnect(note)


@pytest.fixture
def browser(alice):
    client = Client()
    client.force_login(alice.user, backend=BACKEND)
    return client


def work_through(browser, ask):
    """Type the key, wrongly and rightly, test it, use it; return every answer."""
    answers = [
        browser.post(f"{PAGE}custom/key/", {"key": f"{CANARY} ü"}),
        browser.post(f"{PAGE}nowhere/key/", {"key": CANARY}),
        browser.post(f"{PAGE}simulator/key/", {"key": CANARY}),
        Client(enforce_csrf_checks=True).post(f"{PAGE}custom/key/", {"key": CANARY}),
        browser.post(f"{PAGE}custom/key/", {"key": CANARY}, follow=True),
        browser.post(f"{PAGE}custom/key/check/"),
        browser.post(f"{PAGE}custom/limits/", {"concurrency": "0", "key": CANARY}),
    ]
    generation = ask("seedream-4.5@custom")
    for attempt in generation.attempts.all():
        send_attempt.delay(str(attempt.pk))
        send_attempt(str(attempt.pk))
    output = Output.objects.get()
    pages = ["/", PAGE, "/models/", "/compose/text-to-image/", "/healthz"]
    pages += [f"/pictures/{output.pk}/", "/nowhere/", "/accounts/password/change/"]
    pages += [f"/compose/text-to-image/?from={generation.pk}"]
    answers += [browser.get(page) for page in pages]
    answers.append(browser.post(f"{PAGE}custom/key/remove/", follow=True))
    return answers


@pytest.mark.django_db(transaction=True)
def test_canary_key_is_nowhere_but_sealed(
    settings, tmp_path, alice, browser, ask, outer, messages, caplog
):
    caplog.set_level(logging.DEBUG)
    with CaptureQueriesContext(connection) as statements:
        answers = work_through(browser, ask)
        browser.post(f"{PAGE}custom/key/", {"key": CANARY})
        sealed = [row.sealed for row in GatewayKey.objects.all()]
    dump = "\n".join(connection.connection.iterdump())

    places = {
        "pages": " ".join(each.content.decode() for each in answers),
        "headers": " ".join(str(each.headers) for each in answers),
        "cookies": str(browser.cookies),
        "sessions": str([each.get_decoded() for each in Session.objects.all()]),
        "database": dump,
        "statements": str(statements.captured_queries),
        "messages": " ".join(messages),
        "logs": "\n".join(logging.Formatter().format(one) for one in caplog.records),
        "files": " ".join(
            path.read_bytes().decode("latin-1")
            for path in tmp_path.rglob("*")
            if path.is_file()
        ),
    }
    found = [
        name for name, text in places.items() if any(one in text for one in SPELLINGS)
    ]
    assert found == []
    assert all(places[name] for name in ("pages", "sessions", "messages", "logs"))
    assert "generations_gatewaykey" in dump
    assert Member.objects.get().user.email in dump
    assert [keyring.unseal(each, owner="custom") for each in sealed] == [CANARY]
    assert [line["images"] for line in outer.ledger.requests()] == [1]
