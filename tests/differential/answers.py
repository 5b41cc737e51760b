"""What a case gives, from either side, in one form.

An answer is one of the three:

    {"value": …}                        the value, ready to compare
    {}                                  nothing: undefined there, MISSING here
    {"error": [texts], "name": class}   what was raised
"""

from collections.abc import Callable
from typing import Any

from mappings.engine.compiler import CompiledMapping, compile_mapping
from mappings.engine.errors import EngineError, MappingError, Problem
from mappings.engine.fql import (
    Trigger,
    compile_trigger,
    explain_trigger,
    parse_trigger,
    read_trigger,
)
from mappings.engine.paths import MISSING, compile_path
from mappings.engine.payload import CheckedPayload, compile_payload_check, reference_text
from tests.differential.payload_fields import read_fields

Answer = dict[str, Any]


def our_answer(case: dict[str, Any]) -> Any:
    """The same as ``reference.cjs`` gives for a case, from our engine."""
    return _KINDS[case["kind"]](case)


def attempt(run: Callable[[], Any]) -> Answer:
    try:
        value = run()
    except EngineError as err:
        problems = [
            {"pointer": p.pointer, "message": p.message, "code": p.code} for p in err.problems
        ]
        name = type(err).__name__
        return {"error": [_text(p, name) for p in err.problems], "name": name, "problems": problems}
    return {} if value is MISSING else {"value": value}


def _text(problem: Problem, name: str) -> str:
    """A problem as the reference writes it: ``/a/@path should be …`` for those of a config."""
    if name != MappingError.__name__:
        return problem.message
    pointer = problem.pointer.replace("~1", "/").replace("~0", "~")
    return f"{pointer or '/'} {problem.message[:1].lower()}{problem.message[1:]}"


def _path_answer(case: dict[str, Any]) -> Answer:
    return attempt(lambda: compile_path(case["path"], drops_root=False)(case["event"]))


def _mapping_answer(case: dict[str, Any]) -> Answer:
    compiled: list[CompiledMapping] = []
    refused = attempt(lambda: compiled.append(compile_mapping(case["config"])))
    if not compiled:
        return {"refused": refused}
    (mapping,) = compiled
    return {
        "runs": [attempt(lambda event=event: mapping.run(event)) for event in case["events"]],
        "batch": attempt(lambda: _with_nulls(mapping.run_batch(case["events"]))),
    }


def _with_nulls(payloads: list[Any]) -> list[Any]:
    return [None if payload is MISSING else payload for payload in payloads]


def _tree_answer(case: dict[str, Any]) -> Any:
    return _trigger_answer(case, lambda: read_trigger(case["tree"]))


def _text_answer(case: dict[str, Any]) -> Any:
    return _trigger_answer(case, lambda: parse_trigger(case["fql"]))


def _trigger_answer(case: dict[str, Any], read_it: Callable[[], Trigger]) -> Any:
    read: list[Trigger] = []
    refused = attempt(lambda: read.append(read_it()))
    if not read:
        return {"refused": refused}
    (trigger,) = read
    matches = compile_trigger(trigger)
    answers = [attempt(lambda event=event: matches(event)) for event in case["events"]]
    explained = [{"value": explain_trigger(trigger, event).matches} for event in case["events"]]
    assert answers == explained, "the explanation does not agree with the answer"
    return {"answers": answers}


def _liquid_answer(case: dict[str, Any]) -> Answer:
    config = {"out": {"@liquid": case["template"]}}
    return attempt(lambda: compile_mapping(config).run(case["event"])["out"])


def _payload_answer(case: dict[str, Any]) -> Any:
    check = compile_payload_check(read_fields(case["fields"]))
    payloads = case["payloads"]
    return {
        "single": [_checked(check.check(payload)) for payload in payloads],
        "batch": [_checked(checked) for checked in check.check_batch(payloads)],
    }


def _checked(checked: CheckedPayload) -> Answer:
    if checked.problems:
        return {"error": [reference_text(checked.problems)]}
    return {"value": checked.payload}


_KINDS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "path": _path_answer,
    "liquid": _liquid_answer,
    "mapping": _mapping_answer,
    "payload": _payload_answer,
    "tree": _tree_answer,
    "trigger": _text_answer,
}
