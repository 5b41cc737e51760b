"""Empty texts and nulls that a payload loses before it is checked, where they mean nothing.

Source:
    Segment, action-destinations ``remove-empty-values.ts``, run 2026-11.
"""

from typing import Any

from mappings.engine.json_types import Json
from mappings.engine.payload.report import Keys, Report
from mappings.engine.payload.shapes import Members, Shape


def is_empty(value: Json, types: tuple[str, ...]) -> bool:
    """Whether this is null or ``""`` where the type has no such value."""
    if value is None:
        return "null" not in types
    return isinstance(value, str) and not value and "string" not in types


def without_empty(
    members: dict[str, Any], shapes: Members, keys: Keys, report: Report, *, drops_texts: bool
) -> dict[str, Any]:
    """The members without what is empty, at any depth of objects; lists only lose empty items.

    Args:
        drops_texts: an empty text goes even where text is expected. True for the members of a
            single event's payload, and never further inside.
    """
    kept: dict[str, Any] = {}
    for key, value in members.items():
        if value and not isinstance(value, (dict, list)):
            kept[key] = value
            continue
        shape = shapes.properties.get(key)
        place = (*keys, key)
        is_dropped_text = drops_texts and isinstance(value, str) and not value
        if is_dropped_text or (shape and is_empty(value, shape.types)):
            report.removed_empty(shape.label if shape else key, place, value)
        else:
            kept[key] = _cleaned(value, shape, place, report) if shape else value
    return kept


def _cleaned(value: Json, shape: Shape, keys: Keys, report: Report) -> Json:
    if isinstance(value, list) and shape.items:
        return _without_empty_items(value, shape.items, keys, report)
    if isinstance(value, dict) and shape.members:
        return without_empty(value, shape.members, keys, report, drops_texts=False)
    return value


def _without_empty_items(items: list[Json], shape: Shape, keys: Keys, report: Report) -> list[Json]:
    kept = []
    for index, item in enumerate(items):
        if is_empty(item, shape.types):
            report.removed_empty(shape.label, (*keys, index), item)
        else:
            kept.append(item)
    return kept
