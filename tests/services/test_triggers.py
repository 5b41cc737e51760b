"""Triggers that come in, and what is told of stored ones."""

from typing import Any

import pytest

from mappings.services.errors import InvalidInput
from mappings.services.triggers import audience_trigger, read_trigger_input, trigger_texts
from tests.factories import TRACK_TRIGGER

FQL = 'type = "track" and properties.browse_abandoners = true'


def test_text_and_tree_are_the_same_trigger() -> None:
    assert read_trigger_input(FQL) == read_trigger_input(TRACK_TRIGGER)
    assert read_trigger_input(FQL).tree == TRACK_TRIGGER


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        (FQL, "track"),
        ('type = "identify"', "identify"),
        ('type = "page"', ""),
        ('type = "track" or type = "identify"', ""),
        ('userId = "user-123"', ""),
    ],
)
def test_the_event_type_is_the_one_that_the_trigger_demands(text: str, event_type: str) -> None:
    assert read_trigger_input(text).event_type == event_type


@pytest.mark.parametrize(
    "value", [None, 1, [], {}, "", "type", {"type": "group"}, "\ud800", "\x00"]
)
def test_what_is_no_trigger_is_refused_at_its_place(value: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        read_trigger_input(value)

    assert all(problem.pointer.startswith("/trigger") for problem in caught.value.problems)


@pytest.mark.parametrize("text", ["\ud800", "\x00"])
def test_a_trigger_with_a_text_that_cannot_be_stored_is_refused(text: str) -> None:
    tree = {
        "type": "group",
        "operator": "and",
        "children": [{"type": "event", "operator": "=", "value": text}],
    }

    with pytest.raises(InvalidInput):
        read_trigger_input(tree)


def test_a_stored_trigger_is_told_in_words() -> None:
    texts = trigger_texts(TRACK_TRIGGER)

    assert texts.fql == FQL
    assert texts.plain == "Track event and browse_abandoners is true"


@pytest.mark.parametrize("tree", [None, {}, "x", {"type": "from another version"}])
def test_a_stored_trigger_that_cannot_be_read_has_no_words(tree: Any) -> None:
    assert trigger_texts(tree).plain == ""


@pytest.mark.parametrize("key", ["vip", "a b", "a/b", "a.b", 'a"b', "日本", "1", "x" * 200])
@pytest.mark.parametrize("event_type", ["identify", "track"])
def test_any_audience_key_makes_a_trigger_that_reads_back(key: str, event_type: str) -> None:
    tree = audience_trigger(event_type=event_type, audience_key=key, is_entering=True)

    assert read_trigger_input(tree).tree == tree
    assert read_trigger_input(trigger_texts(tree).fql).tree == tree
