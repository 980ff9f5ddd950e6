"""Result addresses meant to reach what they must not: no connection is opened.

Every connection this process opens is led to one listener, whatever address it is
for, so its count is that of everything that would have left.
"""

import socket

import pytest

from generations.downloads import AddressRefused, DownloadRule, download

PIXELS = bytes(range(256)) * 64
NAME = "pictures.example.test"
RULE = DownloadRule(host_suffixes=("example.test",))
OWN = DownloadRule(host_suffixes=("example.test", "gateway.lan"), allows_private=True)

#: Addresses that are refused for what they say, before any name is looked up.
REFUSED_URLS = [
    "file:///etc/passwd",
    "file://pictures.example.test/etc/passwd",
    "gopher://pictures.example.test/_PING",
    "ftp://pictures.example.test/a.png",
    "dict://pictures.example.test:11211/stats",
    "ldap://pictures.example.test/",
    "jar:https://pictures.example.test/a!/b",
    "data:image/png;base64,AAAA",
    "//pictures.example.test/a.png",
    "/a.png",
    "",
    "http://pictures.example.test/a.png",
    "https://pictures.example.test:80/",
    "https://pictures.example.test:6379/",
    "https://pictures.example.test:22/",
    "https://pictures.example.test:0/",
    "https://pictures.example.test:65536/",
    "https://pictures.example.test:443443/",
    "https://user@pictures.example.test/",
    "https://user:password@pictures.example.test/",
    "https://pictures.example.test@127.0.0.1/",
    "https://127.0.0.1#@pictures.example.test/",
    "https://127.0.0.1\\@pictures.example.test/",
    "https://127.0.0.1%23.pictures.example.test/",
    "https://pictures.example.test%00.evil.test/",
    "https://pictures.example.test\t/",
    "https://pictures.example.test\r\nHost: localhost/",
    "https://pictures.example.test.evil.test/",
    "https://evilexample.test/",
    "https://localhost/",
    "https://localhost./",
    "https://localhost.localdomain/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0/",
    "https://0x7f.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://0177.0.0.1/",
    "https://127.0.0.1.example.test.0x1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://169.254.169.254/latest/meta-data/",
    "https://metadata.google.internal/computeMetadata/v1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://１２７.0.0.1/",
]

#: What an allowed name must not lead to.
REFUSED_ANSWERS = [
    ["127.0.0.1"],
    ["0.0.0.0"],
    ["10.0.0.5"],
    ["172.20.0.1"],
    ["192.168.0.1"],
    ["100.64.0.1"],
    ["100.100.100.200"],
    ["169.254.169.254"],
    ["168.63.129.16"],
    ["192.0.0.192"],
    ["198.18.0.1"],
    ["224.0.0.251"],
    ["240.0.0.1"],
    ["255.255.255.255"],
    ["::1"],
    ["::"],
    ["fe80::1"],
    ["fe80::1%eth0"],
    ["fd00:ec2::254"],
    ["ff02::1"],
    ["::ffff:127.0.0.1"],
    ["::ffff:8.8.8.8"],
    ["64:ff9b::7f00:1"],
    ["64:ff9b::808:808"],
    ["64:ff9b:1::808:808"],
    ["2002:7f00:1::1"],
    ["2002:808:808::1"],
    ["2001:0:808:808::f7f7:f7f7"],
    ["::7f00:1"],
    ["8.8.8.8", "127.0.0.1"],
    ["2606:4700:4700::1111", "8.8.8.8", "10.0.0.1"],
    ["8.8.8.8", "::ffff:8.8.4.4"],
]

#: What not even a gateway in one's own network may lead to.
REFUSED_EVERYWHERE = [
    ["169.254.169.254"],
    ["169.254.170.2"],
    ["100.100.100.200"],
    ["fd00:ec2::254"],
    ["::ffff:169.254.169.254"],
    ["64:ff9b::a9fe:a9fe"],
    ["2002:a9fe:a9fe::1"],
    ["fe80::1"],
    ["0.0.0.0"],
    ["192.168.0.1", "169.254.169.254"],
]


@pytest.fixture
def reached(monkeypatch):
    """Lead every connection to a listener; returns a function that names it."""
    real = socket.create_connection
    asked = []

    def lead_to(listener):
        def connect(address, *args, **kwargs):
            asked.append(address)
            return real(("127.0.0.1", listener.port), *args, **kwargs)

        monkeypatch.setattr(socket, "create_connection", connect)
        return asked

    return lead_to


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_an_address_that_says_something_else_opens_nothing(
    listen, reached, resolver, tmp_path, url
):
    server = listen(PIXELS, tls=True)
    asked = reached(server)
    names = resolver(["127.0.0.1"])

    with pytest.raises(AddressRefused):
        download(url, tmp_path / "picture", RULE, resolver=names)

    assert (server.connections, asked, names.asked) == (0, [], [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("answer", REFUSED_ANSWERS, ids=", ".join)
def test_an_allowed_name_with_a_bad_address_opens_nothing(
    listen, reached, resolver, tmp_path, answer
):
    server = listen(PIXELS, tls=True)
    asked = reached(server)

    with pytest.raises(AddressRefused):
        download(f"https://{NAME}/", tmp_path / "a", RULE, resolver=resolver(answer))

    assert (server.connections, asked) == (0, [])


@pytest.mark.parametrize("answer", REFUSED_EVERYWHERE, ids=", ".join)
def test_a_private_gateway_with_a_metadata_address_opens_nothing(
    listen, reached, resolver, tmp_path, answer
):
    server = listen(PIXELS)
    asked = reached(server)

    with pytest.raises(AddressRefused):
        download("http://gateway.lan/", tmp_path / "a", OWN, resolver=resolver(answer))

    assert (server.connections, asked) == (0, [])


def test_a_name_that_turns_private_after_the_check_is_not_asked_again(
    listen, reached, resolver, tmp_path, trust
):
    server = listen(PIXELS, tls=True)
    asked = reached(server)
    names = resolver(["8.8.8.8"], ["127.0.0.1"])

    found = download(
        f"https://{NAME}/a", tmp_path / "a", RULE, resolver=names, trust=trust
    )

    assert found.size_bytes == len(PIXELS)
    assert asked == [("8.8.8.8", 443)]
    assert names.asked == [(NAME, 443)]
    assert server.names_asked == [NAME]
    assert f"Host: {NAME}\r\n".encode() in server.requests[0]


def test_a_name_that_turned_private_before_the_next_try_opens_nothing(
    listen, reached, resolver, tmp_path, trust
):
    server = listen(PIXELS, tls=True)
    asked = reached(server)
    names = resolver(["8.8.8.8"], ["127.0.0.1"])
    url = f"https://{NAME}/a"
    download(url, tmp_path / "a", RULE, resolver=names, trust=trust)

    with pytest.raises(AddressRefused):
        download(url, tmp_path / "a", RULE, resolver=names, trust=trust)

    assert (server.connections, len(asked)) == (1, 1)
