"""One mapping for many audiences: every case of ``tests/cases/audiences``, and what cannot be."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.catalog.audience_key import fill_in_audience_key
from mappings.engine.audience_variants import (
    config_for,
    trigger_for,
    variant,
    variant_problems,
)
from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import MappingError, TriggerError
from mappings.engine.fql import (
    audience_key_of,
    compile_trigger,
    event_trait_trigger,
    format_trigger,
    other_trigger,
    parse_trigger,
)
from mappings.engine.places import other_config
from tests.engine.cases import cases

IDENTIFY = parse_trigger('type = "identify" and traits.vip = true')
KEYS = st.text(min_size=1, max_size=12).filter(
    lambda key: all(ord(one) > 31 and not 0xD800 <= ord(one) <= 0xDFFF for one in key)
)


@pytest.mark.parametrize("case", cases("audiences"))
def test_triggers_and_configs_follow_the_key(case: dict[str, Any]) -> None:
    before = deepcopy(case)
    if "fql" in case:
        made = other_trigger(parse_trigger(case["fql"]), case["own"], case["other"])
        assert format_trigger(made) == case["expected"]
        assert parse_trigger(case["expected"]) == made
    else:
        found = other_config(case["config"], case["own"], case["other"])
        assert found.problems == ()
        assert found.config == case["expected"]
    assert case == before


@pytest.mark.parametrize(
    ("fql", "key"),
    [
        ('type = "track" and properties.vip = true', "vip"),
        ('type = "identify" and traits["a.b"] = false', "a.b"),
        ("traits.vip = true", None),
        ('type = "page" and traits.vip = true', None),
        ('type = "identify" and traits.a.b = true', None),
        ('type = "identify"', None),
    ],
)
def test_a_trigger_is_for_one_audience_where_it_demands_its_flag(fql: str, key: str | None) -> None:
    assert audience_key_of(parse_trigger(fql)) == key


@pytest.mark.parametrize(
    ("value", "pointer", "said"),
    [
        ("You are in vip.", "/a", "inside of a longer text"),
        ({"@template": "vip: {{traits.vip}}"}, "/a/@template", "inside of a longer text"),
        ({"@literal": ["a vip"]}, "/a/@literal/0", "inside of a longer text"),
        ({"@liquid": "{{ traits.vip }} vip"}, "/a/@liquid", "inside of a longer text"),
        (
            {"@liquid": '{% if properties.audience_key == "vip" %}x{% endif %}'},
            "/a/@liquid",
            "inside of a longer text",
        ),
        ({"@liquid": "{{ traits[traits.name] }}"}, "/a/@liquid", "builds the path"),
        ({"@liquid": "{{ [traits.name] }}"}, "/a/@liquid", "builds the path"),
        (
            {"@replace": {"pattern": "vip", "replacement": "", "value": "x"}},
            "/a/@replace/pattern",
            "inside of a longer text",
        ),
        (
            {"@arrayPath": ["$.traits.list", {"b": {"@path": "$.vip"}}]},
            "/a/@arrayPath/1/b/@path",
            "inside of a longer text",
        ),
        (
            {"@transform": {"apply": {}, "mapping": {"x": {"@liquid": "{{ vip }}"}}}},
            "/a/@transform/mapping/x/@liquid",
            "inside of a longer text",
        ),
    ],
)
def test_what_cannot_follow_is_told_with_its_place(value: Any, pointer: str, said: str) -> None:
    problems = variant_problems(IDENTIFY, {"a": value}, ["lapsed"])

    assert [problem.pointer for problem in problems] == [f"/config{pointer}"]
    assert said in problems[0].message


@pytest.mark.parametrize(
    ("key", "value", "pointer"),
    [
        ("a}}b", {"@template": "{{traits.vip}}"}, "/a/@template"),
        ("a}}b", {"@liquid": "{{ traits.vip }}"}, None),
        ("@if", {"vip": {"@path": "$.traits.vip"}}, "/a/vip"),
        ("lapsed", {"vip": {"@path": "$.traits.vip"}, "lapsed": 1}, "/a/vip"),
        (
            "lapsed",
            {"vip_lapsed": {"@path": "$.traits.vip"}, "lapsed_vip": {"@path": "$.traits.vip"}},
            "/a/lapsed_vip",
        ),
        ("x" * 200, {"@liquid": "{{ traits.vip }}" * 60}, "/a/@liquid"),
        ("__proto__", {"vip": {"@path": "$.traits.vip"}}, None),
    ],
)
def test_keys_that_cannot_be_written_there_are_told(
    key: str, value: Any, pointer: str | None
) -> None:
    problems = variant_problems(IDENTIFY, {"a": value}, [key])

    assert [one.pointer for one in problems] == ([f"/config{pointer}"] if pointer else [])


def test_a_path_that_is_too_long_for_a_key_is_told_with_the_key() -> None:
    config = {"a": {"@path": "$.traits.vip" + ".x" * 490}}

    assert variant_problems(IDENTIFY, config, ["lapsed"]) == ()
    (problem,) = variant_problems(IDENTIFY, config, ["y" * 200])
    assert problem.message.startswith(f'For "{"y" * 200}": ')


@pytest.mark.parametrize(
    ("fql", "keys", "pointer"),
    [
        ('type = "identify" and traits.plan = "pro"', ["lapsed"], "/other_audience_keys"),
        ('type = "identify" and traits.vip = true', ["lapsed", "vip"], "/other_audience_keys/1"),
        (
            'type = "track" and properties.vip = true and contains(properties.audience_key, "v")',
            ["*"],
            "/trigger/children/2",
        ),
        (
            'type = "track" and properties.vip = true and (properties.x = 1 or '
            'contains(context.personas.computation_key, "v"))',
            ["*"],
            "/trigger/children/2/children/1",
        ),
    ],
)
def test_triggers_that_serve_no_further_audience_are_told(
    fql: str, keys: list[str], pointer: str
) -> None:
    (problem,) = variant_problems(parse_trigger(fql), {}, keys)

    assert problem.pointer == pointer


def test_a_mapping_for_one_audience_has_nothing_to_follow() -> None:
    assert variant_problems(parse_trigger('type = "track"'), {"a": "a vip"}, []) == ()


def test_a_variant_is_refused_where_its_problems_are_told() -> None:
    with pytest.raises(TriggerError, match="Several audiences need"):
        trigger_for(parse_trigger('type = "track"'), "lapsed")
    with pytest.raises(MappingError, match="longer text"):
        config_for(IDENTIFY, {"a": "a vip"}, "lapsed")


@given(key=KEYS)
def test_whatever_the_key_a_variant_reads_its_flag(key: str) -> None:
    config = {"status": {"@path": "$.traits.vip"}, "text": {"@liquid": "{{ traits.vip }}"}}
    made = variant(IDENTIFY, config, key)
    event = {"type": "identify", "traits": {key: True}}

    assert compile_trigger(made.trigger)(event)
    assert compile_mapping(made.config).run(event) == {"status": True, "text": "true"}
    assert parse_trigger(format_trigger(made.trigger)) == made.trigger


@given(key=KEYS)
def test_a_variant_is_what_the_guides_trigger_is_for_its_key(key: str) -> None:
    own = event_trait_trigger(event_type="track", audience_key="vip", is_entering=False)

    assert trigger_for(own, key) == event_trait_trigger(
        event_type="track", audience_key=key, is_entering=False
    )


@given(key=KEYS.filter(lambda key: not set(key) & set("{}") and key != "vip"))
def test_a_preset_made_for_one_key_becomes_the_preset_of_the_other(key: str) -> None:
    preset = {
        "is_member": {"@path": "$.traits.{{audience_key}}"},
        "audience": "{{audience_key}}",
        "tags": ["{{audience_key}}"],
        "attributes": {"{{audience_key}}__c": {"@template": "{{traits.{{audience_key}}}}"}},
    }
    if key.startswith("@"):
        return
    of_vip = fill_in_audience_key(preset, "vip")

    assert config_for(IDENTIFY, of_vip, key) == fill_in_audience_key(preset, key)
