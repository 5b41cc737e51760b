"""The sentences of the reference's payload check, and ours beside them.

Source:
    @segment/ajv-human-errors 2, run 2026-11.
"""

import json
from collections.abc import Sequence

from mappings.engine.errors import json_pointer
from mappings.engine.fields import quoted_value, shown_value
from mappings.engine.js_values import number_text, utf16_length
from mappings.engine.json_types import Json
from mappings.engine.payload.json_kinds import is_number
from mappings.engine.payload.report import Keys, Report
from mappings.engine.payload.shapes import Shape

_FORMAT_LABELS = {
    "date-time": "date and time",
    "email": "email address",
    "ipv4": "IPv4 address",
    "ipv6": "IPv6 address",
    "uri": "URI",
    "uri-reference": "URI Reference",
}


def tell_type(report: Report, shape: Shape, keys: Keys, value: Json, *, looked_at: Json) -> None:
    """A value of the wrong type; `looked_at` is the only item of a list, where that was tried."""
    message = f"{shape.label} expects {shape.noun}; this gives {shown_value(value)}."
    expected = _listed(shape.types)
    article = "an" if expected[0] in "aeiou" else "a"
    text = f"must be {article} {expected} but it was {_type_text(looked_at)}"
    report.problem(keys, "type", message, _sentence(shape, keys, text))


def tell_choice(report: Report, shape: Shape, keys: Keys, value: Json) -> None:
    names = ", ".join(quoted_value(choice).strip('"') for choice in shape.choices)
    message = f"{_shown(value)} is not one of: {names}."
    text = f"must be one of: {_listed([_json_text(choice) for choice in shape.choices])}"
    report.problem(keys, "choice", message, _sentence(shape, keys, text))


def tell_size(report: Report, shape: Shape, keys: Keys, value: Json, *, limit: float) -> None:
    """A number, or the characters of a text, beyond its limit."""
    if isinstance(value, str):
        _tell_length(report, shape, keys, value, limit=limit)
        return
    is_low = value < limit
    message = f"{shape.label} must be {number_text(limit)} or {'more' if is_low else 'less'}."
    bound = "greater" if is_low else "less"
    text = f"must be equal to or {bound} than {number_text(limit)}"
    code = "too_small" if is_low else "too_large"
    report.problem(keys, code, message, _sentence(shape, keys, text))


def tell_format(report: Report, shape: Shape, keys: Keys, value: Json) -> None:
    assert shape.format is not None  # noqa: S101
    message = f"{quoted_value(value)} does not look like {shape.format.noun}."
    label = _FORMAT_LABELS.get(shape.format_name, shape.format_name)
    text = f"must be a valid {label} string but it was not"
    report.problem(keys, "format", message, _sentence(shape, keys, text))


def tell_missing(report: Report, shape: Shape, keys: Keys, key: str, label: str) -> None:
    text = _sentence(shape, keys, f"is missing the required field '{key}'")
    report.problem((*keys, key), "required", _required_message(label), text)


def tell_unmet(report: Report, place: Keys, keys: Keys, label: str) -> None:
    """A conditional requirement that is not met.

    Args:
        place: the object that has the conditions.
        keys: the place of the missing field, or of the object that would hold it.
    """
    missing = f"{_place_name(keys[:-1])} is missing the required field '{keys[-1]}'."
    text = f'{missing} {_place_name(place)} must match "then" schema.'
    report.problem(keys, "required", _required_message(label), text)


def _required_message(label: str) -> str:
    return f"{label} is required. Pick an event field or type a value."


def _tell_length(report: Report, shape: Shape, keys: Keys, value: str, *, limit: float) -> None:
    is_short = len(value) < limit
    size = utf16_length(value)
    limit_text = f"{limit:,.0f} character{'' if limit == 1 else 's'}"
    message = (
        f"{shape.label} needs {limit_text} or more."
        if is_short
        else f"{shape.label} has {len(value):,} characters; the limit is {limit_text}."
    )
    text = (
        f"must be {_plural(limit)} or {'more' if is_short else 'fewer'} but it was {_plural(size)}"
    )
    code = "too_short" if is_short else "too_long"
    report.problem(keys, code, message, _sentence(shape, keys, text))


def _plural(count: float) -> str:
    return f"{number_text(count)} character{'' if count == 1 else 's'}"


def _sentence(shape: Shape, keys: Keys, text: str) -> str:
    return _capitalized(f"{shape.title or _place_name(keys)} {text}.")


def _place_name(keys: Keys) -> str:
    return f"The value at {json_pointer(keys)}" if keys else "The root value"


def _capitalized(text: str) -> str:
    return text[:1].upper() + text[1:] if text[:1] <= "\uffff" else text


def _listed(names: Sequence[str]) -> str:
    if len(names) < 3:
        return " or ".join(names)
    return f"{', '.join(names[:-1])}, or {names[-1]}"


def _type_text(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, bool):
        return "a boolean"
    if is_number(value):
        return "a number"
    return "an array" if isinstance(value, list) else "an object"


def _shown(value: Json) -> str:
    is_container = isinstance(value, (list, dict))
    return shown_value(value).capitalize() if is_container else quoted_value(value)


def _json_text(value: Json) -> str:
    if is_number(value):
        return number_text(value)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
