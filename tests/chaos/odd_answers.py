"""Destinations that drip, hang, flood and never end: each attempt ends in time, work goes on."""

from collections import Counter
from typing import Any

from tests.chaos.books import add_deliveries, make_destination
from tests.chaos.world import World, memory_bytes, wait_until

MISCHIEF: dict[str, dict[str, Any]] = {
    "hang": {"do": "hang"},
    "drip": {"do": "drip"},
    "drip within headers": {"do": "drip_head"},
    "reset": {"do": "reset"},
    "close": {"do": "close"},
    "flood": {"do": "flood"},
    "flood that says gzip": {"do": "flood", "headers": {"Content-Encoding": "gzip"}},
    "endless headers": {"do": "endless_headers"},
    "endless 100": {"do": "endless_100"},
    "bad chunks": {
        "do": "raw",
        "raw": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    },
    "no HTTP": {"do": "raw", "raw": "hello\r\n\r\n"},
    "two lengths": {
        "do": "raw",
        "raw": "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\nx",
    },
}
GRACE_MS = 500
MAX_GROWTH_BYTES = 5_000_000
WARM_UP = 40


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    from mappings.models import Attempt

    timeout_s, each = (15, 40) if is_long else (2, 6)
    healthy = make_destination(world.start_receiver(), name="Healthy")
    odd = [
        make_destination(
            world.start_receiver([step]),
            name=name,
            order="off",
            timeout_s=timeout_s,
            retry_waits_s=[1] * 3,
        )
        for name, step in MISCHIEF.items()
    ]
    worker = world.start_worker(32)
    add_deliveries(healthy, WARM_UP)
    for mapping in odd:
        add_deliveries(mapping, 1)
    wait_until(lambda: len(world.received()) > WARM_UP, timeout_s=60)
    wait_until(lambda: Attempt.objects.count() >= WARM_UP + len(odd), timeout_s=60)
    before = memory_bytes(worker)
    for mapping in odd:
        add_deliveries(mapping, each)
    wait_until(lambda: Attempt.objects.count() >= WARM_UP + len(odd) * each, timeout_s=600)
    beside = add_deliveries(healthy, 20)
    reached_s = wait_until(lambda: set(beside) <= world.received().keys(), timeout_s=60)
    growth = memory_bytes(worker) - before
    attempts = Attempt.objects.exclude(destination=healthy.destination)
    longest_ms = max(attempts.values_list("duration_ms", flat=True))
    reasons = Counter(attempts.values_list("reason", flat=True))
    return {
        "passed": longest_ms <= timeout_s * 1_000 + GRACE_MS
        and growth < MAX_GROWTH_BYTES
        and "unexpected" not in reasons,
        "kinds": len(MISCHIEF),
        "attempts": attempts.count(),
        "timeout_s": timeout_s,
        "longest_ms": round(longest_ms),
        "memory_growth_mb": round(growth / 1e6, 1),
        "healthy_reached_after_s": round(reached_s, 1),
        "reasons": dict(reasons),
    }
