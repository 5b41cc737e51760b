"""`engage-mapper map`: events in, payloads out."""

from argparse import Namespace

from mappings.command_line.documents import Documents
from mappings.command_line.event_run import add_run_options, run_over_files
from mappings.command_line.options import add_field_options, add_trigger_option
from mappings.command_line.parsing import CommandParser
from mappings.engine.fql import compile_trigger
from mappings.event_files.mapping import EventMapper
from mappings.event_files.payload_check import payload_check

DESCRIPTION = """\
Map events to payloads. Events are read from files or standard input, one a line (NDJSON), as a JSON
list, or as objects over several lines; packed with gzip or not. Payloads are written one a line, in
the order of the events. An event that cannot be mapped is reported and does not stop the others."""

EXAMPLES = """\
  engage-mapper map --mapping mapping.json events.ndjson
  engage-mapper map --mapping mapping.json --trigger 'type = "track"' --jobs 0 *.ndjson.gz
  cat events.json | engage-mapper map --mapping mapping.json --destination crm > payloads.ndjson"""


def add_options(parser: CommandParser) -> None:
    parser.add_argument(
        "--mapping",
        metavar="FILE",
        required=True,
        help="a config, or a mapping as the REST API gives it, with its trigger",
    )
    add_trigger_option(
        parser, "map only events that match; FQL, or a file with FQL or a trigger's JSON tree"
    )
    add_field_options(parser)
    parser.add_argument(
        "--keep-unmatched",
        action="store_true",
        help="write null for an event without a payload, so that each event has its line",
    )
    add_run_options(parser)


def run(arguments: Namespace) -> int:
    return run_over_files(read_mapper(arguments), arguments, verb="mapped")


def read_mapper(arguments: Namespace) -> EventMapper:
    """What the options say is to happen to each event.

    Raises:
        UsageError: with every problem of what the options name.
    """
    documents = Documents()
    mapping = documents.read_mapping(arguments.mapping)
    trigger = documents.read_trigger(arguments.trigger) if arguments.trigger else None
    action_slug = arguments.action or (mapping.action_slug if mapping else None)
    action = documents.read_action(arguments.destination, action_slug, fields=arguments.fields)
    documents.stop_if_wrong()
    assert mapping is not None  # noqa: S101 (else there was a problem)
    given = trigger or mapping.trigger
    return EventMapper(
        run=mapping.compiled.run,
        matches=compile_trigger(given.trigger) if given else None,
        check=payload_check(action, is_strict=arguments.strict) if action else None,
        keeps_places=arguments.keep_unmatched,
    )
