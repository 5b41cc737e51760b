"""Times contenders side by side: interleaved rounds, medians of processor time, one table.

A round goes on for some milliseconds. One of a fraction of a millisecond would measure how long the
caches take to fill again after the contender before it and whatever else the machine did then.

With ``--quick`` on the command line everything runs, but too shortly to mean anything.
"""

import math
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

IS_QUICK = "--quick" in sys.argv
ROUNDS = 3 if IS_QUICK else 31
_ROUND_US = 100 if IS_QUICK else 20_000
_WARM_UP_US = 100 if IS_QUICK else 200_000  # node compiles what it runs often


@dataclass(frozen=True, slots=True)
class Contender:
    """Work on some events, done as many times as asked; `run` gives microseconds of a processor."""

    events: int
    run: Callable[[int], float]


def events_of(count: int) -> int:
    """How many events there are: that many, a few when it is to be quick."""
    return min(count, 20) if IS_QUICK else count


def measure(contenders: Mapping[str, Contender]) -> dict[str, float]:
    """The median of each contender, in microseconds per event.

    The contenders take turns, so that a busy machine is busy for all of them.
    """
    times = {name: _times_of_a_round(contender) for name, contender in contenders.items()}
    costs: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, contender in contenders.items():
            elapsed = contender.run(times[name])
            costs[name].append(elapsed / times[name] / contender.events)
    return {name: statistics.median(values) for name, values in costs.items()}


def in_python(run: Callable[[], object], *, events: int) -> Contender:
    """A contender that calls `run`, which handles that many events."""

    def timed(times: int) -> float:
        started_at = time.process_time_ns()
        for _ in range(times):
            run()
        return (time.process_time_ns() - started_at) / 1_000

    return Contender(events, timed)


def _times_of_a_round(contender: Contender) -> int:
    """How often the work is done in a round; the contender is warm afterwards."""
    warmed_us, cost = 0.0, 1.0
    while warmed_us < _WARM_UP_US:
        cost = max(contender.run(1), 1)
        warmed_us += cost
    return max(1, math.ceil(_ROUND_US / cost))


def print_table(title: str, medians: Mapping[str, float]) -> None:
    width = max(map(len, medians))
    print(title)
    for name, microseconds in medians.items():
        rate = 1 / microseconds
        print(f"  {name:<{width}}  {microseconds:8.3f} µs an event  {rate:6.2f} M events/s")


def print_ratio(what: str, ratio: float, aim: str) -> None:
    print(f"  {what}: {ratio:.2f} (aim: {aim})")
