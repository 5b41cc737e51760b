"""One attempt: what is sent, what comes back, and what becomes a failure."""

import threading
from ipaddress import ip_address

import pytest

from mappings.delivery.answer_reading import Limits
from mappings.delivery.lookups import Lookups
from mappings.delivery.messages import Answer, Failure, OutgoingRequest
from mappings.delivery.transport import Transport
from tests.delivery.clients import local_client, local_rules
from tests.receiver import Receiver, Step

HASTY = Limits(connect_s=0.5, attempt_s=0.6)


def request_to(receiver, path="/contacts", **more):
    given = {"method": "POST", "headers": {"Content-Type": "application/json"}, "body": b"{}"}
    return OutgoingRequest(url=receiver.url + path, **{**given, **more})


def send(step, *, limits=HASTY, **more):
    with Receiver(default=[step]) as receiver:
        client = local_client(receiver.port, limits=limits)
        try:
            return client.send(request_to(receiver, **more))
        finally:
            client.close()


def test_an_answer_has_status_headers_and_body():
    answer = send(Step(status=429, body="slow down", headers={"Retry-After": "30"}))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.body, answer.is_cut) == (429, b"slow down", False)
    assert answer.headers == {
        "content-type": "application/json",
        "content-length": "9",
        "retry-after": "30",
    }


def test_a_header_that_comes_twice_has_both_values():
    step = Step(do="raw", raw="HTTP/1.1 429 No\r\nRetry-After: 1\r\nRetry-After: 2\r\n\r\n")
    assert send(step).headers["retry-after"] == "1, 2"


def test_a_cookie_is_not_kept_at_all():
    assert "set-cookie" not in send(Step(headers={"Set-Cookie": "session=1"})).headers


def test_the_request_arrives_as_it_was_given():
    with Receiver() as receiver:
        local_client(receiver.port).send(
            request_to(receiver, "/a?b=c%20d", method="PUT", headers={"X-Key": "1"}, body=b"\0{}")
        )
    (got,) = receiver.received
    assert (got.method, got.path, got.body) == ("PUT", "/a?b=c%20d", b"\0{}")
    assert got.headers == {
        "host": f"127.0.0.1:{receiver.port}",
        "x-key": "1",
        "user-agent": "Engage-Mapper",
        "accept": "*/*",
        "accept-encoding": "identity",
        "content-length": "3",
    }


@pytest.mark.parametrize(("method", "length"), [("GET", None), ("POST", "0"), ("DELETE", "0")])
def test_a_request_may_have_no_body(method, length):
    with Receiver() as receiver:
        local_client(receiver.port).send(request_to(receiver, method=method, headers={}, body=b""))
    assert receiver.received[0].method == method
    assert receiver.received[0].headers.get("content-length") == length


def test_an_empty_header_is_sent_empty():
    with Receiver() as receiver:
        local_client(receiver.port).send(request_to(receiver, headers={"X-Empty": ""}))
    assert receiver.received[0].headers["x-empty"] == ""


def test_a_connection_serves_many_requests():
    with Receiver() as receiver:
        client = local_client(receiver.port)
        for _ in range(5):
            client.send(request_to(receiver))
    assert (len(receiver.received), receiver.connection_count) == (5, 1)


def test_threads_do_not_share_a_connection():
    with Receiver(default=[Step(delay_s=0.2)]) as receiver:
        client = local_client(receiver.port)
        threads = [
            threading.Thread(target=client.send, args=[request_to(receiver, f"/{n}")])
            for n in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(receiver.ids) == [f"/{n}" for n in range(8)]
    assert receiver.connection_count == 8


def test_nothing_of_one_request_is_left_in_the_next():
    with Receiver() as receiver:
        client = local_client(receiver.port)
        client.send(request_to(receiver, headers={"Authorization": "Bearer secret-1"}))
        client.send(request_to(receiver, method="GET", headers={}, body=b""))
    assert "authorization" not in receiver.received[1].headers
    assert receiver.received[1].body == b""


def test_a_name_is_looked_up_and_stands_in_the_host_header():
    lookups = Lookups(lambda _name: (ip_address("127.0.0.1"),))
    with Receiver() as receiver:
        client = local_client(receiver.port, lookups=lookups)
        url = f"http://API.Example.com.:{receiver.port}/x"
        answer = client.send(OutgoingRequest("POST", url, {}, b"{}"))
    assert isinstance(answer, Answer)
    assert receiver.received[0].headers["host"] == f"api.example.com:{receiver.port}"


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (Step(do="reset"), "reset"),
        (Step(do="close"), "reset"),
        (Step(do="hang"), "timeout"),
        (Step(do="raw", raw="HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "reset"),
        (Step(do="raw", raw="SSH-2.0-OpenSSH_9.2\r\n"), "bad_http"),
        (Step(do="raw", raw="HTTP/1.1 abc\r\n\r\n"), "bad_http"),
    ],
    ids=lambda value: value.do if isinstance(value, Step) else value,
)
def test_no_answer_is_a_failure_of_a_kind(step, kind):
    failure = send(step)
    assert isinstance(failure, Failure)
    assert failure.kind == kind


def test_a_closed_port_is_refused():
    with Receiver() as receiver:
        url = receiver.url
    failure = local_client(receiver.port).send(OutgoingRequest("POST", url))
    assert isinstance(failure, Failure)
    assert failure.kind == "refused"


def test_a_name_without_address_is_a_dns_failure():
    client = Transport(rules=local_rules(), lookups=Lookups(lambda _name: ()))
    failure = client.send(OutgoingRequest("POST", "https://nowhere.example.com/"))
    assert (failure.kind, failure.text) == ("dns", "The host's name was not found.")


def test_a_name_server_that_hangs_is_a_dns_failure_in_time():
    never = threading.Event()

    def hang(_name):
        never.wait(5)
        return ()

    client = Transport(limits=HASTY, lookups=Lookups(hang))
    failure = client.send(OutgoingRequest("POST", "https://slow.example.com/"))
    never.set()
    assert failure.kind == "dns"
    assert 400 <= failure.elapsed_ms < 1_500


def test_the_caller_may_give_less_time():
    with Receiver(default=[Step(do="hang")]) as receiver:
        failure = local_client(receiver.port).send(request_to(receiver), timeout_s=0.2)
    assert failure.kind == "timeout"
    assert 150 <= failure.elapsed_ms < 1_000


def test_a_stale_connection_is_opened_again():
    with Receiver() as receiver:
        client = local_client(receiver.port)
        client.send(request_to(receiver))
    with Receiver(port=receiver.port) as again:
        answer = client.send(request_to(again))
    assert isinstance(answer, Answer)


@pytest.mark.parametrize("shown", ["request", "answer"])
def test_nothing_that_may_be_secret_is_in_a_repr(shown):
    secret = "sk_live_12345678"
    messages = {
        "request": OutgoingRequest(
            "POST", f"https://h/?k={secret}", {"A": secret}, secret.encode()
        ),
        "answer": Answer(200, {"a": secret}, secret.encode()),
    }
    assert secret not in repr(messages[shown])
