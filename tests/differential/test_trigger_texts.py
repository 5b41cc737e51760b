"""What we say of Segment's reading of a trigger is what Segment does."""

import json
from pathlib import Path

import pytest

from mappings.engine.errors import TriggerError
from mappings.engine.fql import (
    compile_trigger,
    explain_compatibility,
    parse_trigger,
    trigger_to_json,
)
from scripts.reference import start_script, why_absent
from tests.differential.drawing import Draw
from tests.differential.trigger_cases import draw_trigger_case, draw_trigger_events
from tests.engine.cases import cases

SEED = 1
TEXTS = 3_000
EVENTS = draw_trigger_events(Draw(f"{SEED}/trigger events"), 60)
# Events for the cases: what the values of their triggers are equal to, or not.
SHOWING = [
    *EVENTS,
    *({"type": "a", "event": each, "name": "c"} for each in ("b", "c", "null", "'b'", 'say "hi"')),
    *({"event": event} for event in ("x", "a*", "123456789012345678", "say ", "bc", "xa", "abc")),
    *({"properties": {"plan": plan, "tags": ["sale"], "at": "2026-01-01"}} for plan in ("free", 5)),
    *({"properties": {"a": a, "items": [{"price": 1}], "a.b": 1, "é": 1}} for a in (1, 1000)),
    {"properties": {"a": [{"b": 1}]}},
    {"properties": {"a": "text", "items": {"price": 1}}},
    {"type": "track", "event": "y", "properties": {"a": 1}},
    {"type": "track", "properties": {"plan": "free"}},
    {"type": "track", "properties": {"plan": "gold"}},
    {"type": "page", "properties": {"a": "x"}},
    {"type": "a"},
    {"event": "b"},
]  # fmt: skip


@pytest.fixture(scope="module")
def ask():
    if reason := why_absent():
        pytest.skip(reason)
    process = start_script(Path(__file__).with_name("triggers.cjs"))
    yield lambda **question: json.loads(process.ask(json.dumps(question)))
    process.close()


def our_reading(text):
    """The tree of a text and its answers to the events; None and none where we refuse it."""
    try:
        trigger = parse_trigger(text)
    except TriggerError:
        return None, lambda _: []
    matches = compile_trigger(trigger)
    return trigger_to_json(trigger), lambda events: [int(matches(event)) for event in events]


def test_what_is_told_of_drawn_triggers_is_what_segment_does(ask):
    draws = (Draw(f"{SEED}/trigger/{number}") for number in range(TEXTS))
    texts = [draw_trigger_case(draw)["fql"] for draw in draws]
    told = [explain_compatibility(text) for text in texts]
    read = [our_reading(text) for text in texts]
    of_texts, of_trees = ask(texts=texts, trees=[tree for tree, _ in read], events=EVENTS)
    of_others, _ = ask(texts=[each.instead for each in told], trees=[], events=EVENTS)
    wrong = []
    for each, (_, answer), text, tree, other in zip(
        told, read, of_texts, of_trees, of_others, strict=True
    ):
        ours = answer(EVENTS)
        is_right = (
            (not each.is_same or ours == text)
            and (not each.is_tree_same or ours == tree)
            and (not each.instead or ours == other)
        )
        if not is_right:
            wrong.append(each.fql)
    assert wrong == []
    assert sum(each.is_same for each in told) > TEXTS / 20
    assert sum(bool(each.instead) for each in told) > TEXTS / 20


def test_where_a_place_is_told_segment_differs(ask):
    """Of each code, one case at least that we read gives another answer, or we refuse them all."""
    told = [
        explain_compatibility(case.values[0]["fql"]) for case in cases("triggers/compatibility")
    ]
    different = [each for each in told if not each.is_same]
    of_texts, _ = ask(texts=[each.fql for each in different], trees=[], events=SHOWING)
    shown, read = set(), set()
    for each, theirs in zip(different, of_texts, strict=True):
        codes = {difference.code for difference in each.differences}
        ours = our_reading(each.fql)[1](SHOWING)
        if ours:
            read |= codes
            shown |= codes if ours != theirs else set()
    assert shown == read
    assert len(read) > 15
