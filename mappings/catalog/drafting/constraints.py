"""What a schema demands of one text or number, as far as a field can demand it."""

from typing import Any

from mappings.catalog.drafting.naming import shortened
from mappings.catalog.drafting.results import Findings
from mappings.catalog.drafting.schema_words import unchecked
from mappings.catalog.drafting.shape import Shape
from mappings.catalog.limits import MAX_CHOICE_CHARS, MAX_CHOICES, MAX_LABEL_CHARS
from mappings.engine.json_types import Json

FORMATS = {
    "date": "date",
    "date-time": "date-time",
    "email": "email",
    "hostname": "hostname",
    "idn-email": "email",
    "ipv4": "ipv4",
    "ipv6": "ipv6",
    "time": "time",
    "uri": "uri",
    "uri-reference": "uri-reference",
    "url": "uri",
    "uuid": "uuid",
}
_WIDTHS = ("int32", "int64", "float", "double")  # say how a number is kept, not which it is
_BOUNDS = {
    "string": (("minLength", "minimum"), ("maxLength", "maximum")),
    "number": (("minimum", "minimum"), ("maximum", "maximum")),
}


def scalar_constraints(
    kind: str, shape: Shape, findings: Findings, *, is_list: bool
) -> dict[str, Any]:
    """Format, choices and bounds of a field; what it cannot hold becomes a note.

    Args:
        kind: ``string``, ``number``, ``integer`` or ``boolean``.
        is_list: whether the field takes a list of such values, which holds choices only.

    Shape:
        ``{"format": "email", "maxLength": 100}`` -> ``{"format": "email", "maximum": 100}``
    """
    members = _choices(kind, shape, findings)
    members |= _format(kind, shape, findings, is_list=is_list)
    return members | _bounds(kind, shape, findings, is_list=is_list)


def _format(kind: str, shape: Shape, findings: Findings, *, is_list: bool) -> dict[str, Any]:
    given = shape.words.get("format")
    if given is None or given in _WIDTHS:
        return {}
    known = FORMATS.get(given) if isinstance(given, str) and kind == "string" else None
    if known is None or is_list:
        message = unchecked(f"The format {_shown(given)}")
        findings.note(f"{shape.pointer}/format", message)
        return {}
    return {"format": known}


def _choices(kind: str, shape: Shape, findings: Findings) -> dict[str, Any]:
    values = shape.words.get("enum")
    if not isinstance(values, list):
        return {}
    told = [value for value in values if value is not None]
    if kind == "string" and _are_choices(told):
        return {
            "choices": [{"value": one, "label": shortened(one, MAX_LABEL_CHARS)} for one in told]
        }
    listed = shortened(", ".join(_shown(value) for value in told), 200)
    message = f"These values only are taken, which the field does not hold: {listed}."
    findings.note(f"{shape.pointer}/enum", message)
    return {}


def _are_choices(values: list[Json]) -> bool:
    return (
        0 < len(values) <= MAX_CHOICES
        and all(isinstance(value, str) and value.strip() for value in values)
        and all(len(value) <= MAX_CHOICE_CHARS for value in values)
        and len(set(values)) == len(values)
    )


def _bounds(kind: str, shape: Shape, findings: Findings, *, is_list: bool) -> dict[str, Any]:
    members: dict[str, Any] = {}
    has_choices = isinstance(shape.words.get("enum"), list)
    for keyword, name in _BOUNDS.get(kind, _BOUNDS["number"]):
        bound = shape.words.get(keyword)
        if bound is None or (keyword == "minLength" and bound == 0) or has_choices:
            continue
        is_number = isinstance(bound, int | float) and not isinstance(bound, bool)
        if is_list or kind not in _BOUNDS or not is_number or bound == 0:
            message = unchecked(f"{keyword} {_shown(bound)}")
            findings.note(f"{shape.pointer}/{keyword}", message)
        else:
            members[name] = bound
    if members.get("minimum", 0) > members.get("maximum", float("inf")):
        findings.note(shape.pointer, "Its smallest value is above its largest; neither is checked.")
        return {}
    return members


def _shown(value: Json) -> str:
    return shortened(value if isinstance(value, str) else str(value), 60)
