"""A source's sender: threads that post events and note every id that was answered with 200."""

import base64
import http.client
import json
import threading
from collections import Counter
from collections.abc import Callable

TIMEOUT_S = 20


class Sender:
    """Posts track events to one server until it is told to stop, over connections that break."""

    def __init__(self, port: int, write_key: str, *, threads: int = 4) -> None:
        self._port = port
        self._proof = proof_of(write_key)
        self._lock = threading.Lock()
        self._number = 0
        self._stopping = threading.Event()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]
        self.accepted: set[str] = set()
        self.answers: Counter[int] = Counter()
        self.unexplained = 0  # refusals that do not say when to try again
        self.body_for: Callable[[int], bytes] = event_body
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(TIMEOUT_S * 2)

    def _run(self) -> None:
        connection: http.client.HTTPConnection | None = None
        while not self._stopping.is_set():
            with self._lock:
                self._number += 1
                number = self._number
            try:
                connection = connection or http.client.HTTPConnection(
                    "127.0.0.1", self._port, timeout=TIMEOUT_S
                )
                status, retry_after = exchange(connection, self._proof, self.body_for(number))
            except (OSError, http.client.HTTPException):
                connection = None
                self._stopping.wait(0.05)
                continue
            with self._lock:
                self.answers[status] += 1
                self.unexplained += status != 200 and not retry_after
                if status == 200:
                    self.accepted.add(message_id(number))


def message_id(number: int) -> str:
    return f"message-{number}"


def event_body(number: int) -> bytes:
    event = {
        "event": "Happened",
        "userId": f"user-{number % 500}",
        "messageId": message_id(number),
        "properties": {"number": number},
    }
    return json.dumps(event).encode()


def proof_of(write_key: str) -> str:
    return base64.b64encode(f"{write_key}:".encode()).decode()


def send_once(port: int, proof: str, body: bytes) -> int:
    """The status of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        return post(connection, proof, body)
    finally:
        connection.close()


def post(connection: http.client.HTTPConnection, proof: str, body: bytes) -> int:
    return exchange(connection, proof, body)[0]


def exchange(
    connection: http.client.HTTPConnection, proof: str, body: bytes
) -> tuple[int, str | None]:
    """The status of the answer, and its Retry-After."""
    headers = {"Authorization": f"Basic {proof}", "Content-Type": "application/json"}
    connection.request("POST", "/v1/track", body, headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status, answer.getheader("Retry-After")
