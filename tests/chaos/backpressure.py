"""Everything is down and events keep coming at full rate: refused in words, nothing dropped."""

import time
from typing import Any

from tests.chaos.books import make_destination, states, waiting
from tests.chaos.sender import Sender
from tests.chaos.world import World, free_port, memory_bytes, wait_until

WARM_UP_S = 10
MAX_GROWTH_BYTES = 50_000_000
MAX_LINES_PER_S = 10


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    from mappings.delivery.holding import resume
    from mappings.models import Event

    seconds, most = (1_800, 100_000) if is_long else (40, 2_000)
    down, up = world.start_receiver([{"status": 503}]), world.start_receiver()
    mapping = make_destination(down, order="off")
    world.log = (world.folder / "log").open("w")
    port = free_port()
    server = world.start_server(port, MAX_PENDING_DELIVERIES=str(most))
    wait_until(lambda: world.is_alive(port), timeout_s=60)
    started_s = time.monotonic()
    sender = Sender(port, mapping.destination.source.write_key)
    time.sleep(WARM_UP_S)
    sizes = [memory_bytes(server)]
    ends_s = time.monotonic() + seconds
    while time.monotonic() < ends_s:
        time.sleep(1)
        sizes.append(memory_bytes(server))
    sender.stop()
    waited = waiting()
    destination = mapping.destination
    destination.settings = {**destination.settings, "url": f"http://127.0.0.1:{up}/hook"}
    destination.delivery_options = {**destination.delivery_options, "max_concurrency": 16}
    destination.save()
    _make_due()
    resume(destination, now=_now())
    drained_s = wait_until(lambda: not waiting(), timeout_s=1_800, poll_s=0.5)
    lines_per_s = world.log_lines() / (time.monotonic() - started_s)
    stored = set(Event.objects.values_list("message_id", flat=True))
    growth = max(sizes) - sizes[0]
    return {
        "passed": set(sender.answers) == {200, 503}
        and not sender.unexplained
        and sender.accepted == stored
        and states() == {"delivered": len(stored)}
        and lines_per_s < MAX_LINES_PER_S
        and growth < MAX_GROWTH_BYTES,
        "seconds": seconds,
        "most_waiting": most,
        "waited": waited,
        "answers": {str(status): count for status, count in sender.answers.items()},
        "refusals_without_retry_after": sender.unexplained,
        "accepted": len(sender.accepted),
        "stored": len(stored),
        "memory_growth_mb": round(growth / 1e6, 1),
        "drained_after_s": round(drained_s, 1),
        "log_lines_per_s": round(lines_per_s, 1),
        "states": dict(states()),
    }


def _make_due() -> None:
    """What was tried waits for its schedule otherwise."""
    from mappings.models import Delivery

    Delivery.objects.filter(state="pending").update(due_at=_now())


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()
