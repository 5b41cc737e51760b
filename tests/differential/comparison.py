"""Finds where two answers to a case differ, and which deliberate difference it is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.differential.answers import Answer
from tests.differential.config_check import compare_checks
from tests.differential.differences import explain
from tests.differential.payload_differences import explain_payload
from tests.differential.trigger_differences import explain_refusal, explain_refused_text
from tests.differential.values import canonical

Case = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A difference in a part of a case; `row` is None where no deliberate one explains it."""

    part: str
    ours: Any
    theirs: Any
    row: str | None


def compare(case: Case, ours: Any, theirs: Any) -> list[Finding]:
    return list(_KINDS[case["kind"]](case, ours, theirs))


def are_same(ours: Answer, theirs: Answer) -> bool:
    """Values with their types and the order of their keys, errors with their texts."""
    if "error" in ours or "error" in theirs:
        return bool(ours.get("error") == theirs.get("error"))
    if "value" in ours and "value" in theirs:
        return bool(canonical(ours["value"]) == canonical(theirs["value"]))
    return "value" not in ours and "value" not in theirs


def _compare_answer(case: Case, ours: Answer, theirs: Answer, part: str) -> Iterator[Finding]:
    if not are_same(ours, theirs):
        for row in explain(case, ours, theirs):
            yield Finding(part, ours, theirs, row)


def _compare_value(case: Case, ours: Answer, theirs: Answer) -> Iterator[Finding]:
    yield from _compare_answer(case, ours, theirs, "value")


def _compare_mapping(case: Case, ours: Any, theirs: Any) -> Iterator[Finding]:
    refused = ours.get("refused")
    if refused or "error" in theirs["check"]:
        for row in compare_checks(case["config"], refused, theirs):
            yield Finding("check", refused, theirs["check"], row)
        return
    for number, event in enumerate(case["events"]):
        mine, other = ours["runs"][number], theirs["runs"][number]
        yield from _compare_answer({**case, "events": [event]}, mine, other, f"event {number + 1}")
    yield from _compare_answer(case, ours["batch"], theirs["batch"], "batch")


def _compare_payload(case: Case, ours: Any, theirs: Any) -> Iterator[Finding]:
    for way in ("single", "batch"):
        for number, payload in enumerate(case["payloads"]):
            one = {**case, "payloads": [payload]}
            mine, other = ours[way][number], theirs[way][number]
            if not are_same(mine, other):
                rows = explain(one, mine, other)
                for row in explain_payload(one, mine, other) if None in rows else rows:
                    yield Finding(f"{way} {number + 1}", mine, other, row)


def _compare_trigger(case: Case, ours: Any, theirs: Any) -> Iterator[Finding]:
    if "refused" in ours:
        explain_it = explain_refusal if case["kind"] == "tree" else explain_refused_text
        for row in explain_it(case, ours["refused"]):
            yield Finding("check", ours["refused"], theirs, row)
        return
    for number, event in enumerate(case["events"]):
        mine, other = ours["answers"][number], theirs["answers"][number]
        yield from _compare_answer({**case, "events": [event]}, mine, other, f"event {number + 1}")


_KINDS: dict[str, Callable[[Case, Any, Any], Iterator[Finding]]] = {
    "liquid": _compare_value,
    "path": _compare_value,
    "mapping": _compare_mapping,
    "payload": _compare_payload,
    "tree": _compare_trigger,
    "trigger": _compare_trigger,
}
