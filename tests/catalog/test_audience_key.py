"""The parameter {{audience_key}} is filled in wherever it stands."""

import pytest

from mappings.catalog.audience_key import (
    fill_in_audience_key,
    has_audience_key,
    has_unknown_parameter,
)


@pytest.mark.parametrize(
    ("config", "audience_key", "expected"),
    [
        ({"@path": "$.traits.{{audience_key}}"}, "vip", {"@path": "$.traits.vip"}),
        ({"@path": "$.traits.{{audience_key}}"}, "a/b", {"@path": '$.traits["a/b"]'}),
        ({"@path": "$.traits.{{audience_key}}"}, "a.b", {"@path": '$.traits["a.b"]'}),
        ({"@path": "$.traits.{{audience_key}}.x"}, "3", {"@path": "$.traits[3].x"}),
        ({"@template": "{{traits.{{audience_key}}}}!"}, "vip", {"@template": "{{traits.vip}}!"}),
        ("{{audience_key}} and {{audience_key}}", "vip", "vip and vip"),
        ({"{{audience_key}}": [True, None, 5]}, "vip", {"vip": [True, None, 5]}),
        (["{{audience_key}}"], r"\1", [r"\1"]),
        ("{{audience_key}}", "{{audience_key}}", "{{audience_key}}"),
    ],
)
def test_the_audience_key_is_filled_in(config, audience_key, expected):
    assert fill_in_audience_key(config, audience_key) == expected


def test_the_config_itself_stays_as_it_is():
    config = {"a": ["{{audience_key}}"]}
    fill_in_audience_key(config, "vip")
    assert config == {"a": ["{{audience_key}}"]}


@pytest.mark.parametrize(
    "config",
    [
        "{{audience_key}}",
        {"a": "{{audience_key}}"},
        {"{{audience_key}}": 1},
        [[{"a": "x{{audience_key}}"}]],
    ],
)
def test_a_place_for_the_audience_key_is_found(config):
    assert has_audience_key(config)


@pytest.mark.parametrize("config", ["audience_key", {"a": ["b"]}, 5, None, []])
def test_other_configs_have_no_place_for_the_audience_key(config):
    assert not has_audience_key(config)


def test_an_unknown_parameter_is_found_in_paths_only():
    assert has_unknown_parameter({"a": [{"@path": "$.{{key}}"}]})
    assert not has_unknown_parameter({"a": {"@template": "{{userId}}"}, "b": ["{{key}}"]})
    assert not has_unknown_parameter({"@path": {"@template": "{{x}}"}})
