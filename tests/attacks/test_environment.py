"""Nothing of the environment changes where a request goes or what it carries."""

import pytest

from mappings.delivery.messages import Answer, OutgoingRequest
from mappings.delivery.transport import Transport
from tests.delivery.clients import local_client, local_rules
from tests.receiver import Receiver, Step

PROXY_VARIABLES = [
    "http_proxy",
    "HTTP_PROXY",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
]


@pytest.mark.parametrize("variable", PROXY_VARIABLES)
def test_a_proxy_of_the_environment_is_not_used(monkeypatch, variable):
    with Receiver() as proxy, Receiver() as receiver:
        monkeypatch.setenv(variable, proxy.url)
        answer = local_client(receiver.port).send(OutgoingRequest("POST", receiver.url))
    assert isinstance(answer, Answer)
    assert (proxy.connection_count, len(receiver.received)) == (0, 1)


def test_passwords_of_netrc_are_not_sent(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login user password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with Receiver(default=[Step(status=401, headers={"WWW-Authenticate": "Basic"})]) as receiver:
        local_client(receiver.port).send(OutgoingRequest("POST", receiver.url))
    assert [one.headers.get("authorization") for one in receiver.received] == [None]


def test_cookies_are_not_kept():
    step = Step(headers={"Set-Cookie": "session=1; Path=/"})
    with Receiver(default=[step]) as receiver:
        client = local_client(receiver.port)
        for _ in range(2):
            client.send(OutgoingRequest("POST", receiver.url))
    assert [one.headers.get("cookie") for one in receiver.received] == [None, None]


# --- the operator's own proxy ---------------------------------------------------------------------


def test_the_proxy_of_the_settings_gets_every_request_and_looks_the_name_up():
    with Receiver() as proxy:
        client = local_client(proxy=proxy.url)
        answer = client.send(OutgoingRequest("POST", "http://api.example.com/v1"))
    assert isinstance(answer, Answer)
    assert proxy.received[0].path == "http://api.example.com/v1"


def test_no_proxy_of_the_environment_does_not_go_round_it(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    monkeypatch.setenv("no_proxy", "*")
    with Receiver() as proxy, Receiver() as receiver:
        client = local_client(receiver.port, proxy=proxy.url)
        client.send(OutgoingRequest("POST", receiver.url))
    assert (len(proxy.received), receiver.connection_count) == (1, 0)


def test_an_inner_address_is_refused_before_the_proxy_sees_it():
    with Receiver() as proxy:
        client = Transport(rules=local_rules(), proxy=proxy.url)
        failure = client.send(OutgoingRequest("POST", "http://169.254.169.254/"))
    assert (failure.kind, proxy.connection_count) == ("blocked_address", 0)


@pytest.mark.parametrize("url", ["http://api.example.com/", "https://api.example.com/"])
def test_a_proxy_that_is_down_is_not_the_destinations_fault(url):
    with Receiver() as proxy:
        address = proxy.url
    failure = local_client(proxy=address).send(OutgoingRequest("POST", url))
    assert failure.kind == "proxy"


def test_a_proxy_that_refuses_the_tunnel_is_not_the_destinations_fault():
    with Receiver(default=[Step(status=407)]) as proxy:
        failure = local_client(proxy=proxy.url).send(
            OutgoingRequest("POST", "https://api.example.com/")
        )
    assert failure.kind == "proxy"
