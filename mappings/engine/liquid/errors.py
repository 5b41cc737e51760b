"""What is wrong with a template, or what a run of it cannot do."""


class LiquidError(Exception):
    """Stops the reading or running of a template; the directive turns it into its own error.

    `at` is the place in the template, as an index of its text; -1 where it is about all of it.
    `units` and `chars` are the work that a run had done until then, and what it had written.
    """

    def __init__(self, message: str, code: str, at: int = -1) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.at = at
        self.units = 0.0
        self.chars = 0


def line_and_column(text: str, at: int) -> tuple[int, int]:
    """Both 1-based, the column in characters."""
    before = text[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1
