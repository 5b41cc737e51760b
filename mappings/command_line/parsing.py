"""Options: a parser that suggests what was meant, and help that keeps its examples' lines."""

import argparse
import difflib
from collections.abc import Sequence
from typing import NoReturn

from mappings.command_line.exit_codes import WRONG_USE


class CommandParser(argparse.ArgumentParser):
    """The parser of one command. Options are written out in full, so that scripts stay readable."""

    def __init__(self, command: str, description: str, examples: str) -> None:
        super().__init__(
            prog=f"engage-mapper {command}",
            description=description,
            epilog=f"Examples:\n{examples}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def parse_all(self, words: Sequence[str]) -> argparse.Namespace:
        """The options; ends the program with a message where one is unknown."""
        arguments, unknown = self.parse_known_intermixed_args(words)
        if unknown:
            self.error(f"there is no option {unknown[0]}{self._suggestion(unknown[0])}")
        return arguments

    def error(self, message: str) -> NoReturn:
        hint = f"Try '{self.prog} --help'."
        self.exit(WRONG_USE, f"{self.prog}: {message}\n{hint}\n")

    def _suggestion(self, word: str) -> str:
        known = [text for action in self._actions for text in action.option_strings]
        return did_you_mean(word.partition("=")[0], known)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """``. Did you mean --output?``, or a full stop where nothing is alike."""
    close = difflib.get_close_matches(word, known, n=1)
    return f". Did you mean {close[0]}?" if close else "."
