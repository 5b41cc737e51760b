"""kill -9 of the worker under load: nothing is lost, and copies stay within their bound."""

import random
import time
from typing import Any

from tests.chaos.books import add_deliveries, are_balanced, make_destination, states, waiting
from tests.chaos.world import World, free_port, wait_until

THREADS = 8
CONCURRENCY = 4
UNANSWERED_PERCENT = 2  # taken by the receiver, and the connection broken
REFUSED_PERCENT = 10  # answered 500 the first time


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    count, kills = (20_000, 100) if is_long else (1_500, 8)
    port = free_port()
    ids = add_deliveries(make_destination(port, order="off"), count)
    script = {one: _first(number % 100) for number, one in enumerate(ids)}
    world.start_receiver(port=port, script=script)
    started = time.monotonic()
    done = 0
    for _ in range(kills):
        worker = world.start_worker(THREADS)
        before = sum(world.received().values())
        wait_until(
            lambda before=before: sum(world.received().values()) > before or not waiting(),
            timeout_s=90,
        )
        time.sleep(random.uniform(0.05, 0.4))
        world.kill(worker)
        done += 1
    world.start_worker(THREADS)
    wait_until(lambda: not waiting(), timeout_s=600, poll_s=0.5)
    received = world.received()
    unanswered = sum(steps[0].get("do") == "reset" for steps in script.values())
    refused = sum("status" in steps[0] for steps in script.values())
    copies = sum(received.values()) - len(received) - refused
    bound = done * CONCURRENCY * 2 + unanswered
    lost = len(set(ids) - received.keys())
    return {
        "passed": lost == 0 and copies <= bound and are_balanced(),
        "deliveries": len(ids),
        "kills": done,
        "lost": lost,
        "copies": copies,
        "copies_allowed": bound,
        "most_copies_of_one": max(received.values()),
        "states": dict(states()),
        "seconds": round(time.monotonic() - started, 1),
    }


def _first(percent: int) -> list[dict[str, Any]]:
    if percent < UNANSWERED_PERCENT:
        return [{"do": "reset"}, {}]
    if percent < UNANSWERED_PERCENT + REFUSED_PERCENT:
        return [{"status": 500}, {}]
    return [{}]
