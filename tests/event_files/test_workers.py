"""Work in several processes comes back in order, and a death is told."""

import os
import signal
import time

import pytest

from mappings.event_files.chunk import Chunk
from mappings.event_files.errors import WorkerError
from mappings.event_files.workers import map_in_order


def chunks(count):
    return (Chunk("file", b"%d" % number, number) for number in range(count))


def slow_at_first(chunk):
    time.sleep(0.02 if chunk.first_line % 2 == 0 else 0)
    return chunk.data, os.getpid()


def die(chunk):
    if chunk.first_line == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return chunk.data


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_chunks(jobs):
    found = list(map_in_order(chunks(20), slow_at_first, jobs=jobs))

    assert [data for _, (data, _) in found] == [b"%d" % number for number in range(20)]
    assert [chunk.first_line for chunk, _ in found] == list(range(20))
    assert len({pid for _, (_, pid) in found}) == jobs


def test_a_worker_that_is_killed_is_told_and_nothing_hangs():
    found = []
    with pytest.raises(WorkerError, match="signal 9"):
        found.extend(data for _, data in map_in_order(chunks(1000), die, jobs=2))
    assert found == [b"%d" % number for number in range(7)]


def test_while_the_input_pauses_everything_done_is_given():
    given = []

    def pausing():
        yield from chunks(3)
        yield None
        assert len(given) == 3
        yield from chunks(1)

    for _, data in map_in_order(pausing(), lambda chunk: chunk.data, jobs=2):
        given.append(data)
    assert len(given) == 4


def test_workers_end_with_the_run():
    run = map_in_order(chunks(100), slow_at_first, jobs=2)
    _, (_, pid) = next(run)
    run.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
