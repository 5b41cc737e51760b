"""The Liquid cases: what templates give, what is wrong with them, which events they fail."""

from copy import deepcopy

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import EventError, MappingError
from tests.engine.cases import cases


def compiled(template: str):
    return compile_mapping({"out": {"@liquid": template}})


@pytest.mark.parametrize("case", cases("liquid/valid"))
def test_a_template_gives_its_text(case):
    event = deepcopy(case["event"])
    for row in case["templates"]:
        assert compiled(row["template"]).run(event) == {"out": row["expected"]}, row["template"]
    assert event == case["event"]


@pytest.mark.parametrize("case", cases("liquid/refused"))
def test_a_wrong_template_is_told_all_its_problems(case):
    with pytest.raises(MappingError) as caught:
        compiled(case["template"])
    problems = caught.value.problems
    assert [
        {"line": p.line, "column": p.column, "message": p.message, "code": p.code} for p in problems
    ] == case["problems"]
    assert {problem.pointer for problem in problems} == {"/out/@liquid"}


@pytest.mark.parametrize("case", cases("liquid/failing"))
def test_an_event_that_a_template_cannot_use_fails(case):
    with pytest.raises(EventError) as caught:
        compiled(case["template"]).run(case["event"])
    [problem] = caught.value.problems
    assert (problem.message, problem.code) == (case["message"], case["code"])
    assert problem.pointer == "/out/@liquid"
