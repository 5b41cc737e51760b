"""Everything dead is sent again: killed half-way, clicked twice; each arrives once, at its pace."""

import subprocess
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.chaos.books import add_deliveries, make_destination, waiting
from tests.chaos.world import World, wait_until

SMALL_CHUNK, USUAL_CHUNK = "20", "500"


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    from mappings.models import Attempt, Delivery

    count, rate = (5_000, 100) if is_long else (400, 40)
    mapping = make_destination(world.start_receiver(), order="off", requests_per_s=rate)
    ids = add_deliveries(mapping, count)
    Delivery.objects.update(state="dead", due_at=None, finished_at=_now(), reason="http_500")
    killed = world.start_process("-m", "tests.chaos.replaying", SMALL_CHUNK)
    replays = Delivery.objects.exclude(replay_of=None)
    wait_until(replays.exists, timeout_s=60, poll_s=0.001)
    world.kill(killed)
    before = replays.count()
    twice = [_start_click(world) for _ in range(2)]
    made = [int(process.communicate(timeout=120)[0]) for process in twice]
    again = int(_start_click(world).communicate(timeout=120)[0])
    worker = world.start_worker()
    wait_until(lambda: not waiting(), timeout_s=600, poll_s=0.2)
    world.kill(worker)
    received = world.received()
    copies = sum(received.values()) - len(received)
    excess = _most_over_rate(list(Attempt.objects.values_list("started_at", flat=True)), rate)
    return {
        "passed": set(ids) == received.keys()
        and not copies
        and 0 < before < count
        and before + sum(made) == count
        and not again
        and excess <= rate * 1.25,
        "dead": count,
        "made_before_the_kill": before,
        "made_by_two_clicks": made,
        "made_by_a_third": again,
        "delivered": len(received),
        "copies": copies,
        "requests_per_s": rate,
        "most_requests_over_the_rate": round(excess),
    }


def _start_click(world: World) -> "subprocess.Popen[str]":
    return world.start_process("-m", "tests.chaos.replaying", USUAL_CHUNK)


def _most_over_rate(times: Sequence[datetime], rate: float) -> float:
    """How many requests went out beyond the rate, since the first: a second's worth may."""
    ordered = sorted(times)
    seconds = [(at - ordered[0]).total_seconds() for at in ordered]
    return max(number + 1 - rate * passed for number, passed in enumerate(seconds))


def _now() -> datetime:
    from django.utils import timezone

    return timezone.now()
