"""A destination is down while thousands wait: few requests meanwhile, everything after."""

import time
from datetime import timedelta
from typing import Any

from tests.chaos.books import add_deliveries, make_destination, states, waiting
from tests.chaos.world import World, wait_until


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    from mappings.models import Delivery

    count, outage_s = (10_000, 600) if is_long else (500, 40)
    down = world.start_receiver([{"status": 503}])
    up = world.start_receiver()  # now, so that the worker may send to its port
    mapping = make_destination(down)
    add_deliveries(mapping, count)
    world.start_worker()
    time.sleep(outage_s)
    requests = sum(world.received().values())
    untried = Delivery.objects.filter(attempt_count=0).count()
    _move(mapping.destination, up)
    back_s = wait_until(lambda: states()["delivered"] > 0, timeout_s=620, poll_s=0.2)
    Delivery.objects.waiting().update(due_at=_now())  # those tried wait for hours otherwise
    drained_s = wait_until(lambda: not waiting(), timeout_s=600, poll_s=0.5)
    return {
        "passed": requests <= 40 and untried >= count - 40 and states()["delivered"] == count,
        "waiting": count,
        "outage_s": outage_s,
        "requests_meanwhile": requests,
        "spent_no_attempt": untried,
        "first_delivery_after_s": round(back_s, 1),
        "drained_after_s": round(drained_s, 1),
    }


def _move(destination: Any, port: int) -> None:
    """The same destination, back at another port."""
    destination.settings = {**destination.settings, "url": f"http://127.0.0.1:{port}/hook"}
    destination.save()


def _now() -> Any:
    from django.utils import timezone

    return timezone.now() - timedelta(seconds=1)
