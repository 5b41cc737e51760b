"""Options that several commands have."""

from collections.abc import Callable
from functools import partial

from mappings.catalog.requirements import check_action_payload
from mappings.catalog.schema import ActionDefinition
from mappings.command_line.parsing import CommandParser
from mappings.engine.json_types import Json
from mappings.engine.payload import CheckedPayload, compile_payload_check


def add_trigger_option(parser: CommandParser, help_text: str) -> None:
    parser.add_argument("--trigger", metavar="FQL|FILE", help=help_text)


def add_field_options(parser: CommandParser) -> None:
    """The options that say what payloads are checked with."""
    parser.add_argument(
        "--destination", metavar="SLUG", help="check payloads as this destination would"
    )
    parser.add_argument(
        "--action",
        metavar="SLUG",
        help="the destination's action (default: the mapping's, or the only one)",
    )
    parser.add_argument(
        "--fields", metavar="FILE", help="check payloads with a JSON list of fields instead"
    )
    parser.add_argument(
        "--strict",
        action="store_true",
        help="convert and remove nothing to make a payload fit; tell it as a problem",
    )


def add_format_option(parser: CommandParser) -> None:
    parser.add_argument(
        "--format",
        choices=("text", "json"),
        default="text",
        help="text for people, json for scripts (default: text)",
    )


def payload_check(action: ActionDefinition, *, is_strict: bool) -> Callable[[Json], CheckedPayload]:
    """A function that gives the payload as it would be sent, and what keeps it from being sent."""
    if not is_strict:
        return partial(check_action_payload, action)
    check = compile_payload_check(
        action.fields, allow_extra=action.allows_extra_fields, strict=True
    )
    return partial(check_action_payload, action, check=check)
