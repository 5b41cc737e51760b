"""Compares what is said about a wrong config: each text of the reference, and what ours adds."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mappings.engine.js_values import is_truthy, utf16_length
from tests.differential.answers import Answer
from tests.differential.config_places import ROOT, at, is_looked_into, keys_of, reference_places

FAILS_EACH_EVENT = (
    "`@if` without `exists` and `blank`, and other arguments with which no event runs"
)
KEYS_IN_LIST = "An object inside a list that mixes `@path` with other keys"
MORE_AT_ONCE = "Several problems in one directive"
NO_OBJECT = "Config that is no object"
NOT_LOOKED_INTO = "Directives inside lists, and inside objects in `@literal` and `@excludeWhenNull`"
PLACE = "Place of a problem in `@arrayPath`, `@merge` and root directives"
SUGGESTION = "Unknown directive that looks like a known one"
WITHOUT_END = "Configs and templates without end"

_LIMIT = re.compile(r"Has (more than )?[\d,]+ \w+(; the limit is [\d,]+)?\.|Is nested deeper than")


def compare_checks(config: Any, refused: Answer | None, theirs: Any) -> Iterator[str | None]:
    """The rows that explain the differences, None for each that none does."""
    if not isinstance(config, dict):
        yield NO_OBJECT if refused and len(refused["problems"]) == 1 else None
        return
    expected = list(theirs["check"].get("error", ()))
    problems = refused["problems"] if refused else []
    for problem in problems:
        texts = _reference_texts(problem, config)
        said = next((text for text in texts if text in expected), None)
        if said is None:
            yield _row_of_extra(problem, problems, config, theirs["alone"])
            continue
        expected.remove(said)
        if "Did you mean" in problem["message"]:
            yield SUGGESTION
        if said != texts[0]:
            yield PLACE
    if expected or not refused:
        yield None


def _reference_texts(problem: dict[str, str], config: Any) -> list[str]:
    """What the reference may say for a problem of ours, that with our place first."""
    message = problem["message"].partition(" Did you mean ")[0]
    lowered = message[:1].lower() + message[1:]
    texts = [f"{place} {lowered}" for place in reference_places(problem["pointer"], config)]
    if keys_of(problem["pointer"]) == (ROOT,):
        texts += [message.rstrip("."), *_NULL_ROOT * (config[ROOT] is None)]
    return texts


_NULL_ROOT = ["Cannot convert undefined or null to object"]


def _row_of_extra(
    problem: dict[str, str], problems: list[dict[str, str]], config: Any, alone: list[Any]
) -> str | None:
    """Why ours finds a problem where the reference has none, if that is meant to be."""
    keys = keys_of(problem["pointer"])
    if _LIMIT.match(problem["message"]):
        return WITHOUT_END
    if _fails_each_event(problem["message"], config, keys):
        return FAILS_EACH_EVENT
    if _is_said_alone(problem, config, alone):
        if "apply" in keys and ROOT in keys:
            return FAILS_EACH_EVENT
        if is_looked_into(config, keys):
            return MORE_AT_ONCE
        return KEYS_IN_LIST if "one @-prefixed key" in problem["message"] else NOT_LOOKED_INTO
    return MORE_AT_ONCE if _has_neighbour(keys, problem, problems) else None


def _is_said_alone(problem: dict[str, str], config: Any, alone: list[Any]) -> bool:
    """Whether the reference says it of one of the directives around it, when that stands alone."""
    pointer = problem["pointer"].replace("~1", "/").replace("~0", "~")
    for place, prefix, texts in alone:
        if pointer.startswith(place):
            rest = {"pointer": prefix + pointer[len(place) :], "message": problem["message"]}
            around = None if prefix else at(config, keys_of(place))
            if set(_reference_texts(rest, around)) & set(texts):
                return True
    return False


def _has_neighbour(
    keys: tuple[str, ...], problem: dict[str, str], problems: list[dict[str, str]]
) -> bool:
    """Whether the argument that a problem is in has another one, at which the reference stops."""
    directives = [number for number, key in enumerate(keys) if key.startswith("@")]
    around = keys[: directives[-1] + 1] if directives else keys
    others = [keys_of(other["pointer"]) for other in problems if other is not problem]
    return any(other[: len(around)] == around for other in others)


def _fails_each_event(message: str, config: Any, keys: tuple[str, ...]) -> bool:
    """Whether the reference, which lets it pass, fails when it comes to run it."""
    return any(test(config, keys) for text, test in _AT_RUN_TIME.items() if message == text)


def _lacks(*names: str) -> Callable[[Any, tuple[str, ...]], bool]:
    def lacks_all(config: Any, keys: tuple[str, ...]) -> bool:
        holder = at(config, keys[:-1] if keys[-1] in names else keys)
        return isinstance(holder, dict) and not any(is_truthy(holder.get(key)) for key in names)

    return lacks_all


def _is_long_second(config: Any, keys: tuple[str, ...]) -> bool:
    return keys[-1] in ("pattern2", "replacement2") and utf16_length(at(config, keys)) > 10


def _is_root_in_apply(_: Any, keys: tuple[str, ...]) -> bool:
    return keys[-3:] == ("@transform", "apply", ROOT)


_AT_RUN_TIME: Mapping[str, Callable[[Any, tuple[str, ...]], bool]] = {
    'Requires an "exists" key or a "blank" key.': _lacks("exists", "blank"),
    'Requires a "operator" key.': _lacks("operator"),
    'Requires a "direction" key.': _lacks("direction"),
    'Requires a "separator" key.': _lacks("separator"),
    'Requires a "value" key.': _lacks("value"),
    "Should be a string of length 1 or greater.": _lacks("separator"),
    'Should have a value of "lower" or "upper".': lambda _, keys: (
        keys[-2:] == ("@case", "operator")
    ),
    "Should be a string of length 10 or less.": _is_long_second,
    "The root mapping must only have a single directive object.": _is_root_in_apply,
    "The root directive must be an object.": _is_root_in_apply,
}
