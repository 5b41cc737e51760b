"""`engage-mapper convert`: mappings from Segment, to Segment, and to a document of ours."""

import sys
from argparse import Namespace
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from mappings.command_line import exit_codes
from mappings.command_line.parsing import CommandParser, did_you_mean
from mappings.command_line.problems import UsageError, print_problems
from mappings.engine.errors import JsonTextError, Problem
from mappings.event_files.errors import FileProblem, bare_message
from mappings.event_files.opening import STANDARD_INPUT, read_file

if TYPE_CHECKING:
    from mappings.catalog.schema import DestinationDefinition
    from mappings.exchange.bundle import Bundle, MappingItem
    from mappings.exchange.incoming import Incoming

DESCRIPTION = """\
Convert mappings: an export of Engage Mapper (YAML or JSON), Segment's subscriptions as JSON, or
Terraform, into one of the others. Which one a file is, is told from what is in it. What differs
between them is told as notes on standard error."""

EXAMPLES = """\
  engage-mapper convert workspace.yaml --to terraform --output mappings.tf
  engage-mapper convert subscriptions.json --to engage-mapper --destination crm
  engage-mapper convert mappings.tf --to segment"""

_TARGETS = ("engage-mapper", "segment", "terraform")


def add_options(parser: CommandParser) -> None:
    parser.add_argument("file", metavar="FILE", help="what to convert; - for standard input")
    parser.add_argument("--to", choices=_TARGETS, required=True, help="what it becomes")
    parser.add_argument(
        "--as",
        dest="text_form",
        choices=("yaml", "json"),
        default="yaml",
        help="how engage-mapper is written (default: yaml)",
    )
    parser.add_argument(
        "--destination",
        metavar="SLUG",
        help="the kind of destination that Segment's mappings are for: its actions and fields "
        "are compared",
    )
    parser.add_argument(
        "--action", metavar="SLUG", help="for mappings of Segment whose own action is not known"
    )
    parser.add_argument(
        "--only", metavar="NAME", help="this destination's mappings only, of several"
    )
    parser.add_argument(
        "--audience",
        metavar="KEY",
        action="append",
        default=[],
        help="an audience that mappings for every connected audience become one for, on their way "
        "to Segment; as often as needed",
    )
    parser.add_argument("--output", metavar="FILE", help="write to a file instead of the output")


def run(arguments: Namespace) -> int:
    # Loaded here: definitions take longer to load than all else.
    from mappings.exchange.errors import ExchangeError
    from mappings.exchange.incoming import read_incoming
    from mappings.exchange.limits import MAX_IMPORT_BYTES
    from mappings.exchange.outgoing import write_bundle
    from mappings.exchange.writing import bundle_document

    path = arguments.file
    try:
        incoming = read_incoming(read_file(path, max_bytes=MAX_IMPORT_BYTES))
        bundle, notes = _checked(incoming, arguments)
        form = arguments.text_form if arguments.to == "engage-mapper" else arguments.to
        outgoing = write_bundle(bundle_document(bundle), bundle, form)
    except (JsonTextError, ExchangeError) as err:
        raise UsageError(_placed(path, err.problems)) from err
    _write(outgoing.text, arguments.output)
    notes = incoming.placed((*incoming.notes, *notes, *outgoing.notes))
    print_problems(_placed(path, notes), sys.stderr)
    return exit_codes.ALL_GOOD


def _checked(incoming: "Incoming", arguments: Namespace) -> "tuple[Bundle, tuple[Problem, ...]]":
    """What the file holds as a bundle, and what is told of it."""
    from mappings.exchange.checking import bundle_problems
    from mappings.exchange.errors import ExchangeError

    bundle, problems, notes = _bundle_of(incoming, arguments)
    problems = (*incoming.problems, *problems, *bundle_problems(bundle))
    if problems:
        raise ExchangeError(incoming.placed(problems))
    return _for_audiences(_only(bundle, arguments.only), arguments.audience), notes


def _bundle_of(
    incoming: "Incoming", arguments: Namespace
) -> "tuple[Bundle, tuple[Problem, ...], tuple[Problem, ...]]":
    from mappings.exchange.bundle import Bundle
    from mappings.exchange.incoming import taken_mappings

    if incoming.bundle:
        return incoming.bundle, (), ()
    definition = _definition(arguments.destination)
    taken = taken_mappings(incoming, definition, other_action=arguments.action or "")
    slug = definition.slug if definition else ""
    bundle = Bundle("mappings", mappings=taken.items, definition_slug=slug)
    return bundle, taken.problems, taken.notes


def _definition(slug: str | None) -> "DestinationDefinition | None":
    from mappings.catalog.registry import destination_definitions

    if slug is None:
        return None
    known = {one.slug: one for one in destination_definitions()}
    if slug not in known:
        _refuse("--destination", f'There is no destination "{slug}"{did_you_mean(slug, [*known])}')
    return known[slug]


def _only(bundle: "Bundle", name: str | None) -> "Bundle":
    from mappings.exchange.bundle import Bundle

    if name is None:
        return bundle
    found = [item for item in bundle.destinations if item.name == name]
    if not found:
        names = ", ".join(item.name for item in bundle.destinations) or "none"
        _refuse("--only", f'There is no destination called "{name}". There is: {names}.')
    slugs = {item.definition for item in found}
    definitions = tuple(one for one in bundle.definitions if one.name in slugs)
    return Bundle("destination", definitions=definitions, destinations=tuple(found))


def _for_audiences(bundle: "Bundle", keys: list[str]) -> "Bundle":
    """The bundle with the audiences that are connected to its destinations."""
    known = tuple(dict.fromkeys(keys))

    def told(items: "tuple[MappingItem, ...]") -> "tuple[MappingItem, ...]":
        return tuple(replace(item, connected_keys=known) for item in items)

    destinations = (replace(one, mappings=told(one.mappings)) for one in bundle.destinations)
    return replace(bundle, mappings=told(bundle.mappings), destinations=tuple(destinations))


def _write(text: str, path: str | None) -> None:
    if path is None:
        sys.stdout.write(text)
        return
    try:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as err:
        _refuse(path, f"It cannot be written: {err.strerror}.")


def _refuse(place: str, message: str) -> None:
    raise UsageError([FileProblem(place, 0, None, "", "usage", message)])


def _placed(path: str, problems: Iterable[Problem]) -> list[FileProblem]:
    shown = "<stdin>" if path == STANDARD_INPUT else path
    return [
        FileProblem(
            shown,
            problem.line or 0,
            problem.column,
            problem.pointer,
            problem.code,
            _bare(problem),
        )
        for problem in problems
    ]


def _bare(problem: Problem) -> str:
    """A message without the line that stands in front of it already."""
    message = bare_message(problem)
    start = f"Line {problem.line}: "
    return message.removeprefix(start) if problem.line else message
