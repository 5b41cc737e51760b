"""A run over files of events: what `map` and `trigger` have in common."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from typing import Any, BinaryIO

from mappings.command_line import exit_codes
from mappings.command_line.options import add_work_options
from mappings.command_line.parsing import CommandParser
from mappings.command_line.problems import UsageError, print_problems
from mappings.command_line.terminal import ProgressBar
from mappings.event_files.chunk import Chunk
from mappings.event_files.errors import EventFileError, FileProblem, WorkerError
from mappings.event_files.mapping import EventMapper, MappedChunk, map_chunk
from mappings.event_files.opening import STANDARD_INPUT, EventFile, input_problem, known_bytes
from mappings.event_files.problem_lines import problem_json
from mappings.event_files.reading import read_chunks
from mappings.event_files.workers import map_in_order

_RATE_FROM_S = 1


def add_run_options(parser: CommandParser) -> None:
    """The options of a run: inputs, output, errors, jobs."""
    parser.add_argument(
        "inputs",
        nargs="*",
        metavar="INPUT",
        help="files of events, - for standard input (which is read when there is none)",
    )
    parser.add_argument("--output", metavar="FILE", help="write to a file instead of the output")
    parser.add_argument(
        "--errors",
        metavar="FILE",
        help="write problems to a file, a JSON object a line, instead of as text to the terminal",
    )
    add_work_options(parser)


@dataclass(slots=True)
class Totals:
    read: int = 0
    mapped: int = 0
    unmatched: int = 0
    failed: int = 0
    broken_files: int = 0
    started_at: float = field(default_factory=time.monotonic)

    def add(self, mapped: MappedChunk) -> None:
        self.read += mapped.read
        self.mapped += mapped.mapped
        self.unmatched += mapped.unmatched
        self.failed += mapped.failed

    def summary(self, verb: str) -> str:
        """Shape: ``1,000 read, 990 mapped, 8 unmatched, 2 failed in 1.0 s (1,000 events/s)``"""
        if not self.read:
            return "There are no events in the input."
        seconds = time.monotonic() - self.started_at
        counts = f"{self.read:,} read, {self.mapped:,} {verb}, {self.unmatched:,} unmatched"
        # Of a short run most is start-up, and its rate would say nothing.
        rate = f" ({self.read / seconds:,.0f} events/s)" if seconds >= _RATE_FROM_S else ""
        return f"{counts}, {self.failed:,} failed in {seconds:,.1f} s{rate}"

    @property
    def exit_code(self) -> int:
        is_good = not self.failed and not self.broken_files
        return exit_codes.ALL_GOOD if is_good else exit_codes.SOME_FAILED


def run_over_files(mapper: EventMapper, arguments: Any, *, verb: str) -> int:
    """Map the events of the inputs; gives the exit code.

    Args:
        arguments: what `add_run_options` made of the command line.
        verb: what the summary calls an event that went through.

    Raises:
        UsageError: an input or an output cannot be opened.
    """
    names = arguments.inputs or [STANDARD_INPUT]
    check_inputs(names, arguments.output, arguments.errors)
    with ExitStack() as stack:
        run = _Run(names, _Outputs(arguments, stack), is_quiet=arguments.quiet)
        try:
            run.map(mapper, jobs=arguments.jobs)
        finally:
            run.close(verb)
        return run.totals.exit_code


def check_inputs(names: Sequence[str], *outputs: str | None) -> None:
    """Raise a UsageError for inputs that cannot be opened, and for files written over."""
    problems = [problem for name in names if (problem := input_problem(name))]
    written: list[str] = []
    for output in filter(None, outputs):
        message = ""
        if any(_is_same_file(name, output) for name in names):
            message = "This is an input as well; write to another file."
        elif any(_is_same_file(other, output) for other in written):
            message = "Payloads and problems cannot go to the same file."
        if message:
            problems.append(FileProblem(output, 0, None, "", "same_file", message))
        written.append(output)
    if problems:
        raise UsageError(problems)


def _is_same_file(name: str, output: str) -> bool:
    if name == STANDARD_INPUT:
        return False
    if not os.path.exists(output):
        return os.path.realpath(name) == os.path.realpath(output)
    # A device such as /dev/null is not written over.
    return os.path.isfile(output) and os.path.exists(name) and os.path.samefile(name, output)


class _Outputs:
    """Where payloads and problems go."""

    def __init__(self, arguments: Any, stack: ExitStack) -> None:
        if arguments.output is None and sys.stdout is None:
            raise UsageError([_closed_output()])
        output, errors = arguments.output, arguments.errors
        self.payloads = stack.enter_context(_create(output)) if output else sys.stdout.buffer
        self._errors = stack.enter_context(_create(errors)) if errors else None

    def tell(self, problems: Sequence[FileProblem]) -> None:
        if self._errors is None:
            print_problems(problems, sys.stderr)
        else:
            self._errors.writelines(map(problem_json, problems))


def _create(path: str) -> BinaryIO:
    try:
        return open(path, "wb")
    except OSError as err:
        message = f"This cannot be written: {err.strerror}."
        raise UsageError([FileProblem(path, 0, None, "", "unwritable", message)]) from err


def _closed_output() -> FileProblem:
    return FileProblem("<stdout>", 0, None, "", "unwritable", "Standard output is closed.")


class _Run:
    def __init__(self, names: Sequence[str], outputs: _Outputs, *, is_quiet: bool) -> None:
        self.totals = Totals()
        self._names, self._outputs, self._is_quiet = names, outputs, is_quiet
        self._done_bytes = 0
        total_bytes = known_bytes(names)
        self._progress = ProgressBar(sys.stderr, total_bytes=total_bytes, is_shown=not is_quiet)

    def map(self, mapper: EventMapper, *, jobs: int) -> None:
        work = partial(map_chunk, mapper)
        try:
            for chunk, mapped in map_in_order(self._chunks(), work, jobs=jobs):
                self._take(chunk, mapped)
        except WorkerError as err:
            self._break_off(FileProblem("engage-mapper", 0, None, "", "worker", str(err)))

    def close(self, verb: str) -> None:
        self._progress.clear()
        if not self._is_quiet:
            print(self.totals.summary(verb), file=sys.stderr)

    def _take(self, chunk: Chunk, mapped: MappedChunk) -> None:
        self.totals.add(mapped)
        if mapped.problems:
            self._progress.clear()
            self._outputs.tell(mapped.problems)
        if chunk.file_problem:
            self._break_off(chunk.file_problem)
        if mapped.output:
            self._outputs.payloads.write(mapped.output)
            self._outputs.payloads.flush()
        self._progress.show(self._done_bytes, self.totals.read)

    def _break_off(self, problem: FileProblem) -> None:
        self.totals.broken_files += 1
        self._progress.clear()
        self._outputs.tell([problem])

    def _chunks(self) -> Iterator[Chunk | None]:
        for name in self._names:
            before = self._done_bytes
            try:
                with EventFile(name) as file:
                    for chunk in read_chunks(file):
                        self._done_bytes = before + file.position_bytes
                        yield chunk
            except EventFileError as err:
                yield Chunk(name, b"", file_problem=err.problem)
