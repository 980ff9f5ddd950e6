"""What an admin sees on every page when a gateway stopped, and nobody else."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generations import keys
from generations.catalogue import GATEWAYS
from generations.models import Gate, PauseReason
from tests.views.conftest import HTMX

ADDRESS = "/settings/gateways/"


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (PauseReason.CREDIT, "Add credit at the gateway, then resume."),
        (PauseReason.CREDENTIALS, "Set the right one: that resumes it."),
    ],
)
def test_admin_sees_on_every_page_that_a_gateway_stopped(
    as_alice, as_bob, make_output, reason, words
):
    make_output()
    Gate.objects.pause("ark", reason)

    pages = [text_of(as_alice.get(each)) for each in ("/", "/models/")]
    theirs = text_of(as_bob.get("/"))

    for page in pages:
        assert "Volcengine Ark: nothing is sent." in page
        assert words in page
        assert f'href="{ADDRESS}#gateway-ark"' in page
    assert "nothing is sent." not in theirs


def test_gate_an_admin_closed_alarms_nobody(as_alice):
    Gate.objects.pause("ark", PauseReason.PERSON)

    assert "nothing is sent." not in text_of(as_alice.get("/"))


def test_sealed_key_that_stays_shut_is_said_on_every_page(as_alice, alice, settings):
    keys.save(GATEWAYS["ark"], "ark-0123456789-abcd", person=alice.user)
    settings.STUDIO_KEYS_SECRET = "another"
    keys.memory.forget()

    page = text_of(as_alice.get("/"))

    assert "Its key cannot be opened; set it again." in page


def gates_asked(context):
    return sum('pause_reason" IN' in query["sql"] for query in context.captured_queries)


def test_watching_the_gates_costs_a_page_one_query_and_the_poll_none(
    as_alice, as_bob, make_output
):
    output = make_output(attempt={"state": "sent"})
    counted = []

    for browser, address in (
        (as_alice, "/"),
        (as_alice, f"/changes/?open={output.pk}:other"),
        (as_bob, "/"),
    ):
        with CaptureQueriesContext(connection) as context:
            browser.get(address, headers=HTMX if "changes" in address else {})
        counted.append(gates_asked(context))

    assert counted == [1, 0, 0]
