"""What the check of a payload did to each field: the last steps of how its value came about."""

from collections.abc import Iterable

from mappings.engine.errors import json_pointer
from mappings.engine.paths import MISSING
from mappings.engine.payload import Change
from mappings.services.field_answers import FieldState
from mappings.services.payload_answers import change_answers


def with_changes(fields: dict[str, FieldState], changes: Iterable[Change]) -> dict[str, FieldState]:
    """The states with the changes of each field; one that the check removed is dropped."""
    by_place: dict[str, list[Change]] = {}
    for change in changes:
        place = change.pointer.split("/", 2)[:2]
        by_place.setdefault("/".join(place), []).append(change)
    return {
        key: _changed(state, json_pointer([key]), by_place.get(json_pointer([key]), []))
        for key, state in fields.items()
    }


def _changed(state: FieldState, pointer: str, changes: list[Change]) -> FieldState:
    is_removed = any(c.pointer == pointer and c.after is MISSING for c in changes)
    outcome = "dropped" if is_removed else state["outcome"]
    return {**state, "outcome": outcome, "changes": change_answers(changes)}
