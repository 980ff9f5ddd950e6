"""How a download fails: named by what may be done next, leaving nothing behind."""

import socket
import struct
import time
from dataclasses import replace

import pytest

from generations.downloads import Gone, Interrupted, TooLarge, download

PIXELS = bytes(range(256)) * 1024


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_a_clear_no_means_gone(listen, tmp_path, status, loopback):
    server = listen(b"<Error/>", status=status)

    with pytest.raises(Gone) as caught:
        download(server.url(), tmp_path / "picture", loopback)

    assert caught.value.status == status
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504, 524, 204, 206])
def test_any_other_status_may_work_later(listen, tmp_path, status, loopback):
    server = listen(status=status)

    with pytest.raises(Interrupted) as caught:
        download(server.url(), tmp_path / "picture", loopback)

    assert caught.value.status == status


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\n1",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n12345",
    ],
    ids=["nothing", "cut", "empty", "cut chunks", "gzip", "not http", "bad length"],
)
def test_an_answer_that_is_not_whole_may_work_later(listen, tmp_path, reply, loopback):
    server = listen(raw=reply)

    with pytest.raises(Interrupted):
        download(server.url(), tmp_path / "picture", loopback)

    assert list(tmp_path.iterdir()) == []


def test_a_reset_in_the_middle_may_work_later(listen, tmp_path, loopback):
    def reset(peer):
        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345")
        linger = struct.pack("ii", 1, 0)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    server = listen(raw=reset)

    with pytest.raises(Interrupted):
        download(server.url(), tmp_path / "picture", loopback)

    assert list(tmp_path.iterdir()) == []


def test_a_server_that_says_nothing_ends_by_the_read_time_out(
    listen, tmp_path, loopback
):
    server = listen(raw=lambda peer: peer.recv(1))
    rule = replace(loopback, read_timeout_s=0.1)

    with pytest.raises(Interrupted):
        download(server.url(), tmp_path / "picture", rule)


@pytest.mark.parametrize(
    "opening", [b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\n\r\n"]
)
def test_a_server_that_trickles_ends_by_the_total_time(
    listen, tmp_path, opening, loopback
):
    def trickle(peer):
        peer.sendall(opening)
        while True:  # until the client is gone and sendall raises
            peer.sendall(b"x")
            time.sleep(0.05)

    server = listen(raw=trickle)
    rule = replace(loopback, total_s=0.4)

    with pytest.raises(Interrupted):
        download(server.url(), tmp_path / "picture", rule)

    assert list(tmp_path.iterdir()) == []


def test_a_refused_connection_may_work_later(listen, tmp_path, loopback, resolver):
    server = listen()
    url = server.url(host="pictures.example.test")

    with pytest.raises(Interrupted):
        download(url, tmp_path / "picture", loopback, resolver=resolver(["::1"]))


def test_an_announced_size_above_the_cap_is_not_read(listen, tmp_path, loopback):
    server = listen(PIXELS)

    with pytest.raises(TooLarge):
        download(server.url(), tmp_path / "picture", replace(loopback, max_bytes=1000))

    assert list(tmp_path.iterdir()) == []


def test_an_unannounced_size_is_cut_off_at_the_cap(listen, tmp_path, loopback):
    server = listen(raw=b"HTTP/1.1 200 OK\r\n\r\n" + PIXELS)

    with pytest.raises(TooLarge):
        download(server.url(), tmp_path / "picture", replace(loopback, max_bytes=1000))

    assert list(tmp_path.iterdir()) == []


def test_a_picture_of_exactly_the_cap_arrives(listen, tmp_path, loopback):
    server = listen(PIXELS)

    rule = replace(loopback, max_bytes=len(PIXELS))
    downloaded = download(server.url(), tmp_path / "picture", rule)

    assert downloaded.size_bytes == len(PIXELS)


def test_a_body_without_a_length_ends_with_the_connection(listen, tmp_path, loopback):
    server = listen(raw=b"HTTP/1.1 200 OK\r\n\r\n" + PIXELS)

    downloaded = download(server.url(), tmp_path / "picture", loopback)

    assert (downloaded.size_bytes, downloaded.media_type) == (len(PIXELS), "")


def test_an_earlier_file_stays_when_the_download_fails(listen, tmp_path, loopback):
    server = listen(status=503)
    target = tmp_path / "picture"
    target.write_bytes(b"earlier")

    with pytest.raises(Interrupted):
        download(server.url(), target, loopback)

    assert target.read_bytes() == b"earlier"


def test_no_error_tells_the_signature(listen, tmp_path, loopback):
    server = listen(status=403)

    with pytest.raises(Gone) as caught:
        download(server.url("/a?X-Tos-Signature=secret"), tmp_path / "a", loopback)

    assert "secret" not in str(caught.value)
