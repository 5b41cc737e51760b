"""kill -9 of the server under load: what was answered with 200 is stored whole, and delivered."""

import random
import time
from typing import Any

from tests.chaos.books import are_balanced, make_destination, states, waiting
from tests.chaos.sender import Sender
from tests.chaos.world import World, free_port, wait_until


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    from django.db.models import Count

    from mappings.models import Event

    kills = 100 if is_long else 6
    mapping = make_destination(world.start_receiver(), order="off")
    port = free_port()
    sender = Sender(port, mapping.destination.source.write_key)
    for _ in range(kills):
        server = world.start_server(port)
        before = len(sender.accepted)
        wait_until(lambda before=before: len(sender.accepted) > before + 20, timeout_s=60)
        time.sleep(random.uniform(0, 0.5))
        world.kill_group(server)
    sender.stop()
    world.start_server(port)
    wait_until(lambda: not waiting(), timeout_s=300, poll_s=0.5)
    stored = Event.objects.annotate(rows=Count("deliveries"))
    ids = set(stored.values_list("message_id", flat=True))
    torn = stored.exclude(rows=1).count()
    lost = len(sender.accepted - ids)
    received = world.received()
    undelivered = stored.count() - len(received)
    return {
        "passed": not lost and not torn and not undelivered and are_balanced(),
        "accepted": len(sender.accepted),
        "kills": kills,
        "lost": lost,
        "torn": torn,
        "stored_unanswered": len(ids) - len(sender.accepted),
        "undelivered": undelivered,
        "copies": sum(received.values()) - len(received),
        "answers": {str(status): count for status, count in sender.answers.items()},
        "states": dict(states()),
    }
