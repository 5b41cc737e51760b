"""One destination hangs at every request; another one does not notice."""

import statistics
import time
from typing import Any

from tests.chaos.books import add_deliveries, make_destination
from tests.chaos.world import World, wait_until

ROUNDS = 20
PARTS = 3  # the median of them counts, so that a machine busy for a moment does not


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    healthy = make_destination(world.start_receiver(), name="Healthy")
    hanging = make_destination(world.start_receiver([{"do": "hang"}]), name="Hanging")
    world.start_worker()
    delays(world, healthy, 3)
    without = _p95s(world, healthy)
    add_deliveries(hanging, 100_000 if is_long else 5_000)
    time.sleep(1)
    beside = _p95s(world, healthy)
    ratio = beside / without
    return {
        "passed": ratio <= 1.5,
        "p95_without_ms": round(without * 1000),
        "p95_beside_ms": round(beside * 1000),
        "ratio": round(ratio, 2),
    }


def _p95s(world: World, mapping: Any) -> float:
    """The median of the parts' p95 delays, in seconds."""
    return statistics.median(_p95(delays(world, mapping, ROUNDS)) for _ in range(PARTS))


def delays(world: World, mapping: Any, rounds: int) -> list[float]:
    """Seconds from each delivery's row to its request."""
    found = []
    for _ in range(rounds):
        (one,) = add_deliveries(mapping, 1)
        found.append(wait_until(lambda one=one: one in world.received(), timeout_s=30, poll_s=0.01))
    return found


def _p95(delays: list[float]) -> float:
    return statistics.quantiles(delays, n=20)[-1]
