"""To which address a paid request goes: a checked one, or it does not leave."""

import socket
import ssl

import httpx
import pytest

from generations import accounts
from generations.catalogue import custom_gateway
from generations.clients.ark import ArkClient
from generations.clients.contract import ImageRequest
from generations.clients.errors import ImageApiError, NotSent, OutcomeUnknown
from tests.downloads.conftest import CERTIFICATE, Listener

from .behaviours import reply, reset

REQUEST = ImageRequest(remote_model="m", prompt="p", size="2K")
ANSWER = b'{"data":[{"url":"https://example.org/a.png"}]}'


def ask(endpoint, reach, **options):
    """Ask a gateway: the error it ends with, or None."""
    client = ArkClient(endpoint, "secret-key", reach=reach, **options)
    try:
        list(client.generate(REQUEST, attempt_id="attempt-1"))
    except ImageApiError as error:
        return error
    return None


def answers(connection):
    connection.sendall(reply(ANSWER))


def named(gateway):
    return f"http://gateway.test:{gateway.port}/v1/images/generations"


def test_the_checked_address_is_connected_to_under_the_name(open_gateway):
    gateway = open_gateway(answers)
    asked = []

    def reach(host, port):
        asked.append((host, port))
        return ["127.0.0.1"]

    error = ask(named(gateway), reach)

    assert error is None
    assert asked == [("gateway.test", gateway.port)]
    assert f"Host: gateway.test:{gateway.port}\r\n".encode() in gateway.requests[0]


def test_the_next_address_is_tried_while_nothing_left(open_gateway):
    gateway = open_gateway(answers)

    assert ask(named(gateway), lambda *_: ["::1", "127.0.0.1"]) is None
    assert len(gateway.requests) == 1


def test_no_other_address_is_tried_once_the_request_left(open_gateway):
    gateway = open_gateway(reset)

    error = ask(named(gateway), lambda *_: ["127.0.0.1", "127.0.0.1"])

    assert isinstance(error, OutcomeUnknown)
    assert len(gateway.requests) == 1


def test_no_address_at_all_is_not_sent():
    error = ask("http://gateway.test/v1", lambda *_: [])

    assert isinstance(error, NotSent)


@pytest.mark.parametrize(
    ("name", "is_sent"),
    [("pictures.example.test", True), ("other.example.test", False)],
)
def test_the_certificate_must_be_that_of_the_name(name, is_sent):
    server = Listener(reply(ANSWER), tls=True)
    context = ssl.create_default_context(cafile=CERTIFICATE)

    error = ask(
        server.url("/v1", host=name, scheme="https"),
        lambda *_: ["127.0.0.1"],
        transport=httpx.HTTPTransport(verify=context),
    )

    server.close()
    assert server.names_asked == [name]
    assert (error is None, bool(server.requests)) == (is_sent, is_sent)
    assert is_sent or isinstance(error, NotSent)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "100.64.0.1",
        "169.254.169.254",
        "198.18.0.1",
        "::1",
        "fd00::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::1",
    ],
)
def test_a_key_never_goes_to_an_address_that_is_not_public(
    monkeypatch, open_gateway, address
):
    gateway = open_gateway(answers)
    monkeypatch.setattr(socket, "getaddrinfo", leading_to(address))
    reach = accounts.addresses_for(custom_gateway("https://gateway.test/v1"))

    error = ask(f"https://gateway.test:{gateway.port}/v1", reach)

    assert isinstance(error, NotSent)
    assert "SEEDREAM_ALLOW_PRIVATE" in error.message
    assert gateway.requests == []


@pytest.mark.parametrize("address", ["169.254.169.254", "100.100.100.200"])
def test_a_metadata_service_is_refused_to_a_private_gateway_too(monkeypatch, address):
    monkeypatch.setattr(socket, "getaddrinfo", leading_to(address))
    gateway = custom_gateway("http://gateway.lan/v1", allows_private=True)

    error = ask("http://gateway.lan/v1", accounts.addresses_for(gateway))

    assert isinstance(error, NotSent)


def test_a_private_gateway_may_be_in_ones_own_network(monkeypatch, open_gateway):
    listening = open_gateway(answers)
    monkeypatch.setattr(socket, "getaddrinfo", leading_to("127.0.0.1"))
    gateway = custom_gateway("http://gateway.lan/v1", allows_private=True)

    assert ask(named(listening), accounts.addresses_for(gateway)) is None


def test_a_name_that_cannot_be_looked_up_is_not_sent(monkeypatch):
    def fails(*_, **__):
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    reach = accounts.addresses_for(custom_gateway("https://gateway.test/v1"))

    error = ask("https://gateway.test/v1", reach)

    assert isinstance(error, NotSent)


def leading_to(address):
    real = socket.getaddrinfo

    def look_up(host, port, *rest, **named):
        if host.startswith("gateway."):
            return [(None, socket.SOCK_STREAM, 6, "", (address, port))]
        return real(host, port, *rest, **named)

    return look_up
