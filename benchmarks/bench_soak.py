"""Does memory stay flat while events come in and go out? ``--minutes 30`` for half an hour.

The server with its own worker gets events on two connections as fast as it answers, and delivers
them. Memory of all its processes is looked at each second; the line through what comes after the
warm-up says how fast it grows.

10,000 ids are kept as UUIDs (`models.prepared.as_uuid`), which fills first. Then memory rises in
steps: each five minutes events and deliveries are counted (`delivery.counting`), for which SQLite
takes up to two times its `cache_size` for a moment. It gives that back to the C library, which does
not give all of it back to the system, and may take a little more at a later count. The warm-up
holds two counts; a run of less than 24 minutes has a shorter one and says so.
"""

import argparse
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.chaos.books import make_destination, waiting
from tests.chaos.sender import Sender
from tests.chaos.world import World, free_port, memory_bytes, new_world, wait_until

CONNECTIONS = 2
WARM_UP_S = 720  # two counts of five minutes, whenever the first of them begins
PARTS = 6  # of the run, each with its mean


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
    warm_s = min(WARM_UP_S, seconds / 2)
    first = next(at for at, passed_s in enumerate(times) if passed_s >= warm_s)
    first = min(first, len(times) - 2)  # a line needs two points
    slope = statistics.linear_regression(times[first:], sizes[first:]).slope * 600
    drained_s = wait_until(lambda: not waiting(), timeout_s=600, poll_s=0.5)
    print(f"{seconds / 60:.1f} minutes, {len(sender.accepted):,} events taken")
    print(f"  memory in each part: {', '.join(_means(sizes))} MB; at most {max(sizes):.1f} MB")
    print(f"  after {warm_s / 60:.1f} minutes it grows by {slope:+.1f} MB in ten minutes (aim: 0)")
    if warm_s < WARM_UP_S:
        print(f"  that is with caches that still fill; take {2 * WARM_UP_S // 60} minutes or more")
    print(f"  the rest went in {drained_s:.0f} s")


def _means(sizes: list[float]) -> list[str]:
    edges = [len(sizes) * part // PARTS for part in range(PARTS + 1)]
    parts = [sizes[start:end] for start, end in pairwise(edges)]
    return [f"{statistics.fmean(part):.1f}" for part in parts if part]


if __name__ == "__main__":
    main()
