"""What a definition document says of answers: could it ever have an effect?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mappings.catalog.wording import NO_EFFECT, Keys, problem_at
from mappings.engine.errors import Problem


def check_answers(place: Keys, answers: Mapping[str, Any]) -> Iterator[Problem]:
    yield from _check_rules((*place, "rules"), answers.get("rules", []))


def check_results(
    place: Keys, results: Sequence[Mapping[str, Any]], action: Mapping[str, Any]
) -> Iterator[Problem]:
    known = {field["key"] for field in action["fields"]}
    for index, result in enumerate(results):
        here: Keys = (*place, index)
        if "field" in result and result["field"] not in known:
            message = f'There is no field "{result["field"]}" in this action.'
            yield problem_at((*here, "field"), message, "unknown_field")
        yield from _check_rules((*here, "rules"), result.get("rules", []))


def _check_rules(place: Keys, rules: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """A rule behind one with the same conditions is never reached."""
    seen: list[dict[str, Any]] = []
    for index, rule in enumerate(rules):
        when = {key: value for key, value in rule.items() if key != "means"}
        if when in seen:
            yield problem_at((*place, index), NO_EFFECT, "no_effect")
        seen.append(when)
