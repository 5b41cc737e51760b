"""Maps chunks in several processes, and gives the results in the order of the chunks.

The reader stays in the parent process. It puts a chunk's data into memory that it shares with a
worker, and tells the worker in a few bytes where; so that it never waits for a worker that waits
for it. Each worker has one chunk at hand and one waiting.
"""

import mmap
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import Any, Generic, Protocol, TypeVar, cast

from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.event_files.errors import WorkerError
from mappings.event_files.opening import BLOCK_BYTES


class Task(Protocol):
    """A frozen dataclass, such as a Chunk; its data is handed over in shared memory."""

    @property
    def data(self) -> bytes: ...


Given = TypeVar("Given", bound=Task)
Result = TypeVar("Result")

_CHUNKS_AHEAD = 2
_SLOT_BYTES = MAX_EVENT_BYTES + 2 * BLOCK_BYTES
_STOP_S = 5


def map_in_order(
    chunks: Iterable[Given | None], work: Callable[[Given], Result], *, jobs: int
) -> Iterator[tuple[Given, Result]]:
    """Each chunk, without its data, with what `work` gives for it.

    With one job the work is done here. A None among the chunks says that the next may take a
    while, so that everything that is done is given before.

    Raises:
        WorkerError: a worker ended before its work was done.
    """
    if jobs == 1:
        yield from ((chunk, work(chunk)) for chunk in chunks if chunk)
        return
    workers = [_Worker(work) for _ in range(jobs)]
    waiting: deque[tuple[_Worker[Given, Result], Given]] = deque()
    given = 0
    try:
        for chunk in chunks:
            keep = 0 if chunk is None else _CHUNKS_AHEAD * jobs - 1
            while len(waiting) > keep:
                yield _take(waiting)
            if chunk:
                worker = workers[given % jobs]
                waiting.append((worker, worker.give(chunk)))
                given += 1
        while waiting:
            yield _take(waiting)
    finally:
        for worker in workers:
            worker.stop()


def _take(waiting: "deque[tuple[_Worker[Given, Result], Given]]") -> tuple[Given, Result]:
    worker, chunk = waiting.popleft()
    return chunk, worker.take()


class _Worker(Generic[Given, Result]):
    """One process. It inherits the work by fork, so nothing has to be compiled again."""

    def __init__(self, work: Callable[[Given], Result]) -> None:
        context = multiprocessing.get_context("fork")
        self._memory = mmap.mmap(-1, _CHUNKS_AHEAD * _SLOT_BYTES)
        self._given = 0
        self._connection, other_end = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(work, self._memory, other_end, self._connection), daemon=True
        )
        # Until a worker can decline it, Ctrl+C waits; it would end with a traceback.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._process.start()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        other_end.close()

    def give(self, chunk: Given) -> Given:
        """Have a chunk worked on; gives it back without its data."""
        start = self._given % _CHUNKS_AHEAD * _SLOT_BYTES
        self._given += 1
        end = start + len(chunk.data)
        self._memory[start:end] = chunk.data
        bare = _with_data(chunk, b"")
        try:
            self._connection.send((bare, start, end))
        except OSError as err:
            raise self._death() from err
        return bare

    def take(self) -> Result:
        """The result of the chunk that was given first."""
        try:
            result: Result = self._connection.recv()
        except (EOFError, OSError) as err:
            raise self._death() from err
        return result

    def stop(self) -> None:
        self._connection.close()
        self._process.join(0.2)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join(_STOP_S)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._memory.close()

    def _death(self) -> WorkerError:
        self._process.join(_STOP_S)
        code = self._process.exitcode
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return WorkerError(f"A worker process ended too early, with {how}.")


def _serve(
    work: Callable[[Given], Result], memory: mmap.mmap, connection: Connection, parent: Connection
) -> None:
    """What a worker does until the parent is gone. Ctrl+C reaches it too; the parent decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    parent.close()
    with suppress(EOFError, OSError):
        while True:
            bare, start, end = connection.recv()
            # Kept during the next chunk's work: without it Python gives all its memory back to the
            # system after each chunk and takes it anew, which costs as much as the mapping.
            result = work(_with_data(bare, memory[start:end]))
            connection.send(result)


def _with_data(task: Given, data: bytes) -> Given:
    return cast("Given", replace(cast("Any", task), data=data))
