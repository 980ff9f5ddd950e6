"""The key never comes back in anything the client tells."""

import json

import pytest

from generations.clients.errors import BadCredentials

from .doubles import FOUR, KEY, REQUEST, answering, client_for, failing, play


@pytest.mark.parametrize("key", ["ключ", "a\nb", "a\x00b"])
def test_an_impossible_key_is_told_and_nothing_sent(key):
    client = client_for(failing(AssertionError("sent")), key=key)

    with pytest.raises(BadCredentials) as caught:
        next(client.generate(REQUEST))

    assert key not in str(caught.value)


ECHOES = [
    (401, {"error": {"code": KEY, "message": f"Incorrect API key: {KEY}"}}),
    (500, {"error": {"code": "x", "message": f"bad header Bearer {KEY}"}}),
    (429, f"slow down, {KEY}"),
    (200, {"error": {"code": "InvalidParameter", "message": f"{KEY}"}}),
    (200, {"data": [], "echo": KEY}),
]


@pytest.mark.parametrize(("status", "body"), ECHOES)
def test_no_error_holds_the_key(status, body):
    headers = {"X-Request-Id": f"id-{KEY}"}
    handler = answering(json.dumps(body).encode(), status=status, headers=headers)

    _, error = play(client_for(handler))

    told = [str(error), repr(error), error.message, error.code, error.request_id]
    assert KEY not in " ".join(told)
    assert KEY.encode() not in getattr(error, "body", b"")


def test_no_refusal_and_no_receipt_holds_the_key():
    body = {"data": ["https://example.org/a.png", {"error": f"no: {KEY}"}]}
    headers = {"X-Request-Id": KEY}

    events, _ = play(
        client_for(answering(json.dumps(body).encode(), headers=headers)), FOUR
    )

    assert len(events) == 3
    assert KEY not in repr(events)


def test_the_client_does_not_show_its_key():
    assert KEY not in repr(client_for(answering()))
