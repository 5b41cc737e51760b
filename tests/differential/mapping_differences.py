"""The deliberate differences of mappings and paths that show in what an event gives."""

import json
import math
import re
from collections.abc import Callable
from typing import Any

from mappings.engine.js_values import BLANKS, number_text
from mappings.engine.paths import parse_path, parse_reference_path
from tests.differential.answers import Answer, our_answer
from tests.differential.values import canonical, ordered, without_halves

Case = dict[str, Any]

DIGIT_KEYS = "Keys of digits in an object"
HALF_EMOJI = "Half of an emoji, `$.name[0]`"
EVENT_OF_BATCH = "Event of a batch that fails"

_EVENT_OF_BATCH = re.compile(r"Event \d+ of \d+: ")
_OUR_LIMITS = re.compile(r"Has [\d,]+ characters; the limit|The text grows longer than")
_BEYOND_DOUBLE, _STAND_IN = "1e400", "7.25e299"
_INHERITED = ("constructor", "toString", "hasOwnProperty", "map", "trim")
_PLACEHOLDER = re.compile(r"(\{\{\{?)([^}]+)(?=\}\})")


def mended(ours: Answer, theirs: Answer) -> tuple[Answer, Answer, list[str]]:
    """Both without the differences that any value may have, and the names of those it had.

    Values are in their canonical form.
    """
    if "error" in ours:
        texts = [_EVENT_OF_BATCH.sub("", text) for text in ours["error"]]
        rows = [EVENT_OF_BATCH] if texts != ours["error"] else []
        return {"error": texts}, _plain_answer(theirs), rows
    rows = []
    for name, change in ((DIGIT_KEYS, ordered), (HALF_EMOJI, without_halves)):
        before = _plain_answer(ours), _plain_answer(theirs)
        ours, theirs = _changed(ours, change), _changed(theirs, change)
        if before[0] != before[1] and before != (_plain_answer(ours), _plain_answer(theirs)):
            rows.append(name)
    return _plain_answer(ours), _plain_answer(theirs), rows


def _changed(answer: Answer, change: Callable[[Any], Any]) -> Answer:
    return {"value": change(answer["value"])} if "value" in answer else answer


def _plain_answer(answer: Answer) -> Answer:
    if "value" in answer:
        return {"value": canonical(answer["value"])}
    return {"error": answer["error"]} if "error" in answer else {}


def is_no_object(_: Case, ours: Answer, theirs: Answer) -> bool:
    """Of the texts for an event that is no object."""
    mine, other = (answer.get("error", [""])[0] for answer in (ours, theirs))
    is_said = mine.startswith("An event is one JSON object; this is ")
    return is_said and other.startswith("data must be an object, got ")


def is_batch_of_others(case: Case, ours: Answer, theirs: Answer) -> bool:
    """Of a batch with events that are no objects, which the reference does not look at."""
    mine = ours.get("error", [""])[0]
    is_said = mine.startswith("An event is one JSON object; this is ")
    is_known = any(not isinstance(event, dict) for event in case.get("events", ()))
    return is_said and is_known and not theirs.get("error", [""])[0].startswith("data must be")


def is_quoted_key(case: Case, _: Answer, theirs: Answer) -> bool:
    """With its paths written without quotes, ours gives what theirs gives."""
    plain = _with_plain_paths(case)
    return plain != case and theirs in _answers(plain)


def is_other_first(case: Case, ours: Answer, theirs: Answer) -> bool:
    """With its keys in JavaScript's order, ours fails where theirs does."""
    if "config" not in case or "error" not in ours:
        return False
    return theirs in _answers({**case, "config": ordered(case["config"])})


def _answers(case: Case) -> list[Answer]:
    """What ours gives for another case, without what any value may differ in."""
    answer = our_answer(case)
    if case["kind"] == "mapping":
        given = [*answer.get("runs", ()), answer.get("batch", {"error": ["refused"]})]
    else:
        given = [answer]
    return [mended(each, {})[0] for each in given]


def is_inherited(case: Case, _: Answer, theirs: Answer) -> bool:
    text = json.dumps([case.get("path"), case.get("config")])
    return any(name in text for name in _INHERITED)


def is_beyond_double(case: Case, ours: Answer, theirs: Answer) -> bool:
    """Texts where theirs has what JSON.parse makes of them, infinities among it."""
    if "value" in ours and "value" in theirs and _is_decoded(ours["value"], theirs["value"]):
        return True
    text = json.dumps(case)
    if _BEYOND_DOUBLE not in text:
        return False
    # What comes after the decoding works on a number there, on the text here.
    answer = our_answer(json.loads(text.replace(_BEYOND_DOUBLE, _STAND_IN)))
    given = [*answer.get("runs", ()), answer.get("batch", {})]
    return any(mended(_changed(each, _as_infinite), {})[0] == theirs for each in given)


def _as_infinite(value: Any) -> Any:
    """The value with an infinity, which becomes null, for each stand-in."""
    if isinstance(value, str):
        return value.replace(number_text(float(_STAND_IN)), "Infinity")
    if isinstance(value, dict):
        return {key: _as_infinite(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return list(map(_as_infinite, value))
    return None if value == float(_STAND_IN) else value


def is_beyond_budget(case: Case, ours: Answer, theirs: Answer) -> bool:
    is_large = len(json.dumps(case.get("events"))) > 10_000
    return is_large and "value" in theirs and "error" in ours


def is_without_end(_: Case, ours: Answer, theirs: Answer) -> bool:
    return "value" in theirs and bool(_OUR_LIMITS.match(ours.get("error", [""])[0]))


def _is_decoded(ours: Any, theirs: Any) -> bool:
    if ours == theirs:
        return True
    kind, value = ours
    if kind == "str":
        try:
            decoded = json.loads(value)
        except ValueError:
            return False
        return bool(canonical(_without_infinities(decoded)) == theirs)
    if kind != theirs[0] or kind not in ("object", "list") or len(value) != len(theirs[1]):
        return False
    pairs = zip(value, theirs[1], strict=True)
    if kind == "list":
        return all(_is_decoded(mine, other) for mine, other in pairs)
    return all(m[0] == o[0] and _is_decoded(m[1], o[1]) for m, o in pairs)


def _without_infinities(value: Any) -> Any:
    if isinstance(value, float) and math.isinf(value):
        return None
    if isinstance(value, dict):
        return {key: _without_infinities(inner) for key, inner in value.items()}
    return list(map(_without_infinities, value)) if isinstance(value, list) else value


def _with_plain_paths(case: Case) -> Case:
    if case["kind"] == "path":
        return {**case, "path": _plain(case["path"], drops_root=False)}
    return {**case, "config": _plain_config(case["config"])}


def _plain_config(config: Any) -> Any:
    if isinstance(config, list):
        return list(map(_plain_config, config))
    if not isinstance(config, dict):
        return config
    return {key: _plain_argument(key, value) for key, value in config.items()}


def _plain_argument(key: str, value: Any) -> Any:
    if key == "@path" and isinstance(value, str):
        return _plain(value, drops_root=True)
    if key == "@arrayPath" and isinstance(value, list) and value and isinstance(value[0], str):
        return [_plain(value[0], drops_root=True), *map(_plain_config, value[1:])]
    if key == "@template" and isinstance(value, str):
        return _PLACEHOLDER.sub(_plain_placeholder, value)
    return _plain_config(value)


def _plain_placeholder(match: re.Match[str]) -> str:
    return match[1] + _plain(match[2].strip(BLANKS), drops_root=False)


def _plain(text: str, *, drops_root: bool) -> str:
    """A path with quotes around empty keys only, where ours reads the quotes in another way."""
    keys = parse_reference_path(text, drops_root=drops_root)
    if keys == parse_path(text, drops_root=drops_root):
        return text
    return ("$." if drops_root else "") + ".".join(key or '""' for key in keys)
