"""SIGTERM under load: what is on its way is finished, nothing is sent twice, and it ends soon."""

import signal
import time
from typing import Any

from tests.chaos.books import add_deliveries, make_destination, waiting
from tests.chaos.world import World, wait_until


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    stops, count = (20, 6_000) if is_long else (4, 1_200)
    port = world.start_receiver([{"delay_s": 0.02}])
    mapping = make_destination(port)
    ids = add_deliveries(mapping, count)
    took: list[float] = []
    codes: list[int] = []
    for _ in range(stops):
        worker = world.start_worker()
        before = sum(world.received().values())
        wait_until(lambda before=before: sum(world.received().values()) > before, timeout_s=60)
        time.sleep(0.3)
        took.append(world.kill(worker, signal.SIGTERM))
        codes.append(worker.returncode)
    world.start_worker()
    wait_until(lambda: not waiting(), timeout_s=300, poll_s=0.2)
    received = world.received()
    copies = sum(received.values()) - len(received)
    lost = len(set(ids) - received.keys())
    return {
        "passed": not lost and not copies and max(took) <= 25 and set(codes) == {0},
        "deliveries": count,
        "stops": stops,
        "lost": lost,
        "copies": copies,
        "longest_stop_s": round(max(took), 2),
    }
