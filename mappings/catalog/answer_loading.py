"""From the parts of a definition document that speak of answers to what they mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from mappings.catalog.answers import NO_ANSWERS, AnswerRule, Answers, BodyCondition, Keys, Results
from mappings.engine.paths import parse_path

CONDITION_OPERATORS = ("is", "is_filled", "contains")


def load_answers(document: Mapping[str, Any], *, after: Answers = NO_ANSWERS) -> Answers:
    """The rules and places of a document, and behind them those of a wider one."""
    rules = load_rules(document.get("rules", ()))
    message = tuple(body_keys(path) for path in document.get("message", ()))
    return Answers(rules + after.rules, message + after.message)


def load_rules(documents: Sequence[Mapping[str, Any]]) -> tuple[AnswerRule, ...]:
    return tuple(
        AnswerRule(
            means=rule["means"],
            statuses=tuple(_statuses(status) for status in rule.get("statuses", ())),
            body=tuple(_condition(condition) for condition in rule.get("body", ())),
        )
        for rule in documents
    )


def load_results(document: Mapping[str, Any]) -> Results:
    return Results(
        list_keys=body_keys(document["list"]),
        index_keys=body_keys(document["index"]) if "index" in document else None,
        id_keys=body_keys(document["id"]) if "id" in document else None,
        field=document.get("field", ""),
        rules=load_rules(document.get("rules", ())),
        others=document.get("others", "delivered"),
        message=tuple(body_keys(path) for path in document.get("message", ())),
    )


def body_keys(path: str) -> Keys:
    """The keys of a path into a body.

    Shape:
        ``"$"`` -> ``()``; ``"$.error.code"`` -> ``("error", "code")``;
        ``"$[0].id"`` -> ``("0", "id")``
    """
    return parse_path(path.removeprefix("$").removeprefix("."), drops_root=False)


def _statuses(status: int | str) -> range:
    """Shape: ``404`` -> ``range(404, 405)``; ``"5xx"`` -> ``range(500, 600)``"""
    if isinstance(status, int):
        return range(status, status + 1)
    first = int(status[0]) * 100
    return range(first, first + 100)


def _condition(document: Mapping[str, Any]) -> BodyCondition:
    operator = next(one for one in CONDITION_OPERATORS if one in document)
    return BodyCondition(body_keys(document["path"]), operator, document[operator])  # type: ignore[arg-type]
