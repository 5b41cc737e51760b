"""Sentences about configs: one for every directive, however they are nested."""

import pytest
from hypothesis import given

from mappings.engine.compiler import compile_mapping
from mappings.engine.directives.explaining import _PHRASES, explain_mapping, explain_value
from mappings.engine.directives.table import DIRECTIVES
from mappings.engine.errors import EngineError
from tests.engine.cases import cases
from tests.engine.test_properties import CONFIG


@pytest.mark.parametrize("case", cases("mappings/explained"))
def test_a_value_is_explained(case):
    assert explain_value(case["config"]) == case["sentence"]


def test_every_directive_has_its_words():
    assert _PHRASES.keys() == DIRECTIVES.keys()


def test_each_key_of_a_config_has_a_sentence():
    assert explain_mapping({"a": {"@path": "$.x"}, "b": 1}) == {
        "a": "Takes x.",
        "b": "Always sends the number 1.",
    }


def test_a_config_that_is_one_directive_has_one_sentence():
    assert explain_mapping({"@path": "$.x"}) == {"": "Takes x."}


def test_a_root_directive_is_explained_with_the_keys_beside_it():
    root = {"@transform": {"apply": {"@path": "$.traits"}}}
    config = {"__segment_internal_directive": root, "n": {"@path": "$.name"}}
    assert explain_mapping(config) == {"": "Takes an object (n: name), made from traits."}


@given(CONFIG)
def test_every_config_that_compiles_can_be_explained(config):
    try:
        compile_mapping({"x": config})
    except EngineError:
        return
    sentence = explain_value(config)
    assert sentence.endswith(".")
    assert len(sentence) <= 1_001
