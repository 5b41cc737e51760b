"""What becomes of a payload on its own, and in a batch: the two are not the same.

Of a single event's payload empty texts are removed at its top; of a batch's they are not.
"""

from dataclasses import dataclass

from mappings.engine.errors import json_pointer
from mappings.engine.fields import shown_value
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.engine.payload.check import CheckedPayload, PayloadCheck


@dataclass(frozen=True, slots=True)
class PathDifference:
    """One top-level key that fares differently.

    Shape:
        ``PathDifference("/city", "City: on its own it is left out; in a batch it is sent as
        the empty text.")``
    """

    pointer: str
    sentence: str


def compare_paths(check: PayloadCheck, payload: Json) -> tuple[PathDifference, ...]:
    """What differs between this payload sent on its own and sent in a batch; mostly nothing."""
    if not isinstance(payload, dict):
        return ()
    single = check.check(payload)
    (batched,) = check.check_batch([payload])
    labels = {field.key: field.label for field in check.fields}
    differences = []
    for key in {**labels, **payload}:
        alone, together = _fate(single, key), _fate(batched, key)
        if alone != together:
            text = f"{labels.get(key, key)}: on its own {alone}; in a batch {together}."
            differences.append(PathDifference(json_pointer([key]), text))
    return tuple(differences)


def _fate(checked: CheckedPayload, key: str) -> str:
    pointer = json_pointer([key])
    for problem in checked.problems:
        if problem.pointer == pointer or problem.pointer.startswith(f"{pointer}/"):
            return f"it is refused ({problem.message.rstrip('.')})"
    value = checked.payload.get(key, MISSING)
    if value is MISSING:
        return "it is left out"
    return "it is sent as the empty text" if value == "" else f"it is sent as {shown_value(value)}"
