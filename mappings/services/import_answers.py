"""What is told of imports and exports, as JSON."""

from typing import Any

from mappings.engine.errors import Problem
from mappings.engine.paths import MISSING
from mappings.exchange.comparing import FieldChange, ItemChange
from mappings.services.exports import ExportFile
from mappings.services.imports import ImportAnswer
from mappings.services.representation import problem_json

OUTCOMES = ("create", "change", "unchanged", "left_alone")


def import_json(answer: ImportAnswer, *, dry_run: bool) -> dict[str, Any]:
    """The difference that an import makes, or would make."""
    notes = answer.notes_by_pointer()
    return {
        "dry_run": dry_run,
        "form": answer.form,
        "state": answer.state,
        "counts": {outcome: answer.count(outcome) for outcome in OUTCOMES},
        "changes": [_change_json(change, notes) for change in answer.changes],
        "notes": [problem_json(note) for note in notes[""]],
    }


def export_json(file: ExportFile) -> dict[str, Any]:
    """An export with what is told of it."""
    return {
        "name": file.name,
        "text": file.text,
        "notes": [problem_json(note) for note in file.notes],
    }


def _change_json(change: ItemChange, notes: dict[str, list[Problem]]) -> dict[str, Any]:
    told = notes.get(change.pointer, []) if change.pointer else []
    return {
        "thing": change.thing,
        "name": change.name,
        "inside": change.inside or None,
        "outcome": change.outcome,
        "fields": [_field_json(field) for field in change.fields],
        "notes": [problem_json(note) for note in told],
    }


def _field_json(field: FieldChange) -> dict[str, Any]:
    """`old` is left out where there was nothing, `new` where there will be nothing."""
    told = {"pointer": field.pointer, "old": field.old, "new": field.new}
    return {key: value for key, value in told.items() if value is not MISSING}
