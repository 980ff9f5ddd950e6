"""The table of addresses that may and may not be connected to."""

import socket

import pytest

from generations.downloads import AddressRefused, Interrupted, is_public_address
from generations.downloads.addresses import is_own_network_address, resolve

PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "223.5.5.5",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.255.255",
    "172.32.0.1",
    "198.17.255.255",
    "198.20.0.1",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2400:3200::1",
    "2001:4860:4860::8888",
]

NOT_PUBLIC = [
    # this host, this network
    "0.0.0.0",
    "0.1.2.3",
    "127.0.0.1",
    "127.255.255.254",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    # shared, link-local with the metadata services, protocol assignments
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "169.254.169.254",
    "169.254.170.2",
    "192.0.0.192",
    "192.0.0.8",
    # documentation, relays, benchmarking, multicast, reserved, broadcast
    "192.0.2.1",
    "198.51.100.7",
    "203.0.113.9",
    "192.88.99.1",
    "198.18.0.1",
    "198.19.255.255",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    # IPv6: unspecified, loopback, local, multicast, documentation, discard
    "::",
    "::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "2001:db8::1",
    "3fff::1",
    "100::1",
    "5f00::1",
    "4000::1",
    # IPv4 inside IPv6: mapped, compatible, NAT64, local NAT64, 6to4, Teredo
    "::ffff:8.8.8.8",
    "::ffff:0:808:808",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "0:0:0:0:0:ffff:a9fe:a9fe",
    "::127.0.0.1",
    "::8.8.8.8",
    "64:ff9b::8.8.8.8",
    "64:ff9b::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::100.64.0.1",
    "64:ff9b:1::8.8.8.8",
    "2002:808:808::1",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::",
    "2002:c0a8:101::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:0:808:808::f7f7:f7f7",
    "2001::1",
    # a cloud's own host at a public address
    "168.63.129.16",
    # spellings only a lenient parser reads
    "0x7f.1",
    "0x7f000001",
    "2130706433",
    "017700000001",
    "0177.0.0.1",
    "127.1",
    "127.0.1",
    "8.8.8.8 ",
    " 8.8.8.8",
    "08.8.8.8",
    "8.8.8",
    "8.8.8.8.",
    "8.8.8.8/32",
    "[::1]",
    "2606:4700:4700::1111%1",
    "1.1.1.1\n",
    "１.1.1.1",
    "localhost",
    "",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_global_unicast_addresses_are_public(address):
    assert is_public_address(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_every_other_address_and_spelling_is_not_public(address):
    assert not is_public_address(address)


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "100.64.0.1", "::1", "fd12::1"]
)
def test_ones_own_network_can_be_allowed(address):
    assert is_own_network_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
        "fe80::1",
        "0.0.0.0",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "2002:a00:1::1",
    ],
)
def test_metadata_and_carriers_are_refused_even_where_private_is_allowed(address):
    def answers(*_, **__):
        return [entry(address)]

    with pytest.raises(AddressRefused):
        resolve("gateway.lan", 80, allows_private=True, resolver=answers)


def test_one_private_address_among_public_ones_refuses_the_name():
    def answers(*_, **__):
        return [entry("8.8.8.8"), entry("2606:4700:4700::1111"), entry("10.0.0.1")]

    with pytest.raises(AddressRefused):
        resolve("pictures.test", 443, allows_private=False, resolver=answers)


def test_all_public_addresses_are_returned_once_and_in_order():
    def answers(*_, **__):
        return [entry("2606:4700:4700::1111"), entry("8.8.8.8"), entry("8.8.8.8")]

    found = resolve("pictures.test", 443, allows_private=False, resolver=answers)

    assert found == ("2606:4700:4700::1111", "8.8.8.8")


def test_a_name_that_cannot_be_resolved_now_may_work_later():
    def answers(*_, **__):
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    with pytest.raises(Interrupted):
        resolve("pictures.test", 443, allows_private=False, resolver=answers)


def test_a_name_without_any_address_may_work_later():
    with pytest.raises(Interrupted):
        resolve(
            "pictures.test", 443, allows_private=False, resolver=lambda *_, **__: []
        )


def entry(address):
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    return (family, socket.SOCK_STREAM, 6, "", (address, 443))
