"""Every id is sent three times by many threads while the server is killed: stored exactly once."""

import http.client
import random
import threading
import time
from collections import Counter
from typing import Any

from tests.chaos.books import are_balanced, make_destination
from tests.chaos.sender import TIMEOUT_S, event_body, message_id, post, proof_of
from tests.chaos.world import World, free_port, wait_until

THREADS = 32
TIMES = 3


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    from mappings.models import Event

    count = 10_000 if is_long else 600
    mapping = make_destination(world.start_receiver())
    port = free_port()
    key = mapping.destination.source.write_key
    numbers = list(range(count)) * TIMES
    random.shuffle(numbers)
    todo, lock, answers = iter(numbers), threading.Lock(), Counter[int]()
    server = world.start_server(port, sends=False)
    threads = [
        threading.Thread(target=_send_all, args=(todo, lock, answers, port, key), daemon=True)
        for _ in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    wait_until(lambda: sum(answers.values()) > count, timeout_s=300)
    world.kill_group(server)
    world.start_server(port, sends=False)
    for thread in threads:
        thread.join(600)
    stored = Counter(Event.objects.values_list("message_id", flat=True))
    expected = {message_id(number) for number in range(count)}
    return {
        "passed": stored.keys() == expected
        and set(stored.values()) == {1}
        and set(answers) == {200}
        and are_balanced(),
        "ids": count,
        "requests": sum(answers.values()),
        "stored": sum(stored.values()),
        "stored_twice": sum(number > 1 for number in stored.values()),
        "answers": {str(status): number for status, number in answers.items()},
    }


def _send_all(todo: Any, lock: threading.Lock, answers: Any, port: int, key: str) -> None:
    """Each request until it is answered: what a client library does."""
    proof = proof_of(key)
    connection = None
    while True:
        with lock:
            number = next(todo, None)
        if number is None:
            return
        while True:
            try:
                connection = connection or http.client.HTTPConnection(
                    "127.0.0.1", port, timeout=TIMEOUT_S
                )
                status = post(connection, proof, event_body(number))
                break
            except (OSError, http.client.HTTPException):
                connection = None
                time.sleep(0.1)
        with lock:
            answers[status] += 1
