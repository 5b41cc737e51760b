"""Wrong parts of the payload, and twins: every case of ``tests/cases/places``."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.engine.fields import Field
from mappings.engine.paths import MISSING
from mappings.engine.places import Hint, Situation, Slot, field_hints, twin_event
from mappings.engine.places.spelling import edit_distance
from tests.engine.cases import cases

NAMES = st.text("abc_", min_size=0, max_size=6)
TRAITS = st.dictionaries(NAMES.filter(bool) | st.just("email"), st.booleans() | st.text())


@pytest.mark.parametrize("case", cases("places/hints"))
def test_a_field_is_told_what_it_reads_from_the_wrong_place(case: dict[str, Any]) -> None:
    before = deepcopy(case)

    assert [as_json(hint) for hint in hints_of(case)] == case["hints"]
    assert case == before


@pytest.mark.parametrize("case", cases("places/hints"))
def test_a_fix_leaves_nothing_to_say_about_what_it_mends(case: dict[str, Any]) -> None:
    said = [hint.text for hint in hints_of(case)]
    for hint in hints_of(case):
        if hint.label:
            fixed = hints_of({**case, "config": hint.config})
            assert len([one for one in fixed if one.text in said]) < max(len(said), 1) or (
                len(said) == 6  # the next hint of a long list has taken its place
            )


@pytest.mark.parametrize("case", cases("places/twins"))
def test_a_twin_keeps_each_value_where_its_type_keeps_it(case: dict[str, Any]) -> None:
    before = deepcopy(case)

    assert twin_event(case["event"], flag=tuple(case.get("flag", ()))) == case["twin"]
    assert case == before


@given(traits=TRAITS)
def test_the_twin_of_the_twin_is_the_event(traits: dict[str, Any]) -> None:
    event = {"type": "identify", "userId": "user-123", "traits": traits}

    assert twin_event(twin_event(event)) == event


@given(one=NAMES, other=NAMES)
def test_distance_is_symmetric_and_zero_only_for_the_same_name(one: str, other: str) -> None:
    assert edit_distance(one, other) == edit_distance(other, one)
    assert (edit_distance(one, other) == 0) == (one == other)


def hints_of(case: dict[str, Any]) -> tuple[Hint, ...]:
    field = case.get("field")
    slot = Slot(case["key"], case["config"], Field(key=case["key"], **field) if field else None)
    situation = Situation(
        event_type=case["event_type"],
        flag=tuple(case.get("flag", ())),
        is_entering=case.get("is_entering"),
        event=case.get("event", MISSING),
    )
    return field_hints(slot, situation)


def as_json(hint: Hint) -> dict[str, Any]:
    fix = {"label": hint.label, "config": hint.config} if hint.label else {}
    return {"code": hint.code, "text": hint.text, **fix}
