"""Compiled configs are kept, and a kept one does the same as a new one."""

from typing import Any

import pytest

from mappings.engine.errors import MappingError
from mappings.services.compiled import compiled_mapping
from tests.factories import TRACK_CONFIG, TRACK_EVENT, TRACK_PAYLOAD


def test_an_equal_config_is_compiled_once() -> None:
    assert compiled_mapping(TRACK_CONFIG) is compiled_mapping(dict(TRACK_CONFIG))
    assert compiled_mapping(TRACK_CONFIG).run(TRACK_EVENT) == TRACK_PAYLOAD


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1}, {"a": True}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": "1"}, {"a": 1}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({"a": None}, {}),
    ],
)
def test_configs_that_differ_a_little_stay_apart(one: Any, other: Any) -> None:
    payloads = [compiled_mapping(config).run({}) for config in (one, other)]

    assert [repr(payload) for payload in payloads] == [repr(one), repr(other)]


def test_a_config_changed_afterwards_is_another_one() -> None:
    config: dict[str, Any] = {"a": 1}
    before = compiled_mapping(config)
    config["a"] = 2

    assert before.run({}) == {"a": 1}
    assert compiled_mapping(config).run({}) == {"a": 2}


def test_a_wrong_config_is_wrong_each_time() -> None:
    for _ in range(2):
        with pytest.raises(MappingError):
            compiled_mapping({"a": {"@nonsense": 1}})


@pytest.mark.parametrize("text", ["x" * 100_000, "\ud800", "\x00"])
def test_what_is_not_kept_is_compiled_all_the_same(text: str) -> None:
    assert compiled_mapping({"a": text}).run({}) == {"a": text}
