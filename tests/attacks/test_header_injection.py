"""Names and values from mappings never become another header or another request."""

import pytest

from mappings.delivery.messages import OutgoingRequest
from tests.delivery.clients import local_client
from tests.receiver import Receiver

BAD_HEADERS = [
    {"X-Name": "x\r\nHost: evil.example.com"},
    {"X-Name": "x\nX-More: 1"},
    {"X-Name": "x\rX-More: 1"},
    {"X-Name": "x\0y"},
    {"X-Name": "x\x0by"},
    {"X-Name": "café"},
    {"X-Name": "x\u010ay"},
    {"X-Name": " x"},
    {"X-Name\r\nX-More": "1"},
    {"X-Name: 1\r\nX-More": "1"},
    {"X Name": "1"},
    {"": "1"},
    {"X-Näme": "1"},
    {"X-Name": "x" * 8_001},
    {"Host": "evil.example.com"},
    {"hOsT": "evil.example.com"},
    {"Content-Length": "0"},
    {"content-length": "5"},
    {"Transfer-Encoding": "chunked"},
    {"Connection": "close"},
    {"Keep-Alive": "1"},
    {"Proxy-Authorization": "Basic x"},
    {"Proxy-Connection": "close"},
    {"TE": "trailers"},
    {"Trailer": "X"},
    {"Upgrade": "websocket"},
    {"Expect": "100-continue"},
    {"X-Twice": "1", "x-twice": "2"},
]


@pytest.mark.parametrize("headers", BAD_HEADERS, ids=repr)
def test_a_header_that_changes_the_message_is_refused(headers):
    with Receiver() as receiver:
        failure = local_client(receiver.port).send(
            OutgoingRequest("POST", receiver.url, headers, b"{}")
        )
    assert failure.kind == "bad_request"
    assert receiver.connection_count == 0


@pytest.mark.parametrize(
    "method", ["TRACE", "CONNECT", "get", "POST\r\nX: 1", "", "POST / HTTP/1.1"]
)
def test_a_method_that_is_not_one_of_ours_is_refused(method):
    with Receiver() as receiver:
        failure = local_client(receiver.port).send(OutgoingRequest(method, receiver.url))
    assert failure.kind == "bad_request"
    assert receiver.connection_count == 0


def test_the_refusal_does_not_repeat_the_value():
    headers = {"Authorization": "Bearer sk_live_12345678\n"}
    failure = local_client(80).send(OutgoingRequest("POST", "http://127.0.0.1/", headers))
    assert "sk_live" not in failure.text


def test_a_body_is_not_read_as_another_request():
    body = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    with Receiver() as receiver:
        local_client(receiver.port).send(OutgoingRequest("POST", receiver.url + "/a", {}, body))
    assert [(one.path, one.body) for one in receiver.received] == [("/a", body)]


def test_the_encoding_of_the_answer_cannot_be_chosen():
    headers = {"accept-encoding": "gzip, br"}
    with Receiver() as receiver:
        local_client(receiver.port).send(OutgoingRequest("POST", receiver.url, headers))
    names = [name.lower() for name, _value in receiver.received[0].raw_headers]
    assert receiver.received[0].headers["accept-encoding"] == "identity"
    assert names.count("accept-encoding") == 1
