"""The deliberate differences of the payload check. Its error is one text of several sentences."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.differential.answers import Answer
from tests.differential.values import canonical

Case = dict[str, Any]

EMPTIED_BY_CONDITION = "`required` if a field `is` or `is_not` without a value"
CONDITIONS_OF_PROPERTY = "Several conditions for a key inside an object"
DOT_IN_KEY = "A dot in the key of a field that a condition names"
INFINITE = '`"Infinity"`, `"1e400"` for a number'
LONG_NUMBER = "Number written with more than 400 characters"
LONG_TEXT = "E-mail address of more than 320 characters, date of more than 100"

_SENTENCE = re.compile(r"(?<=[^ .]\.) (?=[A-Z])")
_LITERAL_KEY = re.compile(r" is missing the required field '.+\..+'\.$")


def explain_payload(case: Case, ours: Answer, theirs: Answer) -> list[str | None]:
    """The rows that explain a difference; [None] where they do not explain all of it."""
    mine, other = _sentences(ours), _sentences(theirs)
    if any(_LITERAL_KEY.search(text) for text in other) and _has_property_of_several(
        case["fields"]
    ):
        return [CONDITIONS_OF_PROPERTY]
    text = json.dumps(case["payloads"])
    if re.search(r'"\s*[-+]?(Infinity|1e400)\s*"', text):
        return [INFINITE]
    if any("." in key for key in case["fields"]):
        return [DOT_IN_KEY]
    if re.search(r'"\d{401,}"', text):
        return [LONG_NUMBER]
    if re.search(r'"[^"]{321,}"', text):
        return [LONG_TEXT]
    return [EMPTIED_BY_CONDITION if _is_emptied(case, ours, theirs, mine, other) else None]


def _is_emptied(
    case: Case, ours: Answer, theirs: Answer, mine: list[str], other: list[str]
) -> bool:
    """Whether all is the same but for fields that a condition made null on its way."""
    keys = {key for key in _keys_asked_for(case["fields"]) if _has_falsy(case["payloads"][0], key)}
    names = {key.replace("~", "~0").replace("/", "~1") for key in keys}
    names |= {case["fields"][key]["label"].lower() for key in keys if key in case["fields"]}
    if not keys or [t for t in mine if not _is_about(t, names)] != [
        t for t in other if not _is_about(t, names)
    ]:
        return False
    if "value" not in ours or "value" not in theirs:
        return True
    kept = (_without(answer["value"], keys) for answer in (ours, theirs))
    return canonical(next(kept)) == canonical(next(kept))


def _is_about(text: str, names: set[str]) -> bool:
    place = text.partition(" must be ")[0].removeprefix("The value at ").lower()
    return bool(names & {place, place.rpartition("/")[2]})


def _sentences(answer: Answer) -> list[str]:
    return _SENTENCE.split(answer["error"][0]) if "error" in answer else []


def _has_property_of_several(fields: dict[str, Any], *, is_inside: bool = False) -> bool:
    return any(
        (is_inside and isinstance(one["required"], dict) and len(one["required"]["conditions"]) > 1)
        or _has_property_of_several(one.get("properties", {}), is_inside=True)
        for one in fields.values()
    )


def _keys_asked_for(fields: dict[str, Any]) -> Iterator[str]:
    """The fields of which some condition wants to know whether they are empty."""
    for field in fields.values():
        if isinstance(field["required"], dict):
            conditions = field["required"]["conditions"]
            yield from (one["fieldKey"].split(".")[-1] for one in conditions if "value" not in one)
        yield from _keys_asked_for(field.get("properties", {}))


def _has_falsy(value: Any, key: str) -> bool:
    if isinstance(value, list):
        return any(_has_falsy(item, key) for item in value)
    if not isinstance(value, dict):
        return False
    held = value.get(key)
    while isinstance(held, list) and len(held) == 1:
        held = held[0]
    is_falsy = held in (0, False, "") and not isinstance(held, (list, dict))
    return is_falsy or any(_has_falsy(inner, key) for inner in value.values())


def _without(value: Any, keys: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner, keys) for key, inner in value.items() if key not in keys}
    return [_without(item, keys) for item in value] if isinstance(value, list) else value
