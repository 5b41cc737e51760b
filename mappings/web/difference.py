"""The difference that an import makes, as lines to read."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from mappings.engine.errors import Problem
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.exchange.comparing import FieldChange, ItemChange, Outcome
from mappings.services.imports import ImportAnswer

MAX_VALUE_CHARS = 1_000

_THINGS = {
    "definition": "Definition",
    "source": "Source",
    "destination": "Destination",
    "mapping": "Mapping",
}
_OUTCOMES: dict[Outcome, str] = {
    "create": "New",
    "change": "Changed",
    "unchanged": "Unchanged",
    "left_alone": "Left alone",
}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field with its values as text; None where there is nothing."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class ItemLine:
    thing: str
    name: str
    inside: str
    outcome: Outcome
    outcome_text: str
    fields: list[FieldLine]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What is written, and what stays as it is; `summary` counts them."""

    summary: list[str]
    written: list[ItemLine]
    unchanged: list[ItemLine]
    left_alone: list[ItemLine]
    notes: list[str]


def difference_of(answer: ImportAnswer) -> Difference:
    notes = answer.notes_by_pointer()
    lines = [_item_line(change, notes) for change in answer.changes]

    def with_outcome(*outcomes: Outcome) -> list[ItemLine]:
        return [line for line in lines if line.outcome in outcomes]

    return Difference(
        summary=summary_of(answer),
        written=with_outcome("create", "change"),
        unchanged=with_outcome("unchanged"),
        left_alone=with_outcome("left_alone"),
        notes=[_note_text(note) for note in notes[""]],
    )


def summary_of(answer: ImportAnswer) -> list[str]:
    """Shape: ``["3 new", "1 changed"]``"""
    counts = [(answer.count(outcome), text.lower()) for outcome, text in _OUTCOMES.items()]
    return [f"{count:,} {text}" for count, text in counts if count]


def _item_line(change: ItemChange, notes: dict[str, list[Problem]]) -> ItemLine:
    told = notes.get(change.pointer, []) if change.pointer else []
    return ItemLine(
        thing=_THINGS[change.thing],
        name=change.name,
        inside=change.inside,
        outcome=change.outcome,
        outcome_text=_OUTCOMES[change.outcome],
        fields=[_field_line(field) for field in change.fields],
        notes=[_note_text(note) for note in told],
    )


def _field_line(field: FieldChange) -> FieldLine:
    keys = [key.replace("~1", "/").replace("~0", "~") for key in field.pointer.split("/")[1:]]
    return FieldLine(_field_name(keys), _value_text(field.old), _value_text(field.new))


def _field_name(keys: list[str]) -> str:
    """Shape: ``["config", "email"]`` → ``email``, ``["filters", "0"]`` → ``Filter 1``"""
    if keys[0] == "filters":
        return f"Filter {int(keys[1]) + 1}"
    return ".".join(keys[1:]) if len(keys) > 1 else keys[0].capitalize()


def _value_text(value: Json) -> str | None:
    if value is MISSING:
        return None
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_VALUE_CHARS else text[: MAX_VALUE_CHARS - 1] + "…"


def _note_text(note: Problem) -> str:
    return f"Line {note.line}: {note.message}" if note.line else note.message


def problem_lines(problems: Sequence[Problem]) -> list[dict[str, str]]:
    """Problems with where they are, in words: ``line 12, /destinations/0/name``."""
    return [
        {
            "place": ", ".join(
                part
                for part in (f"Line {problem.line}" if problem.line else "", problem.pointer)
                if part
            ),
            "message": _bare(problem),
        }
        for problem in problems
    ]


def _bare(problem: Problem) -> str:
    """A message of a text's reader starts with its line, which stands beside it already."""
    start = f"Line {problem.line}"
    if not problem.message.startswith((start + ":", start + ",")):
        return problem.message
    rest = problem.message.partition(": ")[2]
    return rest[:1].upper() + rest[1:]
