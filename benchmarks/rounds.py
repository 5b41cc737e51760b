"""Times contenders side by side: interleaved rounds, medians of processor time, one table.

With ``--quick`` on the command line everything runs, but too shortly to mean anything.
"""

import statistics
import sys
import time
from collections.abc import Callable, Mapping

Round = Callable[[], float]  # runs once and gives microseconds per event

IS_QUICK = "--quick" in sys.argv
ROUNDS = 3 if IS_QUICK else 151  # many short ones: most of them run without an interruption
WARM_UP_ROUNDS = 1 if IS_QUICK else 30  # node compiles what it runs often


def events_of(count: int) -> int:
    """How many events a round has: that many, a few when it is to be quick."""
    return min(count, 20) if IS_QUICK else count


def measure(contenders: Mapping[str, Round], *, rounds: int = ROUNDS) -> dict[str, float]:
    """The median of each contender, in microseconds per event.

    The contenders take turns, so that a busy machine is busy for all of them.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(WARM_UP_ROUNDS + rounds):
        for name, run in contenders.items():
            elapsed = run()
            if number >= WARM_UP_ROUNDS:
                times[name].append(elapsed)
    return {name: statistics.median(values) for name, values in times.items()}


def python_round(run: Callable[[], object], *, events: int, repeats: int = 1) -> Round:
    """A round that calls `run`, which handles that many events, again and again."""

    def timed() -> float:
        started_at = time.process_time_ns()
        for _ in range(repeats):
            run()
        return (time.process_time_ns() - started_at) / 1_000 / events / repeats

    return timed


def print_table(title: str, medians: Mapping[str, float]) -> None:
    width = max(map(len, medians))
    print(title)
    for name, microseconds in medians.items():
        rate = 1 / microseconds
        print(f"  {name:<{width}}  {microseconds:8.3f} µs an event  {rate:6.2f} M events/s")


def print_ratio(what: str, ratio: float, aim: str) -> None:
    print(f"  {what}: {ratio:.2f} (aim: {aim})")
