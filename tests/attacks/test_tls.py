"""A request goes out only to a server that proves to be the one of the URL."""

import ssl
from ipaddress import ip_address

import pytest

from mappings.delivery.answer_reading import Limits
from mappings.delivery.lookups import Lookups
from mappings.delivery.messages import Answer, OutgoingRequest
from tests.attacks.certificates import Authority
from tests.delivery.clients import local_client
from tests.receiver import Receiver, Step

HOST = "api.example.com"
HASTY = Limits(connect_s=0.5, attempt_s=1)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def send_to(tls, *, ca_file, host=HOST):
    lookups = Lookups(lambda _name: (ip_address("127.0.0.1"),))
    with Receiver(tls=tls) as receiver:
        client = local_client(receiver.port, lookups=lookups, ca_file=str(ca_file), limits=HASTY)
        url = f"https://{host}:{receiver.port}/"
        result = client.send(OutgoingRequest("POST", url, {"X-Key": "secret"}, b"{}"))
        client.close()
    return result, receiver


def test_a_certificate_for_the_host_is_accepted(authority):
    answer, receiver = send_to(authority.server(HOST), ca_file=authority.ca_file)
    assert isinstance(answer, Answer)
    assert receiver.received[0].headers["x-key"] == "secret"


@pytest.mark.parametrize(
    "server",
    [
        {"host": HOST, "is_self_signed": True},
        {"host": HOST, "days": -1},
        {"host": "other.example.com"},
        {"host": "*.com"},
    ],
    ids=["self-signed", "expired", "other host", "too wide"],
)
def test_a_certificate_that_proves_nothing_is_not_accepted(authority, server):
    failure, receiver = send_to(authority.server(**server), ca_file=authority.ca_file)
    assert failure.kind == "tls"
    assert receiver.received == []


def test_an_unknown_authority_is_not_accepted(authority, tmp_path):
    stranger = Authority(tmp_path)
    failure, receiver = send_to(stranger.server(HOST), ca_file=authority.ca_file)
    assert (failure.kind, receiver.received) == ("tls", [])


def test_a_certificate_for_a_name_is_not_one_for_its_address(authority):
    failure, _ = send_to(authority.server(HOST), ca_file=authority.ca_file, host="127.0.0.1")
    assert failure.kind == "tls"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_tls_older_than_1_2_is_not_spoken(authority):
    context = authority.server(HOST)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    failure, receiver = send_to(context, ca_file=authority.ca_file)
    assert (failure.kind, receiver.received) == ("tls", [])


def test_a_handshake_that_nobody_answers_ends_in_time():
    with Receiver(default=[Step(do="hang")]) as receiver:  # it waits for a whole HTTP request
        client = local_client(receiver.port, limits=HASTY)
        failure = client.send(OutgoingRequest("POST", f"https://127.0.0.1:{receiver.port}/"))
    assert failure.kind == "timeout"
    assert failure.elapsed_ms < 1_500
