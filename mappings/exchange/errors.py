"""What can go wrong with a document that is imported or converted."""

from collections.abc import Iterable

from mappings.engine.errors import Problem


class ExchangeError(Exception):
    """The document cannot be used; `problems` has all that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.message for problem in self.problems))
