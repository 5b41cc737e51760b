"""Which URLs and addresses may be reached."""

from ipaddress import ip_address, ip_network

import pytest

from mappings.delivery.addresses import (
    BLOCKED_NETWORKS,
    AddressRules,
    BadUrlError,
    check_url,
    judge_address,
)

HTTP = AddressRules(allows_http=True, allowed_ports=frozenset({80, 443, 8_080}))

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700::1111",
    "2a00:1450:4001:800::200e",
    "::ffff:8.8.8.8",
]


@pytest.mark.parametrize("network", BLOCKED_NETWORKS, ids=str)
def test_both_ends_of_every_listed_network_are_blocked(network):
    assert judge_address(network[0]) == judge_address(network[-1]) == "blocked"


@pytest.mark.parametrize("text", PUBLIC)
def test_what_lies_beside_them_is_public(text):
    assert judge_address(ip_address(text)) == "public"


@pytest.mark.parametrize("text", ["4000::1", "8000::1", "::1:0:0:0", "::ffff:0:8.8.8.8", "1::1"])
def test_ipv6_that_was_never_given_to_the_internet_is_blocked(text):
    assert judge_address(ip_address(text)) == "blocked"


@pytest.mark.parametrize("text", ["fe80::1%eth0", "2606:4700::1111%eth0", "::1%lo"])
def test_an_address_of_one_interface_is_blocked(text):
    everything = AddressRules(allowed_networks=(ip_network("::/0"),), allows_dangerous=True)
    assert judge_address(ip_address(text)) == "blocked"
    assert judge_address(ip_address(text), everything) == "blocked"


@pytest.mark.parametrize(
    ("network", "text", "verdict"),
    [
        ("10.20.0.0/16", "10.20.1.1", "opened"),
        ("10.20.0.0/16", "::ffff:10.20.1.1", "opened"),
        ("10.20.0.0/16", "10.21.1.1", "blocked"),
        ("fd12::/64", "fd12::1", "opened"),
        ("10.20.0.0/16", "8.8.8.8", "public"),
        ("127.0.0.0/8", "127.0.0.1", "blocked"),
        ("169.254.0.0/16", "169.254.169.254", "blocked"),
        ("64:ff9b::/96", "64:ff9b::808:808", "opened"),
        ("64:ff9b::/96", "64:ff9b::7f00:1", "blocked"),
        ("64:ff9b::/96", "64:ff9b::a01:203", "blocked"),
    ],
)
def test_an_opened_network_opens_what_it_holds(network, text, verdict):
    rules = AddressRules(allowed_networks=(ip_network(network),))
    assert judge_address(ip_address(text), rules) == verdict


def test_the_second_switch_alone_opens_nothing():
    assert judge_address(ip_address("127.0.0.1"), AddressRules(allows_dangerous=True)) == "blocked"


def test_both_switches_open_this_machine():
    rules = AddressRules(allowed_networks=(ip_network("127.0.0.1/32"),), allows_dangerous=True)
    assert judge_address(ip_address("127.0.0.1"), rules) == "opened"
    assert judge_address(ip_address("127.0.0.2"), rules) == "blocked"


@pytest.mark.parametrize(
    ("url", "canonical", "host", "port"),
    [
        ("https://h.example", "https://h.example/", "h.example", 443),
        ("HTTPS://H.Example./A?b", "https://h.example/A?b", "h.example", 443),
        ("https://h.example:443/", "https://h.example/", "h.example", 443),
        ("https://h.example?q", "https://h.example/?q", "h.example", 443),
        ("http://h.example:8080/x", "http://h.example:8080/x", "h.example", 8_080),
        ("http://h.example:443/", "http://h.example:443/", "h.example", 443),
        ("https://h.example/é?q=ü", "https://h.example/%C3%A9?q=%C3%BC", "h.example", 443),
        ("https://h.example/%C3%A9/{a}", "https://h.example/%C3%A9/{a}", "h.example", 443),
        ("http://8.8.8.8/", "http://8.8.8.8/", "8.8.8.8", 80),
        ("http://[2606:4700::1]/", "http://[2606:4700::1]/", "[2606:4700::1]", 80),
        ("http://[2606:4700::1]:443/", "http://[2606:4700::1]:443/", "[2606:4700::1]", 443),
    ],
)
def test_a_url_leads_to_one_host_in_one_spelling(url, canonical, host, port):
    target = check_url(url, HTTP)
    assert (target.url, target.host, target.port) == (canonical, host, port)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://h.example/", "uses http://, which this installation does not allow; use https://"),
        ("https://h.example:8443/", "uses port 8443, which this installation does not allow"),
        (
            "https://127.1/",
            "has a host that ends in a number but is not four numbers with dots between them",
        ),
        ("https://h.example/\ud800", "holds half a character (a lone surrogate)"),
        ("ftp://h.example/", "needs to start with https:// or http://"),
    ],
)
def test_a_url_that_may_not_be_used_says_why(url, text):
    with pytest.raises(BadUrlError) as caught:
        check_url(url)
    assert str(caught.value) == text
