"""`engage-mapper definition draft`: a definition document made of what a tool's API documents.

`engage-mapper definition operations` lists what such a document has to pick from.
"""

import json
import sys
from argparse import Namespace

from mappings.command_line import exit_codes
from mappings.command_line.parsing import CommandParser
from mappings.command_line.problems import UsageError, print_json, print_problems
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_JSON_BYTES
from mappings.event_files.errors import FileProblem, bare_message
from mappings.event_files.opening import read_file

SOURCES = ("openapi", "json-schema", "sample")
_PLACE = "engage-mapper definition draft"
_TOLD = ("id", "method", "path", "name", "is_deprecated")


def add_draft_options(parser: CommandParser) -> None:
    group = parser.add_argument_group("options of draft")
    group.add_argument("--from", dest="source", choices=SOURCES, help="what FILE is")
    group.add_argument(
        "--operation",
        action="append",
        metavar="ID",
        help="of an OpenAPI document: an operationId, or 'POST /path'; may be repeated",
    )
    group.add_argument("--name", metavar="NAME", help="name of the tool, where FILE has none")
    group.add_argument("--url", metavar="URL", help="where requests go, where FILE does not say")


def run_draft(arguments: Namespace) -> int:
    """Write the document to the output, and what could not be carried over beside it."""
    if arguments.source is None or len(arguments.files) != 1:
        message = "Name one file, and with --from what it is: " + ", ".join(SOURCES) + "."
        raise UsageError([FileProblem(_PLACE, 0, None, "", "usage", message)])
    # What drafts takes longer to load than all else: not for the sake of a help text.
    from mappings.catalog.documents_text import read_document
    from mappings.catalog.drafting.results import DraftError

    [path] = arguments.files
    try:
        document = read_document(read_file(path, max_bytes=MAX_JSON_BYTES))
        drafted, notes = _draft(arguments, document)
    except (JsonTextError, DraftError) as err:
        print_problems([_placed(path, problem) for problem in err.problems], sys.stderr)
        return exit_codes.SOME_FAILED
    print(json.dumps(drafted, indent=2, ensure_ascii=False))
    for pointer, message in notes:
        print(f"{path}: {pointer or '/'}: {message}", file=sys.stderr)
    return exit_codes.ALL_GOOD


def run_operations(arguments: Namespace) -> int:
    """Write a line for each operation that sends something: its id, method and path, and name."""
    if len(arguments.files) != 1:
        message = "Name one file with an OpenAPI document."
        place = "engage-mapper definition operations"
        raise UsageError([FileProblem(place, 0, None, "", "usage", message)])
    from mappings.catalog.documents_text import read_document
    from mappings.catalog.drafting.openapi.operations import list_operations
    from mappings.catalog.drafting.results import DraftError

    [path] = arguments.files
    try:
        found = list_operations(read_document(read_file(path, max_bytes=MAX_JSON_BYTES)))
    except (JsonTextError, DraftError) as err:
        print_problems([_placed(path, problem) for problem in err.problems], sys.stderr)
        return exit_codes.SOME_FAILED
    if arguments.format == "json":
        print_json([{key: getattr(one, key) for key in _TOLD} for one in found])
        return exit_codes.ALL_GOOD
    for one in found:
        print(*dict.fromkeys((one.id, f"{one.method} {one.path}", one.name)), sep="  ")
    return exit_codes.ALL_GOOD


def _draft(arguments: Namespace, document: Json) -> tuple[Json, list[tuple[str, str]]]:
    from mappings.catalog.drafting.one_action import (
        Endpoint,
        draft_from_json_schema,
        draft_from_sample,
    )
    from mappings.catalog.drafting.openapi.drafting import draft_from_openapi

    if arguments.source == "openapi":
        draft = draft_from_openapi(document, arguments.operation or [])
    else:
        make = draft_from_sample if arguments.source == "sample" else draft_from_json_schema
        draft = make(Endpoint(arguments.name or "My tool", arguments.url or ""), document)
    return draft.document, [(note.pointer, note.message) for note in draft.notes]


def _placed(path: str, problem: Problem) -> FileProblem:
    line, column = problem.line or 0, problem.column
    return FileProblem(path, line, column, problem.pointer, problem.code, bare_message(problem))
