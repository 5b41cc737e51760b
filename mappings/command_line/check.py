"""`engage-mapper check`: everything that is wrong with mappings, triggers, fields and payloads."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from mappings.catalog.config_fit import misfits
from mappings.catalog.schema import ActionDefinition
from mappings.command_line import exit_codes
from mappings.command_line.documents import Documents
from mappings.command_line.event_run import check_inputs
from mappings.command_line.json_positions import find_position
from mappings.command_line.options import (
    add_field_options,
    add_format_option,
    add_trigger_option,
)
from mappings.command_line.parsing import CommandParser
from mappings.command_line.problems import UsageError, print_json, print_problems
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_EVENT_BYTES
from mappings.engine.payload import CheckedPayload
from mappings.engine.strict_json import parse_json
from mappings.event_files.chunk import Chunk
from mappings.event_files.errors import FileProblem, bare_message
from mappings.event_files.opening import EventFile
from mappings.event_files.payload_check import payload_check
from mappings.event_files.problem_lines import problem_members
from mappings.event_files.reading import read_chunks

DESCRIPTION = """\
Check mappings, a trigger, a list of fields, or payloads. Every problem is told with its file, line,
column and JSON pointer. A mapping is a config, or what the REST API gives, with its trigger. With a
destination's action or a list of fields, mappings and payloads are checked against those, too."""

EXAMPLES = """\
  engage-mapper check mapping.json
  engage-mapper check --destination crm --action upsert_contact mappings/*.json
  engage-mapper check --fields fields.json --payloads payloads.ndjson --format json
  engage-mapper check --trigger 'type = "track" and properties.vip = true'"""

_Check: TypeAlias = Callable[[Json], CheckedPayload]
_OF_A_WHOLE_TEXT = ("too_large", "encoding")


def add_options(parser: CommandParser) -> None:
    parser.add_argument("mappings", nargs="*", metavar="MAPPING", help="files with a mapping each")
    add_trigger_option(parser, "check this trigger; FQL, or a file with FQL or a JSON tree")
    parser.add_argument(
        "--payloads", metavar="FILE", help="check these payloads; - for standard input"
    )
    add_field_options(parser)
    add_format_option(parser)


def run(arguments: Namespace) -> int:
    _refuse_nothing_to_do(arguments)
    documents = Documents()
    fields = documents.read_action(None, None, fields=arguments.fields)
    for path in arguments.mappings:
        mapping = documents.read_mapping(path)
        if mapping:
            action = fields or _catalog_action(arguments, mapping.action_slug)
            problems = misfits(action, mapping.config, mapping.compiled) if action else []
            documents.keep(path, problems, mapping.pointer)
    if arguments.trigger:
        documents.read_trigger(arguments.trigger)
    if arguments.payloads:
        action = fields or _catalog_action(arguments, None)
        check = payload_check(action, is_strict=arguments.strict) if action else None
        documents.problems += _payload_problems(arguments.payloads, check) if check else []
    _print(documents.problems, arguments.format)
    return exit_codes.SOME_FAILED if documents.problems else exit_codes.ALL_GOOD


def _refuse_nothing_to_do(arguments: Namespace) -> None:
    message = ""
    if not (arguments.mappings or arguments.trigger or arguments.payloads or arguments.fields):
        message = "There is nothing to check. Name a mapping, --trigger, --fields or --payloads."
    elif arguments.payloads and not (arguments.destination or arguments.fields):
        message = "Payloads are checked against --destination and --action, or --fields."
    if message:
        raise UsageError([FileProblem("engage-mapper check", 0, None, "", "usage", message)])
    if arguments.payloads:
        check_inputs([arguments.payloads])


def _catalog_action(arguments: Namespace, slug: str | None) -> ActionDefinition | None:
    """The destination's action: the one of the option, or else the mapping's own.

    Raises:
        UsageError: there is no such destination or action.
    """
    options = Documents()
    action = options.read_action(arguments.destination, arguments.action or slug, fields=None)
    options.stop_if_wrong()
    return action


def _payload_problems(path: str, check: _Check) -> Iterator[FileProblem]:
    with EventFile(path) as file:
        for chunk in read_chunks(file):
            if chunk is None:
                continue
            for index, text in enumerate(chunk.texts()):
                if refused := chunk.refused.get(index):
                    yield refused
                elif text.strip():
                    yield from _problems_of_text(text, check, chunk, index)
            if chunk.file_problem:
                yield chunk.file_problem


def _problems_of_text(
    text: bytes, check: _Check, chunk: Chunk, index: int
) -> Iterator[FileProblem]:
    readable = text.removeprefix(b"\xef\xbb\xbf").decode(errors="replace")
    for problem in _misfits_of_text(text, check):
        line, column = problem.line or 1, problem.column
        if column is None and problem.code not in _OF_A_WHOLE_TEXT:
            line, column = find_position(readable, problem.pointer)
        place = chunk.place_in_file(index, line, column)
        yield FileProblem(chunk.file, *place, problem.pointer, problem.code, bare_message(problem))


def _misfits_of_text(text: bytes, check: _Check) -> Sequence[Problem]:
    try:
        payload = parse_json(text, max_bytes=MAX_EVENT_BYTES)
    except JsonTextError as err:
        return err.problems
    return check(payload).problems


def _print(problems: Sequence[FileProblem], format: str) -> None:
    if format == "json":
        told = [problem_members(one) for one in problems]
        print_json({"ok": not problems, "problems": told})
        return
    print_problems(problems, sys.stdout)
    count = len(problems)
    found = "No problems." if not count else f"{count:,} problem{'s' if count > 1 else ''}."
    print(found, file=sys.stderr)
