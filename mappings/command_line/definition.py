"""`engage-mapper definition`: checks destination definitions, drafts one, lists operations."""

import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence

from mappings.command_line import exit_codes
from mappings.command_line.definition_draft import add_draft_options, run_draft, run_operations
from mappings.command_line.json_positions import find_position
from mappings.command_line.options import add_format_option
from mappings.command_line.parsing import CommandParser
from mappings.command_line.problems import UsageError, print_json, print_problems
from mappings.engine.errors import JsonTextError, Problem
from mappings.engine.limits import MAX_JSON_BYTES
from mappings.event_files.errors import FileProblem, bare_message
from mappings.event_files.opening import read_file
from mappings.event_files.problem_lines import problem_members

DESCRIPTION = """\
Check destination definitions, as JSON or YAML: against the format's schema, whether their parts fit
together, and whether each preset maps what its action needs. Every problem is told with its file,
line, column and JSON pointer, what was found and what was expected.

Or draft one from a file: an OpenAPI 3 document, a JSON Schema, or a sample payload. The definition
goes to the output, notes on what could not be carried over to the error output. The operations of
an OpenAPI document can be listed first."""

EXAMPLES = """\
  engage-mapper definition check crm.json
  engage-mapper definition check definitions/*.yaml --format json
  engage-mapper definition operations api.yaml
  engage-mapper definition draft --from openapi api.yaml --operation createContact > acme.json
  engage-mapper definition draft --from sample payload.json --name Acme"""

_VERBS = ("check", "draft", "operations")


def add_options(parser: CommandParser) -> None:
    parser.add_argument("verb", choices=_VERBS, metavar="|".join(_VERBS), help="what to do")
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="files with a definition each; of draft and operations, one",
    )
    add_format_option(parser)
    add_draft_options(parser)


def run(arguments: Namespace) -> int:
    if arguments.verb == "draft":
        return run_draft(arguments)
    if arguments.verb == "operations":
        return run_operations(arguments)
    if not arguments.files:
        message = "There is nothing to check. Name a file with a definition."
        raise UsageError(
            [FileProblem("engage-mapper definition check", 0, None, "", "usage", message)]
        )
    problems = [problem for path in arguments.files for problem in definition_problems(path)]
    _print(problems, arguments.format, len(arguments.files))
    return exit_codes.SOME_FAILED if problems else exit_codes.ALL_GOOD


def definition_problems(path: str) -> Iterator[FileProblem]:
    """What is wrong with the definition in a file, each with its line."""
    # What reads definitions takes longer to load than all else: not for the sake of a help text.
    from mappings.catalog.documents_text import read_document
    from mappings.catalog.errors import DefinitionError
    from mappings.catalog.loading import load_definition

    try:
        text = read_file(path, max_bytes=MAX_JSON_BYTES)
        load_definition(read_document(text), name=path)
    except JsonTextError as err:
        yield from (_of_text(path, problem) for problem in err.problems)
    except DefinitionError as err:
        readable = text.decode().removeprefix("\ufeff")
        yield from (_placed(path, readable, problem) for problem in err.problems)


def _of_text(path: str, problem: Problem) -> FileProblem:
    """A problem of a text that could not be read as a document; it knows its own line."""
    line, column = problem.line or 0, problem.column
    return FileProblem(path, line, column, problem.pointer, problem.code, bare_message(problem))


def _placed(path: str, text: str, problem: Problem) -> FileProblem:
    line, column = _position(text, problem.pointer)
    return FileProblem(path, line, column, problem.pointer, problem.code, problem.message)


def _position(text: str, pointer: str) -> tuple[int, int]:
    if text.lstrip().startswith(("{", "[")):
        return find_position(text, pointer)
    from mappings.command_line.yaml_positions import find_yaml_position

    return find_yaml_position(text, pointer)


def _print(problems: Sequence[FileProblem], format: str, count: int) -> None:
    if format == "json":
        told = [problem_members(one) for one in problems]
        print_json({"ok": not problems, "problems": told})
        return
    print_problems(problems, sys.stdout)
    if not problems:
        print("No problems.", file=sys.stderr)
        return
    files = "1 file" if count == 1 else f"{count:,} files"
    found = "1 problem" if len(problems) == 1 else f"{len(problems):,} problems"
    print(f"{found} in {files}.", file=sys.stderr)
