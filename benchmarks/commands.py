"""Times whole commands: seconds that go by, and seconds of processors, of processes that ended."""

import resource
import statistics
import time
from collections.abc import Callable


def medians(times: list[tuple[float, float]]) -> tuple[float, float]:
    elapsed, used = zip(*times, strict=True)
    return statistics.median(elapsed), statistics.median(used)


def seconds(run: Callable[[], None]) -> tuple[float, float]:
    """Seconds that go by, and seconds of processors."""
    began, used = time.perf_counter(), _processor_seconds()
    run()
    return time.perf_counter() - began, _processor_seconds() - used


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
