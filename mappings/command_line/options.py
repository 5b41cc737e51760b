"""Options that several commands have."""

import os
from argparse import ArgumentTypeError

from mappings.command_line.parsing import CommandParser

MAX_JOBS = 256


def add_trigger_option(parser: CommandParser, help_text: str) -> None:
    parser.add_argument("--trigger", metavar="FQL|FILE", help=help_text)


def add_field_options(parser: CommandParser) -> None:
    """The options that say what payloads are checked with."""
    parser.add_argument(
        "--destination",
        metavar="SLUG|FILE",
        help="check payloads as this destination would; a file with a definition of your own",
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


def add_work_options(parser: CommandParser) -> None:
    """The options of a run that may take long."""
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        default=1,
        help="how many processes map; 0 for one a core (default: 1)",
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar and no summary")


def _jobs(text: str) -> int:
    if not text.isdecimal() or int(text) > MAX_JOBS:
        raise ArgumentTypeError(f"'{text}' is no number from 0 to {MAX_JOBS}")
    return int(text) or len(os.sched_getaffinity(0))
