"""Profiles from a file: read in order, written by the thousand, each line once.

The cursor is the last line that is done. All lines count as given at one moment, when the job was
started: so a person whom two lines name is seen, also when the job was stopped in between.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

from mappings.engine.errors import Problem
from mappings.event_files.errors import EventFileError
from mappings.event_files.record import Record
from mappings.event_files.records import RecordBatch, count_lines, read_records
from mappings.jobs.steps import JobFailedError, LineProblem, Part, Progress
from mappings.models import Job
from mappings.services.profile_columns import ColumnTable, ValueRefused, check_columns
from mappings.services.profile_imports import import_path
from mappings.services.profiles import ProfileInput, Upserted, upsert_profiles

LINES_PER_PART = 1_000
REPEATED = "The identifier of this line stood in an earlier one; both were merged."

_Line = tuple[int, ProfileInput]


class Portion:
    """Some lines, read as people before the transaction starts."""

    def __init__(self, records: list[Record], table: ColumnTable) -> None:
        self.lines: list[_Line] = []
        self.problems: list[LineProblem] = []
        for record in records:
            if record.values is None:
                self.problems.append(LineProblem(record.line, record.problem))
                continue
            try:
                self.lines.append((record.line, table.read(record.values)))
            except ValueRefused as err:
                self.problems.append(LineProblem(record.line, str(err)))


Write = Callable[[Job, Portion, int, int, datetime], Progress]


def import_profiles(job: Job) -> Iterator[Part | None]:
    """The parts of an import; their work is bounded, whatever the file holds."""
    return read_parts(job, _write)


def read_parts(job: Job, write: Write) -> Iterator[Part | None]:
    """A part for each thousand lines of the job's file.

    Args:
        write: called in each part's transaction with the lines up to `last`, `before` excluded.
    """
    path, kind = str(import_path(job)), job.options["format"]
    table = check_columns(job.options.get("columns"))
    at = int(job.cursor.get("line", 0))
    try:
        if job.total is None:
            total = 0
            for counted in count_lines(path, kind=kind):
                total = counted
                yield None
            yield partial(_count, at, total)
        is_checked = False
        for batch in read_records(path, kind=kind, after_line=at):
            if batch.records and not is_checked:
                is_checked = _check_names(batch, table)
            for records, last in _portions(batch):
                if last <= at:
                    yield None
                    continue
                yield partial(write, job, Portion(records, table), at, last)
                at = last
    except EventFileError as err:
        place = f" (after line {at:,})" if at else ""
        raise JobFailedError(f"{err}{place} What was read until then is kept.") from err


def _portions(batch: RecordBatch) -> Iterator[tuple[list[Record], int]]:
    """The records some at a time, each with the line up to which the file is done then."""
    for start in range(0, len(batch.records), LINES_PER_PART):
        records = batch.records[start : start + LINES_PER_PART]
        rest = batch.records[start + LINES_PER_PART :]
        yield records, rest[0].line - 1 if rest else batch.last_line
    if not batch.records:
        yield [], batch.last_line


def _check_names(batch: RecordBatch, table: ColumnTable) -> bool:
    """Whether a line could be looked at; a column that the first one lacks ends the job.

    Lines of JSON may leave out what they do not know, so only files with a header are looked at.
    """
    first = next((one.values for one in batch.records if one.values is not None), None)
    if first is None:
        return False
    missing = table.missing(first) if batch.has_header else []
    if missing:
        names, there = ", ".join(map(repr, missing)), ", ".join(map(repr, list(first)[:30]))
        raise JobFailedError(f"The file has no column {names}. It has {there}.")
    return True


def _count(line: int, total: int, _now: datetime) -> Progress:
    return Progress({"line": line}, total=total)


def _write(job: Job, portion: Portion, before: int, last: int, now: datetime) -> Progress:
    return written(job, portion, before, last, now)[0]


def written(
    job: Job, portion: Portion, before: int, last: int, now: datetime
) -> tuple[Progress, list[Upserted]]:
    """Write the profiles of some lines; how far the file is then, and what came of each line."""
    given = [one for _, one in portion.lines]
    moment = job.started_at or now
    done = upsert_profiles(job.workspace, given, moment)
    problems = [*portion.problems, *_problems(portion.lines, done)]
    return progress(before, last, problems), done


def progress(before: int, last: int, problems: Iterable[LineProblem]) -> Progress:
    in_order = sorted(problems, key=lambda problem: problem.line)
    return Progress({"line": last}, done=last - before, problems=in_order)


def problem_text(problems: Iterable[Problem]) -> str:
    """What a line's problems say, one after the other."""
    return " ".join(problem.message for problem in problems)


def _problems(lines: list[_Line], done: list[Upserted]) -> Iterator[LineProblem]:
    for (line, _), one in zip(lines, done, strict=True):
        if one.problems:
            yield LineProblem(line, problem_text(one.problems))
        elif one.is_repeated:
            yield LineProblem(line, REPEATED)
