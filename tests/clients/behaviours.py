"""What a raw gateway may do to a connection, well or badly."""

import socket
import struct
import threading
from contextlib import suppress


def reply(body, *, status="200 OK", headers=b"", length=None):
    size = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Length: {size}\r\n".encode()
    return head + headers + b"\r\n" + body


def reset(connection):
    """Close with RST instead of FIN."""
    linger = struct.pack("ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def wait_for_the_client(connection):
    with suppress(OSError):
        while connection.recv(65536):
            pass


def drip(connection, *, first=b"", again=b"a"):
    """Send a little for ever: each silence is short, the whole has no end."""
    pause = threading.Event()
    connection.sendall(first)
    if not again:
        wait_for_the_client(connection)
    while again and not pause.wait(0.02):
        connection.sendall(again)
