"""Gateways: full addresses, and what a custom address may look like."""

from dataclasses import replace

import pytest

from generations.catalogue import (
    GATEWAYS,
    custom_gateway,
    endpoint,
    simulator_gateway,
)
from generations.catalogue.vocabulary import IdStyle, ReferenceTransport

TOS = {"volces.com", "bytepluses.com"}


@pytest.mark.parametrize(
    ("base_url", "address"),
    [
        ("https://a.test", "https://a.test/v1/images/generations"),
        ("https://a.test/", "https://a.test/v1/images/generations"),
        ("https://a.test/v1", "https://a.test/v1/images/generations"),
        ("https://a.test/v1/", "https://a.test/v1/images/generations"),
        ("https://a.test/api/v3", "https://a.test/api/v3/images/generations"),
        ("https://a.test/api/plan/v3", "https://a.test/api/plan/v3/images/generations"),
        ("https://a.test/relay", "https://a.test/relay/v1/images/generations"),
        ("https://a.test/vision", "https://a.test/vision/v1/images/generations"),
        (
            "https://a.test:8443/x/images/generations",
            "https://a.test:8443/x/images/generations",
        ),
        (
            "https://a.test/v1/images/generations/",
            "https://a.test/v1/images/generations",
        ),
    ],
)
def test_the_endpoint_of_a_base_address(base_url, address):
    gateway = replace(GATEWAYS["custom"], base_url=base_url)

    assert endpoint(gateway) == address


@pytest.mark.parametrize(
    ("slug", "address"),
    [
        ("ark", "https://ark.cn-beijing.volces.com/api/v3/images/generations"),
        (
            "byteplus",
            "https://ark.ap-southeast.bytepluses.com/api/v3/images/generations",
        ),
        ("apiyi", "https://api.apiyi.com/v1/images/generations"),
        ("cometapi", "https://api.cometapi.com/v1/images/generations"),
        ("xmsmartlink", "https://vip.xmsmartlink.com/v1/images/generations"),
    ],
)
def test_the_endpoint_of_a_known_gateway(slug, address):
    assert endpoint(GATEWAYS[slug]) == address


def test_a_pattern_without_an_address_has_no_endpoint():
    with pytest.raises(ValueError, match="no address"):
        endpoint(GATEWAYS["custom"])


@pytest.mark.parametrize("gateway", GATEWAYS.values(), ids=lambda g: g.slug)
def test_only_the_demo_needs_no_key(gateway):
    assert (gateway.key_variable == "") == gateway.is_demo
    assert gateway.is_demo == (gateway.slug == "simulator")
    assert GATEWAYS[gateway.slug] is gateway
    assert gateway.is_demo or set(gateway.result_hosts) >= TOS


def test_apiyi_takes_public_addresses_in_a_list():
    apiyi = GATEWAYS["apiyi"]

    assert apiyi.reference_transport is ReferenceTransport.PUBLIC_URL
    assert apiyi.single_reference_as_list
    assert apiyi.streams


def test_a_custom_gateway_trusts_its_own_host_the_named_ones_and_the_object_stores():
    gateway = custom_gateway(
        "https://Relay.Example.test:8443/v1",
        result_hosts=["*.cdn.test", " .Pics.test ", "", "relay.example.test"],
        allows_private=False,
        id_style=IdStyle.PLAIN,
    )

    assert gateway.result_hosts == (
        "relay.example.test",
        "cdn.test",
        "pics.test",
        "volces.com",
        "bytepluses.com",
    )
    assert gateway.id_style is IdStyle.PLAIN
    assert not gateway.streams
    assert not gateway.is_demo


@pytest.mark.parametrize(
    ("base_url", "sentence"),
    [
        ("", "start with https"),
        ("relay.test/v1", "start with https"),
        ("ftp://relay.test", "start with https"),
        ("https://", "names no host"),
        ("https:///v1", "names no host"),
        ("https://relay.test:port", "not a valid address"),
        ("https://relay.test:99999", "not a valid address"),
        ("https://[::1", "not a valid address"),
        ("https://anna:secret@relay.test", "user name or password"),
        ("https://anna@relay.test", "user name or password"),
        ("https://relay.test/v1?key=1", "query or a fragment"),
        ("https://relay.test/v1#top", "query or a fragment"),
        ("https://relay .test", "spaces"),
        ("http://relay.test/v1", "plain http"),
        ("https://10.0.0.5/v1", "private network"),
        ("https://localhost/v1", "private network"),
        ("https://[::1]/v1", "private network"),
    ],
)
def test_an_unusable_custom_address_is_refused_in_a_sentence(base_url, sentence):
    with pytest.raises(ValueError, match=sentence) as caught:
        custom_gateway(
            base_url,
            result_hosts=(),
            allows_private=False,
            id_style=IdStyle.DOUBAO,
        )

    assert str(caught.value).endswith(".")
    assert "secret" not in str(caught.value)


def test_a_private_gateway_may_use_plain_http_when_that_is_allowed():
    gateway = custom_gateway("http://10.0.0.5:9000/v1", allows_private=True)

    assert endpoint(gateway) == "http://10.0.0.5:9000/v1/images/generations"
    assert gateway.result_hosts[0] == "10.0.0.5"
    assert gateway.allows_private


def test_the_simulator_serves_its_own_pictures_only():
    gateway = simulator_gateway("http://127.0.0.1:4321/api/v3")

    assert endpoint(gateway) == "http://127.0.0.1:4321/api/v3/images/generations"
    assert gateway.result_hosts == ("127.0.0.1",)
    assert gateway.is_demo
    assert gateway.allows_private
    assert gateway.streams
