"""Every answer: a HEAD ends with its headers, on the wire too."""

import socket
import threading

import pytest
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server

HEAD = b"HEAD /nothing/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture
def server(transactional_db):
    """The pages as `./studio run` serves them."""
    running = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    yield running
    running.close()
    thread.join(timeout=10)


def test_nothing_follows_the_headers_of_a_head(server):
    with socket.create_connection(("127.0.0.1", server.effective_port), 10) as line:
        line.sendall(HEAD + LAST)
        heard = b"".join(iter(lambda: line.recv(65536), b""))

    head, _, rest = heard.partition(b"\r\n\r\n")
    assert head.startswith((b"HTTP/1.1 302", b"HTTP/1.1 404"))
    assert rest.startswith(b"HTTP/1.1 200 OK")
    assert heard.endswith(b"ok")


def test_a_head_tells_how_long_the_page_would_be(client):
    whole, head = client.get("/healthz"), client.head("/healthz")

    assert head.headers["Content-Length"] == whole.headers["Content-Length"] == "2"
    assert head.content == b""
