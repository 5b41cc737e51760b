"""The mapping cases: what configs give, and what is wrong with them."""

from copy import deepcopy

import pytest

from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import MappingError
from mappings.engine.paths import MISSING
from tests.engine.cases import cases, problems_as_json


@pytest.mark.parametrize("case", cases("mappings/valid"))
def test_a_config_gives_its_payload(case):
    compiled = compile_mapping(case["config"])
    for run in case["runs"]:
        event = deepcopy(run["event"])
        payload = compiled.run(event)
        assert payload == run.get("payload", MISSING)
        assert repr(payload) == repr(run.get("payload", MISSING))  # true is not 1; keys in order
        assert event == run["event"]


@pytest.mark.parametrize("case", cases("mappings/invalid"))
def test_a_wrong_config_is_told_all_its_problems(case):
    config = deepcopy(case["config"])
    with pytest.raises(MappingError) as caught:
        compile_mapping(config)
    assert problems_as_json(caught.value.problems) == case["problems"]
    assert config == case["config"]
