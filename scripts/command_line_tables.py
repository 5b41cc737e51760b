"""The tables of docs/command-line.md, made from the parsers."""

import argparse
from collections.abc import Callable, Iterator

from mappings.command_line.exit_codes import MEANINGS
from mappings.command_line.main import SUBCOMMANDS, make_parser

Table = Callable[[tuple[str, ...], Iterator[tuple[str, ...]]], str]


def command_line_tables(markdown_table: Table) -> dict[str, Callable[[], str]]:
    return {
        "commands": lambda: markdown_table(("Command", "What it does"), _command_rows()),
        "exit-codes": lambda: markdown_table(("Exit code", "Means"), _exit_code_rows()),
        **{f"options-{name}": _options_table(name, markdown_table) for name in SUBCOMMANDS},
    }


def _options_table(name: str, markdown_table: Table) -> Callable[[], str]:
    return lambda: markdown_table(("Option", "What it does"), _option_rows(name))


def _command_rows() -> Iterator[tuple[str, str]]:
    for name, command in SUBCOMMANDS.items():
        yield f"[`engage-mapper {name}`](#{name})", command.summary


def _exit_code_rows() -> Iterator[tuple[str, str]]:
    return ((str(code), meaning) for code, meaning in MEANINGS.items())


def _option_rows(name: str) -> Iterator[tuple[str, str]]:
    for action in make_parser(name)._actions:
        yield f"`{_written(action)}`", f"{action.help}"


def _written(action: argparse.Action) -> str:
    """Shape: ``--jobs N``, ``-h, --help``, ``INPUT…``"""
    if not action.option_strings:
        return f"{action.metavar}{'…' if action.nargs == '*' else ''}"
    values = action.metavar or ("|".join(action.choices) if action.choices else "")
    return " ".join(part for part in (", ".join(action.option_strings), f"{values}") if part)
