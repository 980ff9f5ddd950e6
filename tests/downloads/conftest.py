"""A scripted server and a scripted resolver; both keep what they were asked."""

import contextlib
import re
import socket
import ssl
import threading
from pathlib import Path

import pytest

from generations.downloads import DownloadRule

CERTIFICATE = Path(__file__).with_name("pictures.example.test.pem")


class Listener:
    """Answers every connection with the same bytes, then closes it."""

    def __init__(self, answer, *, tls=False):
        self.answer = answer
        self.requests = []
        self.connections = 0
        self.names_asked = []
        self._context = self._tls_context() if tls else None
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def url(self, path="/picture.jpeg", *, host="127.0.0.1", scheme="http"):
        return f"{scheme}://{host}:{self.port}{path}"

    def close(self):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(timeout=5)

    def _tls_context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        context.sni_callback = lambda _, name, __: self.names_asked.append(name)
        return context

    def _serve(self):
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            with contextlib.suppress(OSError):
                self._talk(peer)
            peer.close()

    def _talk(self, peer):
        peer.settimeout(5)
        if self._context:
            peer = self._context.wrap_socket(peer, server_side=True)
        with peer:
            request = b""
            while not _is_whole(request):
                received = peer.recv(65536)
                if not received:
                    return
                request += received
            self.requests.append(request)
            if callable(self.answer):
                self.answer(peer)
            else:
                peer.sendall(self.answer)


def _is_whole(request):
    """Whether the body came, too: closing with bytes unread resets the peer."""
    head, end, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
    return bool(end) and len(body) >= (int(length[1]) if length else 0)


class Resolver:
    """Gives each list of addresses once, in order."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, host, port, *, type):
        self.asked.append((host, port))
        return [(None, type, 6, "", (address, port)) for address in self.answers.pop(0)]


@pytest.fixture
def resolver():
    """Make a resolver from lists of addresses."""
    return Resolver


@pytest.fixture
def listen():
    """Start listeners that answer with a picture, or raw bytes, or a function."""
    listeners = []

    def start(body=b"", *, raw=None, tls=False, **head):
        answer = picture_answer(body, **head) if raw is None else raw
        listener = Listener(answer, tls=tls)
        listeners.append(listener)
        return listener

    yield start
    for listener in listeners:
        listener.close()


@pytest.fixture
def loopback():
    """A rule that lets the tests fetch from themselves."""
    return DownloadRule(
        host_suffixes=("127.0.0.1", "example.test"),
        allows_private=True,
        connect_timeout_s=2,
        read_timeout_s=2,
        total_s=5,
    )


@pytest.fixture
def trust():
    """A TLS context that knows the certificate of pictures.example.test only."""
    return ssl.create_default_context(cafile=CERTIFICATE)


def picture_answer(body, *, status=200, media_type="image/jpeg", extra=b""):
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {media_type}\r\n".encode()
    length = b"" if status in (204, 304) else b"Content-Length: %d\r\n" % len(body)
    return head + length + extra + b"\r\n" + body
