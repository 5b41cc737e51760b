"""The way in: the table of subcommands, and what holds for all of them."""

import errno
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from mappings.command_line import exit_codes
from mappings.command_line.parsing import CommandParser, did_you_mean
from mappings.command_line.problems import UsageError, print_problems


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One command, in a module that is loaded when it is called.

    The module has DESCRIPTION and EXAMPLES for its help, ``add_options(parser)``, and
    ``run(arguments)``, which gives the exit code.
    """

    summary: str
    module: str


SUBCOMMANDS = {
    "map": Subcommand("Map events to payloads.", "mappings.command_line.map"),
    "resync": Subcommand(
        "Map whole audiences from files to files, on all cores.", "mappings.command_line.resync"
    ),
    "check": Subcommand(
        "Check mappings, triggers, field lists and payloads.", "mappings.command_line.check"
    ),
    "explain": Subcommand(
        "Say what a mapping does, and what it did with an event.", "mappings.command_line.explain"
    ),
    "trigger": Subcommand(
        "Read a trigger, try it on an event, or filter events.", "mappings.command_line.trigger"
    ),
    "convert": Subcommand(
        "Convert mappings to and from Segment's JSON and Terraform.",
        "mappings.command_line.convert",
    ),
    "definition": Subcommand(
        "Check destination definitions, or draft one.", "mappings.command_line.definition"
    ),
    "worker": Subcommand("Send deliveries, beside the server.", "mappings.command_line.worker"),
}

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}  # where nothing more can be written
_USAGE = "Usage: engage-mapper COMMAND [OPTION…]"


def main(words: Sequence[str] | None = None) -> int:
    """Run the command that the words of the command line name; gives the exit code."""
    given = list(sys.argv[1:] if words is None else words)
    name = given[0] if given else "--help"
    if name in ("-h", "--help"):
        print(_overview())
        return exit_codes.ALL_GOOD
    if name == "--version":
        print(f"engage-mapper {_version()}")
        return exit_codes.ALL_GOOD
    if name not in SUBCOMMANDS:
        kind = "option" if name.startswith("-") else "command"
        suggestion = did_you_mean(name, [*SUBCOMMANDS, "--help", "--version"])
        print(f"engage-mapper: there is no {kind} {name}{suggestion}", file=sys.stderr)
        print("Try 'engage-mapper --help'.", file=sys.stderr)
        return exit_codes.WRONG_USE
    return _run(name, given[1:])


def make_parser(name: str) -> CommandParser:
    """The parser of a subcommand, with all its options."""
    module = _load(name)
    parser = CommandParser(name, module.DESCRIPTION, module.EXAMPLES)
    module.add_options(parser)
    return parser


def _run(name: str, words: list[str]) -> int:
    arguments = make_parser(name).parse_all(words)
    try:
        code: int = _load(name).run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except UsageError as err:
        print_problems(err.problems, sys.stderr)
        return exit_codes.WRONG_USE
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        _close_output()
        return exit_codes.OUTPUT_CLOSED
    except OSError as err:
        if err.errno not in _FULL:
            raise
        _close_output()
        print(f"The output cannot be written any further: {err.strerror}.", file=sys.stderr)
        return exit_codes.WRONG_USE
    return code


def _close_output() -> None:
    """Let what is still buffered go nowhere, so that Python does not complain at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _load(name: str) -> Any:
    return import_module(SUBCOMMANDS[name].module)


def _overview() -> str:
    rows = [f"  {name:<12}{command.summary}" for name, command in SUBCOMMANDS.items()]
    hint = "'engage-mapper COMMAND --help' has the options and examples of a command."
    return "\n".join([_USAGE, "", "Commands:", *rows, "", hint])


def _version() -> str:
    try:
        return version("engage-mapper")
    except PackageNotFoundError:
        return "(not installed)"
