"""How much one run may build, over all its directives and however they are nested."""

from typing import Any

from mappings.engine.errors import EventError, Problem, json_pointer
from mappings.engine.limits import (
    MAX_BUILT_DEPTH,
    MAX_RUN_CHARS,
    MAX_RUN_LIQUID_WORK,
    MAX_RUN_VALUES,
)


class Budget:
    """What a run has left; a directive spends before or as soon as it builds.

    A config of some kilobytes can ask for lists in lists in lists, or for a large text again and
    again. The first directive that asks for too much fails the event, always at the same place.
    """

    # Of the class until the first one is spent: a run that builds little pays little for this.
    values = MAX_RUN_VALUES
    chars = MAX_RUN_CHARS
    liquid_units: float = MAX_RUN_LIQUID_WORK

    def spend_values(self, count: int, place: tuple[str | int, ...]) -> None:
        """Count values of objects and lists that a directive makes."""
        self.values -= count
        if self.values < 0:
            message = f"The mapping builds more than {MAX_RUN_VALUES:,} values from this event."
            raise _too_much(message, "too_large", place)

    def spend_chars(self, count: int, place: tuple[str | int, ...]) -> None:
        """Count characters of texts and keys that a directive makes."""
        self.chars -= count
        if self.chars < 0:
            message = f"The mapping builds more than {MAX_RUN_CHARS:,} characters from this event."
            raise _too_much(message, "too_large", place)

    def refuse_if_spent(self, place: tuple[str | int, ...]) -> None:
        """Fail before the work where nothing is left, as in what is told after a run has failed."""
        self.spend_values(0, place)
        self.spend_chars(0, place)

    def enter(
        self, container: dict[str, Any] | list[Any], depth: int, place: tuple[str | int, ...]
    ) -> None:
        """Count an object's or list's values, before they are looked at."""
        self.values -= len(container)
        if self.values < 0:
            self.spend_values(0, place)
        if depth > MAX_BUILT_DEPTH:
            message = f"The value is nested deeper than {MAX_BUILT_DEPTH} levels."
            raise _too_much(message, "too_deep", place)


def _too_much(message: str, code: str, place: tuple[str | int, ...]) -> EventError:
    return EventError(Problem(json_pointer(place), message, code))
