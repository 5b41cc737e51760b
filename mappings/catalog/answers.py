"""What a destination's answers mean, where its definition says more than the status does.

Nothing here knows the default meaning of a status: that is delivery's table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from mappings.engine.errors import JsonTextError
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, walk
from mappings.engine.strict_json import parse_json

Meaning = Literal["delivered", "retry", "drop", "credentials"]
Keys = tuple[str, ...]

_MAX_MESSAGE_CHARS = 500
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """What came back; `body` is as much of it as was read."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    def __repr__(self) -> str:
        return f"Answer({self.status})"


@dataclass(frozen=True, slots=True)
class BodyCondition:
    """A test of one place of a body; `keys` are ``()`` for the whole of it."""

    keys: Keys
    operator: Literal["is", "is_filled", "contains"]
    value: Json


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """What an answer means that has one of the statuses and meets all of the conditions."""

    means: Meaning
    statuses: tuple[range, ...] = ()
    body: tuple[BodyCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """The rules for answers, the first that fits counts; and where a body has words for people."""

    rules: tuple[AnswerRule, ...] = ()
    message: tuple[Keys, ...] = ()


NO_ANSWERS = Answers()


@dataclass(frozen=True, slots=True)
class Results:
    """Where the answer to a batch tells of single payloads.

    `list_keys` lead to a list of entries. An entry belongs to the payload at its `index_keys`, or
    to the one whose `field` has the value at its `id_keys`, or else to the one at the same place.
    It means what its first fitting rule says, else ``drop``; payloads that no entry belongs to
    mean `others`.
    """

    list_keys: Keys
    index_keys: Keys | None = None
    id_keys: Keys | None = None
    field: str = ""
    rules: tuple[AnswerRule, ...] = ()
    others: Meaning = "delivered"
    message: tuple[Keys, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What an answer means for one payload of a batch, and the tool's words for it."""

    means: Meaning
    message: str = ""


def declared_meaning(answers: Answers, answer: Answer) -> Meaning | None:
    """What the definition says of this answer; None where the status alone counts.

    Shape:
        ``200 {"ok": false, "error": "invalid_auth"}`` -> "credentials"
    """
    return _meaning(answers.rules, _read_body(answer.body), answer.status)


def answer_message(answers: Answers, answer: Answer) -> str:
    """The tool's own words, from the first place that has some; "" where there are none.

    Of a body that is no JSON it is the text. At most 500 characters, in one line.
    """
    body = _read_body(answer.body)
    if isinstance(body, str):
        return _one_line(body)
    return _words_at(answers.message, body)


def item_outcomes(
    results: Sequence[Results], answer: Answer, payloads: Sequence[Json]
) -> tuple[ItemOutcome, ...] | None:
    """What the answer to a batch means for each of its payloads, in their order.

    Several results are several lists; where two tell of one payload, the first counts.

    Returns:
        None where the answer tells nothing of single payloads: then it means the same for all.
    """
    body = _read_body(answer.body)
    found: dict[int, ItemOutcome] = {}
    others: Meaning | None = None
    for result in results:
        entries = _entries(walk(result.list_keys, body))
        if not entries:
            continue
        for place, entry in enumerate(entries):
            means = _meaning(result.rules, entry, answer.status) or "drop"
            outcome = ItemOutcome(means, _words_at(result.message, entry))
            for index in _payloads_of(result, entry, place, payloads):
                found.setdefault(index, outcome)
        others = others or result.others
    if others is None or not found:
        return None
    return tuple(found.get(index, ItemOutcome(others)) for index in range(len(payloads)))


def _meaning(rules: Sequence[AnswerRule], body: Json, status: int) -> Meaning | None:
    for rule in rules:
        is_status = not rule.statuses or any(status in statuses for statuses in rule.statuses)
        if is_status and all(_holds(condition, body) for condition in rule.body):
            return rule.means
    return None


def _holds(condition: BodyCondition, body: Json) -> bool:
    found = walk(condition.keys, body)
    match condition.operator:
        case "is":
            return any(_is_same(found, value) for value in condition.value)
        case "is_filled":
            is_filled = found is not MISSING and found not in (None, "", [], {})
            return is_filled is condition.value
    return isinstance(found, str) and condition.value.casefold() in found.casefold()


def _is_same(found: Json, value: Json) -> bool:
    """As JSON has it: true is not 1."""
    return isinstance(found, bool) is isinstance(value, bool) and bool(found == value)


def _entries(found: Json) -> list[Any]:
    """The entries of a list, or of the lists that an object holds, one after the other."""
    if isinstance(found, dict):
        return [entry for inner in found.values() if isinstance(inner, list) for entry in inner]
    return found if isinstance(found, list) else []


def _payloads_of(
    result: Results, entry: Json, place: int, payloads: Sequence[Json]
) -> Iterator[int]:
    if result.id_keys is not None:
        found = walk(result.id_keys, entry)
        ids = {_comparable(one) for one in (found if isinstance(found, list) else [found])}
        for index, payload in enumerate(payloads):
            own = walk((result.field,), payload)
            if own is not MISSING and _comparable(own) in ids:
                yield index
        return
    index = place if result.index_keys is None else walk(result.index_keys, entry)
    if isinstance(index, int) and 0 <= index < len(payloads):
        yield index


def _comparable(value: Json) -> str:
    """IDs are compared as texts, in any case: a tool may answer with the lower one."""
    return "" if value is MISSING else str(value).casefold()


def _words_at(places: Sequence[Keys], body: Json) -> str:
    for keys in places:
        found = walk(keys, body)
        if isinstance(found, str | int | float) and not isinstance(found, bool) and found != "":
            return _one_line(str(found))
    return ""


def _one_line(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()[:_MAX_MESSAGE_CHARS]


def _read_body(body: bytes) -> Json:
    """The JSON of a body, or its text where it is none."""
    try:
        return parse_json(body)
    except JsonTextError:
        return body.decode(errors="replace").strip()
