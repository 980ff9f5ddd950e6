"""Which URLs pass the rule, and in which bytes they leave."""

import pytest

from generations.downloads import AddressRefused, DownloadRule
from generations.downloads.rules import parse

VOLCES = DownloadRule(host_suffixes=("volces.com", ".bytepluses.com", "127.0.0.1"))
OWN = DownloadRule(host_suffixes=("gateway.lan", "::1"), allows_private=True)


@pytest.mark.parametrize(
    "host",
    [
        "volces.com",
        "ark-acg-cn-beijing.tos-cn-beijing.volces.com",
        "A.VOLCES.COM",
        "x.bytepluses.com",
        "bytepluses.com",
        "my_bucket.volces.com",
    ],
)
def test_a_listed_host_and_its_subdomains_pass(host):
    place = parse(f"https://{host}/a.jpeg", VOLCES)

    assert (place.host, place.port) == (host.lower(), 443)


@pytest.mark.parametrize(
    "url",
    [
        "https://evilvolces.com/",
        "https://volces.com.evil.test/",
        "https://volces.com./",
        "https://localhost/",
        "https://localhost./",
        "https://.volces.com/",
        "https://a..volces.com/",
        "https://-a.volces.com/",
        f"https://{'a' * 64}.volces.com/",
        "https://ａ.volces.com/",
        "https://volces.com。/",
        "https://a%2evolces.com/",
        "https://user@volces.com/",
        "https://volces.com@evil.test/",
        "https://user:secret@volces.com/",
        "https://volces.com\\@evil.test/",
        "https://evil.test\\.volces.com/",
        "https://volces.com:6379/",
        "https://volces.com:80/",
        "https://volces.com:0/",
        "https://volces.com:99999/",
        "https://volces.com:/",
        "https://volces.com:443:443/",
        "https://volces.com:４４３/",
        "https://evil.test#.volces.com/",
        "https://evil.test?.volces.com/",
        "https://127.0.0.1.volces.com.evil.test/",
        "https://127.0.0.2/",
        "https://127.1/",
        "https://0x7f.1/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://1.2.3.4.volces.0x7f/",
        "https://[::ffff:127.0.0.1]/",
        "https://[::1]/",
        "https://[fe80::1%25eth0]/",
        "https://[volces.com]/",
        "https:///picture.jpeg",
        "https:volces.com/",
        "//volces.com/",
        "http://volces.com/",
        "file:///etc/passwd",
        "file://volces.com/etc/passwd",
        "gopher://volces.com:6379/_SET",
        "ftp://volces.com/",
        "data:image/png;base64,AAAA",
        "javascript:alert(1)",
        " https://volces.com/",
        "https://volces.com/a b",
        "https://volces.com/a\r\nHost: evil.test",
        "https://volces.com/\x00",
        "",
    ],
)
def test_any_other_url_is_refused(url):
    with pytest.raises(AddressRefused):
        parse(url, VOLCES)


def test_an_address_passes_only_when_it_is_listed_itself():
    assert parse("https://127.0.0.1/a", VOLCES).host == "127.0.0.1"


def test_an_empty_suffix_permits_nothing():
    with pytest.raises(AddressRefused):
        parse("https://volces.com/", DownloadRule(host_suffixes=("", ".", "*.")))


def test_a_private_gateway_may_use_http_and_any_port():
    place = parse("http://gateway.lan:8080/a?b=c#part", OWN)

    assert (place.scheme, place.port, place.path) == ("http", 8080, b"/a?b=c")
    assert place.host_header == b"gateway.lan:8080"


def test_an_ipv6_literal_keeps_its_brackets_in_the_host_header_only():
    place = parse("http://[::1]:8080/a", OWN)

    assert (place.host, place.host_header) == ("::1", b"[::1]:8080")


def test_the_usual_port_is_not_part_of_the_host_header():
    assert parse("https://volces.com:443/a", VOLCES).host_header == b"volces.com"


def test_a_url_without_a_path_asks_for_the_root():
    assert parse("https://volces.com", VOLCES).path == b"/"
    assert parse("https://volces.com?a=1", VOLCES).path == b"/?a=1"


def test_path_and_query_keep_every_byte():
    tail = "/a%2f../b;c//d'|{}\"<>^`?X-Tos-Date=1&x=%2F%2f+%20&y=[1]&&z"

    assert parse(f"https://volces.com{tail}", VOLCES).path == tail.encode()


def test_characters_no_request_line_can_carry_are_percent_encoded():
    place = parse("https://volces.com/图.png?名=1", VOLCES)

    assert place.path == b"/%E5%9B%BE.png?%E5%90%8D=1"
