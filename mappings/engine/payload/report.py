"""What a check found and did: problems and changes, in our words and in the reference's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from mappings.engine.errors import Problem, json_pointer
from mappings.engine.fields import shortened, shown_value
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING

Keys = tuple[str | int, ...]  # what leads to a place in the payload
ChangeKind = Literal["removed_empty", "removed_unknown", "converted", "wrapped", "unwrapped"]


@dataclass(frozen=True, slots=True)
class PayloadProblem(Problem):
    """Why a payload does not fit; `reference` is what the reference says of the same.

    Strict mode finds what the reference mends, so there it may say nothing.
    """

    reference: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the check changed, at the time it did: later changes count from there.

    Shape:
        ``Change("converted", "/audience_status", "true", True,
        'Audience status: the text "true" became true.')``
    """

    kind: ChangeKind
    pointer: str
    before: Json
    after: Json  # MISSING: nothing is left
    sentence: str


def reference_text(problems: Iterable[Problem]) -> str:
    """The one error text that the reference gives for all these problems.

    Shape:
        ``"Age must be a number but it was a string. The root value is missing …"``
    """
    texts = (getattr(problem, "reference", "") for problem in problems)
    return " ".join(text for text in texts if text)


@dataclass(slots=True)
class Report:
    """Takes down what one check finds and does."""

    changes: list[Change] = field(default_factory=list)
    problems: list[PayloadProblem] = field(default_factory=list)

    def removed_empty(self, label: str, keys: Keys, value: Json) -> None:
        text = f"{label}: {_named(value)}{_position(keys)} was left out."
        self._change("removed_empty", keys, value, MISSING, text)

    def removed_unknown(self, keys: Keys, value: Json) -> None:
        name = shortened(str(keys[-1]))
        text = f'"{name}" was left out: there is no such destination field.'
        self._change("removed_unknown", keys, value, MISSING, text)

    def converted(self, label: str, keys: Keys, value: Json, to: Json) -> None:
        text = f"{label}: {_named(value)}{_position(keys)} became {_named(to)}."
        self._change("converted", keys, value, to, text)

    def wrapped(self, label: str, keys: Keys, value: Json) -> None:
        text = f"{label}: {_named(value)}{_position(keys)} was put in a list."
        self._change("wrapped", keys, value, [value], text)

    def unwrapped(self, label: str, keys: Keys, value: list[Json]) -> None:
        text = f"{label}: {_named(value[0])}{_position(keys)} was taken out of its list."
        self._change("unwrapped", keys, value, value[0], text)

    def problem(self, keys: Keys, code: str, message: str, reference: str = "") -> None:
        self.problems.append(PayloadProblem(json_pointer(keys), message, code, reference=reference))

    def _change(self, kind: ChangeKind, keys: Keys, before: Json, after: Json, text: str) -> None:
        sentence = text[:1].upper() + text[1:]
        self.changes.append(Change(kind, json_pointer(keys), before, after, sentence))


def _position(keys: Keys) -> str:
    """Which item of a list it was, for readers who count from 1."""
    return f" (item {keys[-1] + 1:,})" if isinstance(keys[-1], int) else ""


def _named(value: Json) -> str:
    if value == "" and isinstance(value, str):
        return "the empty text"
    shown = shown_value(value)
    return f"the {shown}" if shown.startswith(("text ", "number ")) else shown
