"""`engage-mapper resync`: whole audiences, from files to files."""

from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path

from mappings.command_line.event_run import check_inputs
from mappings.command_line.options import add_field_options, add_work_options
from mappings.command_line.parsing import CommandParser
from mappings.command_line.problems import UsageError
from mappings.event_files.errors import FileProblem
from mappings.event_files.opening import STANDARD_INPUT

DESCRIPTION = """\
Map whole audiences from files to files, on all cores. With --audience the lines of the inputs are
profiles, and each gives the events of a user who enters the audience, enriched and identified as
the connection is set up; without it the lines are events. Inputs are NDJSON, JSON lists, both
packed with gzip or not, and Parquet. Payloads are written in parts. Run again with the same options
after an interruption, a run goes on after the last complete part: no line is left out or mapped
twice. Nothing is sent."""

EXAMPLES = """\
  engage-mapper resync --mapping mapping.json events.ndjson --out payloads --jobs 0
  engage-mapper resync --mapping entered.json --audience audience.json --setup connection.json \\
    profiles.parquet --out payloads --format parquet --jobs 0
  engage-mapper resync --mapping mapping.json events.ndjson --out payloads --spark local[4]"""

DEFAULT_PART_LINES = 100_000
MAX_PART_LINES = 10_000_000


def add_options(parser: CommandParser) -> None:
    parser.add_argument("inputs", nargs="*", metavar="INPUT", help="files of events or profiles")
    parser.add_argument(
        "--mapping",
        metavar="FILE",
        action="append",
        required=True,
        help="a config, or a mapping as the REST API gives it; may be repeated",
    )
    parser.add_argument(
        "--audience",
        metavar="FILE",
        help="take profiles, as members of this audience: an object with its key",
    )
    parser.add_argument(
        "--setup",
        metavar="FILE",
        help="the setup of the connection: which events, traits and identifiers are sent",
    )
    parser.add_argument(
        "--exited", action="store_true", help="the profiles leave the audience (default: enter)"
    )
    add_field_options(parser)
    parser.add_argument(
        "--out", metavar="DIR", required=True, help="the folder that parts are written to"
    )
    parser.add_argument(
        "--format",
        choices=("ndjson", "parquet"),
        default="ndjson",
        help="what parts are: payloads a line, or rows (default: ndjson)",
    )
    parser.add_argument(
        "--part-lines",
        metavar="N",
        type=_part_lines,
        default=DEFAULT_PART_LINES,
        help=f"lines of an input for each part (default: {DEFAULT_PART_LINES:,})",
    )
    parser.add_argument(
        "--restart", action="store_true", help="remove the parts of the folder and begin anew"
    )
    parser.add_argument(
        "--spark",
        metavar="MASTER",
        help="map on Spark, such as local[4] or spark://host:7077; the folders are shared with it",
    )
    add_work_options(parser)


def _part_lines(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MAX_PART_LINES:
        raise ArgumentTypeError(f"'{text}' is no number from 1 to {MAX_PART_LINES:,}")
    return int(text)


def run(arguments: Namespace) -> int:
    # Loaded here, not for the sake of a help text: they read definitions.
    from mappings.command_line.resync_run import ResyncRun
    from mappings.command_line.resync_settings import read_settings

    _check_inputs(arguments.inputs, arguments.out)
    settings = read_settings(arguments)
    return ResyncRun(arguments, settings).run()


def _check_inputs(names: Sequence[str], out: str) -> None:
    if not names:
        raise UsageError([_problem("INPUT", "Name a file of events or profiles.", "no_input")])
    check_inputs(names)
    problems = []
    for name in names:
        if name == STANDARD_INPUT or not Path(name).is_file():
            text = "A run that goes on later reads its inputs again; save this to a file first."
            problems.append(_problem(name, text, "no_file"))
        elif Path(name).resolve().parent == Path(out).resolve():
            text = "This is in the folder that parts are written to; name another folder."
            problems.append(_problem(name, text, "same_file"))
    if problems:
        raise UsageError(problems)


def _problem(name: str, text: str, code: str) -> FileProblem:
    return FileProblem(name, 0, None, "", code, text)
