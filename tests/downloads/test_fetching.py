"""Downloads over real sockets on loopback: what leaves, what arrives, what stays."""

import hashlib

import pytest

from generations.downloads import (
    AddressRefused,
    Downloaded,
    DownloadRule,
    Interrupted,
    download,
)

PUBLIC = DownloadRule(host_suffixes=("example.test", "127.0.0.1"))
PIXELS = bytes(range(256)) * 1024


def test_a_picture_arrives_whole_with_its_checksum(listen, tmp_path, loopback):
    server = listen(PIXELS, media_type="Image/JPEG; charset=binary")
    target = tmp_path / "picture"

    downloaded = download(server.url(), target, loopback)

    digest = hashlib.sha256(PIXELS).hexdigest()
    assert downloaded == Downloaded(target, len(PIXELS), digest, "image/jpeg")
    assert target.read_bytes() == PIXELS
    assert list(tmp_path.iterdir()) == [target]


def test_the_url_leaves_byte_for_byte(listen, tmp_path, loopback):
    server = listen(PIXELS)
    tail = "/a%2f'b|c/?a=%2F&b=a'b|c&x-tos-process=image%2Fwatermark&s=%7e~+%20[]"

    download(server.url(tail + "#fragment"), tmp_path / "picture", loopback)

    assert server.requests[0].startswith(f"GET {tail} HTTP/1.1\r\n".encode())


def test_nothing_but_the_plain_request_leaves(listen, tmp_path, monkeypatch, loopback):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login alice password secret")
    server = listen(PIXELS, extra=b"Set-Cookie: a=b\r\n")

    download(server.url(), tmp_path / "picture", loopback)
    download(server.url(), tmp_path / "picture", loopback)

    expected = [
        b"GET /picture.jpeg HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}".encode(),
        b"Accept: image/*,*/*;q=0.8",
        b"Accept-Encoding: identity",
        b"Connection: close",
    ]
    assert [request.split(b"\r\n")[:-2] for request in server.requests] == [
        expected
    ] * 2


def test_the_name_is_resolved_once_and_the_checked_address_is_connected_to(
    listen, tmp_path, loopback, resolver
):
    server = listen(PIXELS)
    names = resolver(["127.0.0.1"], ["127.0.0.9"])

    download(
        server.url(host="pictures.example.test"),
        tmp_path / "picture",
        loopback,
        resolver=names,
    )

    assert names.asked == [("pictures.example.test", server.port)]
    assert f"Host: pictures.example.test:{server.port}".encode() in server.requests[0]


def test_the_next_address_is_tried_when_the_first_does_not_answer(
    listen, tmp_path, loopback, resolver
):
    server = listen(PIXELS)
    names = resolver(["::1", "127.0.0.1"])

    url = server.url(host="pictures.example.test")
    downloaded = download(url, tmp_path / "picture", loopback, resolver=names)

    assert downloaded.size_bytes == len(PIXELS)


def test_the_certificate_is_verified_for_the_name(
    listen, tmp_path, trust, loopback, resolver
):
    server = listen(PIXELS, tls=True)
    url = server.url(host="pictures.example.test", scheme="https")

    downloaded = download(
        url,
        tmp_path / "picture",
        loopback,
        resolver=resolver(["127.0.0.1"]),
        trust=trust,
    )

    assert downloaded.size_bytes == len(PIXELS)
    assert server.names_asked == ["pictures.example.test"]


def test_a_certificate_of_another_name_is_not_accepted(
    listen, tmp_path, trust, loopback, resolver
):
    server = listen(PIXELS, tls=True)
    url = server.url(host="other.example.test", scheme="https")

    with pytest.raises(Interrupted) as caught:
        download(
            url,
            tmp_path / "picture",
            loopback,
            resolver=resolver(["127.0.0.1"]),
            trust=trust,
        )

    assert "Hostname mismatch" in str(caught.value.__cause__)
    assert server.requests == []


def test_an_unknown_authority_is_not_accepted(listen, tmp_path, loopback, resolver):
    server = listen(PIXELS, tls=True)
    url = server.url(host="pictures.example.test", scheme="https")

    with pytest.raises(Interrupted):
        download(url, tmp_path / "picture", loopback, resolver=resolver(["127.0.0.1"]))

    assert server.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1:{port}/",
        "http://127.0.0.1:{port}/",
        "https://[::ffff:127.0.0.1]:{port}/",
        "https://0x7f.1:{port}/",
        "https://2130706433:{port}/",
        "https://localhost.:{port}/",
        "https://localhost:{port}/",
        "https://user@pictures.example.test:{port}/",
        "https://pictures.example.test:6379/",
        "https://pictures.example.test:{port}/",
        "https://pictures.example.test/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/_PING",
    ],
)
def test_a_refused_url_opens_no_connection(listen, tmp_path, url, resolver):
    server = listen(PIXELS)

    with pytest.raises(AddressRefused):
        download(
            url.format(port=server.port),
            tmp_path / "picture",
            PUBLIC,
            resolver=resolver(["127.0.0.1"]),
        )

    assert server.connections == 0
    assert list(tmp_path.iterdir()) == []


def test_a_public_answer_beside_a_private_one_opens_no_connection(
    listen, tmp_path, resolver
):
    server = listen(PIXELS)

    with pytest.raises(AddressRefused):
        download(
            "https://pictures.example.test/",
            tmp_path / "picture",
            PUBLIC,
            resolver=resolver(["8.8.8.8", "127.0.0.1"]),
        )

    assert server.connections == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 304])
def test_a_redirect_is_not_followed(listen, tmp_path, status, loopback):
    elsewhere = listen(PIXELS)
    location = f"Location: {elsewhere.url()}\r\n".encode()
    server = listen(status=status, extra=location)

    with pytest.raises(AddressRefused) as caught:
        download(server.url(), tmp_path / "picture", loopback)

    assert caught.value.status == status
    assert elsewhere.connections == 0


def test_a_redirect_to_a_metadata_service_is_not_followed(listen, tmp_path, loopback):
    location = b"Location: http://169.254.169.254/latest/meta-data/\r\n"
    server = listen(status=302, extra=location)

    with pytest.raises(AddressRefused):
        download(server.url(), tmp_path / "picture", loopback)

    assert server.connections == 1
