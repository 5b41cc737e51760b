"""A local stand-in for the tools: it answers as their API documentation says it would.

What it knows of a tool stands in ``cases/apis/<slug>.json``: the tool's host, methods, paths,
headers and bodies, written from its documentation and not from our definition.
"""

import json
import re
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection  # noqa: TID251 (a test, to a server of its own)
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from jsonschema import Draft202012Validator

from mappings.catalog.bodies import encode_body


@dataclass(frozen=True)
class Arrival:
    """A request as it came over the wire."""

    method: str
    host: str
    target: str
    headers: dict[str, str]
    body: bytes


class Receiver(ThreadingHTTPServer):
    """Answers 200 to what one of its operations takes, else 400 with what is wrong."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.operations = []
        self.arrived = None


class _Handler(BaseHTTPRequestHandler):
    def _answer(self):
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        arrival = Arrival(
            self.command, headers["host"], self.path, headers, self.rfile.read(length)
        )
        self.server.arrived = arrival
        faults = faults_of(arrival, self.server.operations)
        body = json.dumps(faults).encode()
        self.send_response(400 if faults else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815

    def log_message(self, *_):
        """Keep the tests' output clean."""


@contextmanager
def running_receiver():
    receiver = Receiver()
    thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        receiver.server_close()
        thread.join()


def send(receiver, request, operations):
    """Send a request to the receiver in its tool's place; gives the faults and what arrived."""
    receiver.operations = operations
    url = urlsplit(request.url)
    target = url.path + (f"?{url.query}" if url.query else "")
    connection = HTTPConnection(*receiver.server_address, timeout=10)
    try:
        headers = {"Host": url.netloc, **request.headers}
        connection.request(request.method, target, body=encode_body(request), headers=headers)
        answer = connection.getresponse()
        return json.loads(answer.read()), receiver.arrived
    finally:
        connection.close()


def faults_of(arrival, operations):
    """Why the tool would refuse it, by the operation that comes nearest."""
    if not operations:
        return []
    return min((_faults(arrival, operation) for operation in operations), key=len)


def _faults(arrival, operation):
    target = urlsplit(arrival.target)
    query = parse_qs(target.query, keep_blank_values=True)
    faults = []
    if arrival.host != operation["host"]:
        faults += [f"host {arrival.host}"] * 5
    if arrival.method != operation["method"]:
        faults += [f"method {arrival.method}"] * 3
    if not re.search(operation["path"], target.path):
        faults += [f"path {target.path}"] * 5
    faults += [f"no parameter {name}" for name in operation.get("query", []) if name not in query]
    for name, pattern in operation.get("headers", {}).items():
        if not re.search(pattern, arrival.headers.get(name, "")):
            faults.append(f"header {name}")
    return faults + _body_faults(arrival, operation)


def _body_faults(arrival, operation):
    if "body" not in operation:
        return ["a body that is not expected"] if arrival.body else []
    given = arrival.headers.get("content-type", "").partition(";")[0]
    if given != operation["content_type"]:
        return [f"content type {given}"]
    try:
        body = read_body(arrival)
    except ValueError as err:
        return [f"a body that is not {given}: {err}"]
    faults = _schema_faults(body, operation["body"])
    for field, schema in operation.get("json_fields", {}).items():
        faults += _schema_faults(json.loads(body[field]), schema)
    return faults


def read_body(arrival):
    """The body as the tool reads it: JSON, or a form's fields, those of one value as a text."""
    if arrival.headers["content-type"].startswith("application/x-www-form-urlencoded"):
        fields = parse_qs(arrival.body.decode(), keep_blank_values=True, strict_parsing=True)
        return {key: values[0] if len(values) == 1 else values for key, values in fields.items()}
    return json.loads(arrival.body)


def _schema_faults(value, schema):
    errors = Draft202012Validator(schema).iter_errors(value)
    return [f"{error.json_path}: {error.message}"[:300] for error in errors]
