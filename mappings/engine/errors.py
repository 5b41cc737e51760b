"""What can go wrong in the engine.

EngineError            every error below; ``problems`` has all that was found
├── MappingError       fix the config
├── TriggerError       fix the trigger, text or tree
├── FilterError        fix the filter
├── SetupError         fix the setup of a connection, the audience or the profile
├── JsonTextError      fix the text: it is not acceptable JSON
└── EventError         this event cannot be mapped by this config
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to fix and where it is.

    Shape:
        ``Problem("/email/@path", "/email/@path: expected a text, found a list.", "type")``
    """

    pointer: str  # JSON pointer into what was given; "" is the whole of it
    message: str
    code: str  # stable, snake_case: "unknown_directive", "required", "type"
    line: int | None = None  # 1-based, where a text was given
    column: int | None = None  # 1-based, in characters


class EngineError(Exception):
    """Base of the engine's errors; its text is the first message and how many more there are."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(_summary(self.problems))

    def __reduce__(self) -> tuple[type["EngineError"], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class MappingError(EngineError):
    """The config cannot be compiled. Its text starts with the first problem's pointer."""

    def __str__(self) -> str:
        text = super().__str__()
        pointer = self.problems[0].pointer if self.problems else ""
        return f"{pointer or '/'} {text[:1].lower()}{text[1:]}"


class TriggerError(EngineError):
    """The trigger cannot be read."""


class FilterError(EngineError):
    """Destination filters cannot be compiled."""


class SetupError(EngineError):
    """The setup of a connection, an audience or a profile cannot be read."""


class JsonTextError(EngineError):
    """The text is not acceptable JSON."""


class EventError(EngineError):
    """This event cannot be mapped by this config."""


def json_pointer(keys: Iterable[str | int]) -> str:
    """The JSON pointer to some keys: ``("a/b", 0)`` is ``/a~1b/0``."""
    return "".join("/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys)


def _summary(problems: tuple[Problem, ...]) -> str:
    if not problems:
        return "unknown problem"
    more = len(problems) - 1
    return problems[0].message + (f" (and {more} more)" if more else "")
