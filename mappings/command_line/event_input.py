"""One event of a file, to be looked at closely."""

from argparse import ArgumentTypeError
from collections.abc import Iterator
from dataclasses import dataclass

from mappings.command_line.event_run import check_inputs
from mappings.command_line.parsing import CommandParser
from mappings.command_line.problems import UsageError
from mappings.engine.errors import JsonTextError
from mappings.engine.fields import shown_value
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.engine.strict_json import parse_json
from mappings.event_files.chunk import Chunk
from mappings.event_files.errors import FileProblem, bare_message
from mappings.event_files.opening import EventFile
from mappings.event_files.reading import read_chunks


@dataclass(frozen=True, slots=True)
class EventInput:
    """An event, and where it is: ``events.ndjson:12``."""

    value: Json
    place: str


def add_event_options(parser: CommandParser) -> None:
    parser.add_argument(
        "--event", metavar="FILE", help="a file with an event, or several; - for standard input"
    )
    parser.add_argument(
        "--line",
        metavar="N",
        type=_line,
        default=1,
        help="take the event at this line of the file, or the next after it (default: the first)",
    )


def _line(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10**12:
        raise ArgumentTypeError(f"'{text}' is no line; lines count from 1")
    return int(text)


def read_event(path: str, line: int) -> EventInput:
    """The first event of a file at this line or after it.

    Raises:
        UsageError: there is none, or it is no event.
    """
    check_inputs([path])
    with EventFile(path) as file:
        for chunk in filter(None, read_chunks(file)):
            for index, text in _texts_from(chunk, line):
                if refused := chunk.refused.get(index):
                    raise UsageError([refused])
                return _event(text, chunk, index)
            if chunk.file_problem:
                raise UsageError([chunk.file_problem])
        where = f" at line {line:,} or after it" if line > 1 else ""
        message = f"There is no event in this file{where}."
        raise UsageError([FileProblem(file.name, 0, None, "", "no_event", message)])


def _texts_from(chunk: Chunk, line: int) -> Iterator[tuple[int, bytes]]:
    for index, text in enumerate(chunk.texts()):
        if chunk.position(index)[0] >= line and (text.strip() or index in chunk.refused):
            yield index, text


def _event(text: bytes, chunk: Chunk, index: int) -> EventInput:
    line, column = chunk.position(index)
    try:
        event = parse_json(text, max_bytes=MAX_EVENT_BYTES)
    except JsonTextError as err:
        (problem,) = err.problems
        place = chunk.place_in_file(index, problem.line or 1, problem.column)
        message = bare_message(problem)
        told = FileProblem(chunk.file, *place, "", problem.code, message)
        raise UsageError([told]) from err
    if not isinstance(event, dict):
        message = f"An event is one JSON object; this is {shown_value(event)}."
        raise UsageError([FileProblem(chunk.file, line, column, "", "type", message)])
    return EventInput(event, f"{chunk.file}:{line}")
