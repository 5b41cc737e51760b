"""Does memory stay flat while events come in and go out? ``--minutes 30`` for half an hour.

The server with its own worker gets events on two connections as fast as it answers, and delivers
them. Memory of all its processes is looked at each second; the line through the second half says
how fast it grows.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.chaos.books import make_destination, waiting
from tests.chaos.sender import Sender
from tests.chaos.world import World, free_port, memory_bytes, new_world, wait_until

CONNECTIONS = 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    with new_world("sqlite") as world:
        _soak(world, 3 if given.quick else given.minutes * 60)


def _soak(world: World, seconds: float) -> None:
    mapping = make_destination(world.start_receiver(), order="off", max_concurrency=16)
    port = free_port()
    server = world.start_server(port)
    wait_until(lambda: world.is_alive(port), timeout_s=60)
    sender = Sender(port, mapping.destination.source.write_key, threads=CONNECTIONS)
    started_s, times, sizes = time.monotonic(), [], []
    while (passed_s := time.monotonic() - started_s) < seconds:
        time.sleep(min(1, seconds / 4))
        times.append(passed_s)
        sizes.append(memory_bytes(server) / 1e6)
    sender.stop()
    half = len(sizes) // 2
    slope = statistics.linear_regression(times[half:], sizes[half:]).slope * 600
    drained_s = wait_until(lambda: not waiting(), timeout_s=600, poll_s=0.5)
    print(f"{seconds / 60:.1f} minutes, {len(sender.accepted):,} events taken")
    print(f"  memory at half {sizes[half]:.1f} MB, at the end {sizes[-1]:.1f} MB")
    print(f"  grows by {slope:+.1f} MB in ten minutes (aim: 0); the rest went in {drained_s:.0f} s")


if __name__ == "__main__":
    main()
