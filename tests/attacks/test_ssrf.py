"""No URL and no name server leads a request to where it must not go."""

import json
import socket
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from mappings.delivery import own_addresses
from mappings.delivery.addresses import AddressRules
from mappings.delivery.lookups import Lookups, resolve
from mappings.delivery.messages import Answer, OutgoingRequest
from mappings.delivery.transport import Transport
from tests.receiver import Receiver, Step

CORPUS = json.loads((Path(__file__).parent / "ssrf_urls.json").read_text(encoding="utf-8"))

# What a hostile name server says; everything else is answered by this machine's own.
NAMES = {
    "loopback.example.com": ["127.0.0.1"],
    "private.example.com": ["10.1.2.3"],
    "mixed.example.com": ["93.184.216.34", "127.0.0.1"],
    "mapped.example.com": ["::ffff:127.0.0.1"],
    "nat64.example.com": ["64:ff9b::7f00:1"],
    "metadata.google.internal": ["169.254.169.254"],
}


def hostile(name):
    if name in NAMES:
        return tuple(ip_address(text) for text in NAMES[name])
    return resolve(name)


def open_client(port, *, lookups=None, networks=(), allows_dangerous=False):
    """Neither scheme nor port stop anything here: only the rules for hosts are left."""
    rules = AddressRules(
        allowed_networks=tuple(ip_network(text) for text in networks),
        allows_dangerous=allows_dangerous,
        allows_http=True,
        allowed_ports=frozenset({80, 443, port}),
    )
    return Transport(rules=rules, lookups=lookups or Lookups(hostile))


def post(client, url, **more):
    return client.send(OutgoingRequest("POST", url, {}, b"{}"), timeout_s=2, **more)


@pytest.fixture(scope="module")
def victims():
    """Everything of this machine that listens, on one port."""
    with (
        Receiver(host="127.0.0.1") as first,
        Receiver(host="127.0.0.2", port=first.port) as second,
        Receiver(host="::1", port=first.port) as third,
    ):
        yield [first, second, third]


def reached(victims):
    return sum(victim.connection_count for victim in victims)


def test_the_corpus_has_its_size():
    assert len(CORPUS["blocked"]) + len(CORPUS["refused"]) >= 100
    assert all(len(set(urls)) == len(urls) for urls in CORPUS.values())


@pytest.mark.parametrize("url", CORPUS["blocked"])
def test_a_url_to_an_inner_address_reaches_nothing(victims, url):
    before = reached(victims)
    failure = post(open_client(victims[0].port), url.replace("{port}", str(victims[0].port)))
    assert failure.kind in {"blocked_address", "bad_url", "dns"}
    assert reached(victims) == before


@pytest.mark.parametrize("url", CORPUS["refused"])
def test_a_url_that_parsers_disagree_on_is_refused(victims, url):
    before = reached(victims)
    failure = post(open_client(victims[0].port), url.replace("{port}", str(victims[0].port)))
    assert failure.kind == "bad_url"
    assert reached(victims) == before


@pytest.mark.parametrize("url", CORPUS["legal"])
def test_an_ordinary_url_is_delivered(url):
    """127.0.0.2 stands for the internet."""
    with Receiver(host="127.0.0.2") as receiver:
        client = open_client(
            receiver.port,
            networks=["127.0.0.2/32"],
            allows_dangerous=True,
            lookups=Lookups(lambda _name: (ip_address("127.0.0.2"),)),
        )
        answer = post(client, url.replace("{port}", str(receiver.port)))
    assert isinstance(answer, Answer)
    assert len(receiver.received) == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1.nip.io/", "http://api.example.com/"])
def test_plain_http_is_off_unless_the_operator_allows_it(url):
    failure = Transport(lookups=Lookups(hostile)).send(OutgoingRequest("POST", url))
    assert failure.kind == "bad_url"
    assert "http://" in failure.text


@pytest.mark.parametrize("port", [22, 25, 6379, 8080, 65_535])
def test_other_ports_are_off_unless_the_operator_allows_them(port):
    failure = Transport().send(OutgoingRequest("POST", f"https://api.example.com:{port}/"))
    assert (failure.kind, str(port) in failure.text) == ("bad_url", True)


class Rebinding:
    """A name server that says something else each time it is asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.count = 0

    def __call__(self, _name):
        self.count += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return tuple(ip_address(text) for text in answer)


def stand_in_client(port, resolver, clock=None):
    """127.0.0.2 stands for the internet, 127.0.0.1 for what must not be reached."""
    lookups = Lookups(resolver, clock=clock) if clock else Lookups(resolver)
    return open_client(port, lookups=lookups, networks=["127.0.0.2/32"], allows_dangerous=True)


def test_a_name_is_asked_for_once_between_check_and_connection(victims):
    resolver = Rebinding(["127.0.0.2"], ["127.0.0.1"])
    before = victims[0].connection_count
    url = f"http://rebind.example.com:{victims[0].port}/"
    answer = post(stand_in_client(victims[0].port, resolver), url)
    assert isinstance(answer, Answer)
    assert (resolver.count, victims[0].connection_count) == (1, before)


def test_a_name_that_later_leads_inside_is_refused_then():
    times = iter(range(0, 10_000, 60))
    resolver = Rebinding(["127.0.0.2"], ["127.0.0.1"])
    with (
        Receiver(host="127.0.0.2") as outside,
        Receiver(host="127.0.0.1", port=outside.port) as inside,
    ):
        client = stand_in_client(outside.port, resolver, clock=lambda: next(times))
        url = f"http://rebind.example.com:{outside.port}/"
        kinds = [getattr(post(client, url), "kind", "answer") for _ in range(3)]
    assert kinds == ["answer", "blocked_address", "blocked_address"]
    assert (resolver.count > 1, inside.connection_count) == (True, 0)


@pytest.mark.parametrize(
    "addresses", [["127.0.0.2", "127.0.0.1"], ["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "::1"]]
)
def test_one_bad_address_among_good_ones_refuses_all(victims, addresses):
    before = reached(victims)
    client = stand_in_client(victims[0].port, Rebinding(addresses))
    failure = post(client, f"http://mixed.example.com:{victims[0].port}/")
    assert failure.kind == "blocked_address"
    assert reached(victims) == before


def test_the_connection_itself_is_guarded_when_the_check_before_is_fooled(monkeypatch):
    """As if curl read another host out of the URL than we did, and asked the system for it."""
    monkeypatch.setattr(Transport, "_addresses", lambda *_args: ())
    with Receiver() as receiver:
        failure = post(open_client(receiver.port), f"http://localhost:{receiver.port}/")
    assert failure.kind == "blocked_address"
    assert receiver.connection_count == 0


@pytest.mark.parametrize("network", ["10.0.0.0/8", "169.254.0.0/16", "0.0.0.0/0", "::/0"])
@pytest.mark.parametrize(
    "host",
    ["169.254.169.254", "127.0.0.1", "[::1]", "[fd00:ec2::254]", "[::ffff:169.254.169.254]"],
)
def test_an_opened_network_does_not_open_metadata_or_loopback(network, host):
    failure = post(open_client(80, networks=[network]), f"http://{host}/")
    assert failure.kind == "blocked_address"


def test_an_address_of_this_machine_is_blocked_even_when_it_is_public(monkeypatch):
    monkeypatch.setattr(own_addresses, "_can_bind", lambda address: str(address) == "93.184.216.34")
    own_addresses._can_bind_anything.cache_clear()
    failure = post(open_client(80), "http://93.184.216.34/")
    assert failure.kind == "blocked_address"


def test_where_anything_can_be_bound_binding_proves_nothing(monkeypatch):
    monkeypatch.setattr(own_addresses, "_can_bind", lambda _address: True)
    own_addresses._can_bind_anything.cache_clear()
    assert not own_addresses.is_our_own(ip_address("93.184.216.34"))
    own_addresses._can_bind_anything.cache_clear()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("place", ["{other}/", "http://169.254.169.254/latest/", "/elsewhere"])
def test_a_redirect_is_told_and_never_followed(status, place):
    with Receiver() as other:
        step = Step(status=status, headers={"Location": place.replace("{other}", other.url)})
        with Receiver(default=[step]) as receiver:
            client = open_client(receiver.port, networks=["127.0.0.1/32"], allows_dangerous=True)
            answer = post(client, receiver.url)
    assert (answer.status, len(receiver.received)) == (status, 1)
    assert other.connection_count == 0


def test_an_attempt_is_in_the_log_without_its_path(caplog):
    post(open_client(80), "http://10.1.2.3/secret-path?key=secret-value")
    (record,) = caplog.records
    text = "A request to an address that may not be reached was stopped: 10.1.2.3"
    assert (record.levelname, record.getMessage()) == ("WARNING", text)


# --- what people are told -------------------------------------------------------------------------


def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_blocked_address_looks_the_same_whether_its_port_is_open_or_closed(victims):
    open_port, shut_port = victims[0].port, closed_port()
    texts, times = {}, {}
    for port in (open_port, shut_port):
        failures = [post(open_client(port), f"http://127.0.0.1:{port}/") for _ in range(15)]
        texts[port] = {(failure.kind, failure.text) for failure in failures}
        times[port] = sorted(failure.elapsed_ms for failure in failures)[7]
    assert texts[open_port] == texts[shut_port]
    assert abs(times[open_port] - times[shut_port]) <= 20


@pytest.mark.parametrize("url", CORPUS["blocked"] + CORPUS["refused"])
def test_no_text_tells_an_address(victims, url):
    text = post(open_client(victims[0].port), url.replace("{port}", str(victims[0].port))).text
    for address in ("127.0.0", "10.1.2", "169.254", "::1", "ffff", "64:ff9b", "7f00"):
        assert address not in text
