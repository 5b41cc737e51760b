"""The disk fills up under load, and has room again: no false 200, and work goes on by itself."""

import shutil
import time
from pathlib import Path
from typing import Any

from tests.chaos.books import make_destination, states, waiting
from tests.chaos.sender import Sender
from tests.chaos.world import World, free_port, wait_until

BLOCK = b"\0" * 4_096
MAX_LINES_PER_S = 10


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    from django.db import connection
    from django.db.models import Count

    from mappings.models import Event

    rounds = 10 if is_long else 2
    mapping = make_destination(world.start_receiver(), order="off")
    world.log = (world.folder / "log").open("w")
    port = free_port()
    server = world.start_server(port, MIN_FREE_DISK_MB="1")
    started_s = time.monotonic()
    sender = Sender(port, mapping.destination.source.write_key)
    told, back_s = [], []
    for _ in range(rounds):
        _wait_for_more(sender)
        _fill(world.data_dir)
        told.append(wait_until(lambda: world.ask(port, "/readyz")[0] == 503, timeout_s=30))
        time.sleep(5)
        (world.data_dir / "ballast").unlink()
        back_s.append(wait_until(lambda: world.ask(port, "/readyz")[0] == 200, timeout_s=60))
        _wait_for_more(sender)
    sender.stop()
    wait_until(lambda: not waiting(), timeout_s=120, poll_s=0.5)
    lines_per_s = world.log_lines() / (time.monotonic() - started_s)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        ((integrity,),) = cursor.fetchall()
    stored = Event.objects.annotate(rows=Count("deliveries"))
    ids = set(stored.values_list("message_id", flat=True))
    torn, lost = stored.exclude(rows=1).count(), len(sender.accepted - ids)
    undelivered = stored.count() - len(world.received())
    return {
        "passed": not lost
        and not torn
        and not undelivered
        and integrity == "ok"
        and set(sender.answers) == {200, 503}
        and lines_per_s < MAX_LINES_PER_S
        and server.poll() is None,
        "times_full": rounds,
        "accepted": len(sender.accepted),
        "answers": {str(status): count for status, count in sender.answers.items()},
        "lost": lost,
        "torn": torn,
        "undelivered": undelivered,
        "integrity": integrity,
        "readyz_said_so_after_s": round(max(told), 1),
        "ready_again_after_s": round(max(back_s), 1),
        "log_lines_per_s": round(lines_per_s, 1),
        "states": dict(states()),
    }


def _wait_for_more(sender: Sender) -> None:
    before = len(sender.accepted)
    wait_until(lambda: len(sender.accepted) > before + 50, timeout_s=60)


def _fill(folder: Path) -> None:
    """A file that takes all that is free, to the last block."""
    with (folder / "ballast").open("wb", buffering=0) as ballast:
        try:
            ballast.write(bytes(shutil.disk_usage(folder).free))
            while True:
                ballast.write(BLOCK)
        except OSError:
            return
