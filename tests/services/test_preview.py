"""Previews of large things: a small request never becomes a huge answer."""

from typing import Any

import pytest

from mappings import conf
from mappings.models import Source
from mappings.services.preview import PreviewAnswer, PreviewInput, preview_mapping
from mappings.services.sizes import is_larger_than
from tests.factories import TRACK_EVENT, TRACK_TRIGGER, make_webhook

pytestmark = pytest.mark.django_db

LARGE = {**TRACK_EVENT, "properties": {"browse_abandoners": True, "text": "x" * 900_000}}


def preview(
    source: Source, config: Any, *, event: Any = LARGE, trigger: Any = None
) -> PreviewAnswer:
    return preview_mapping(
        given=PreviewInput(
            destination=source.destinations.first() or make_webhook(source),
            action_slug="send_event",
            trigger=trigger or TRACK_TRIGGER,
            config=config,
            event=event,
        )
    )


def answer_size(answer: PreviewAnswer) -> int:
    return len(str(answer))


def test_a_large_value_that_fits_is_shown(source: Source) -> None:
    answer = preview(source, {"text": {"@path": "$.properties.text"}})

    assert answer["payload"] == {"text": "x" * 900_000}
    assert answer["problems"] == []


@pytest.mark.parametrize(
    "config",
    [
        {f"k{number}": {"@path": "$.properties"} for number in range(200)},
        {"all": [{"@path": "$.properties"}] * 1_000},
        {"deep": {f"k{number}": {"a": {"@path": "$.properties.text"}} for number in range(100)}},
        {f"k{number}": {"@template": "{{properties.text}}"} for number in range(5)},
    ],
)
def test_what_points_many_times_at_a_large_value_is_told_not_shown(
    config: Any, source: Source
) -> None:
    answer = preview(source, config)

    assert [(p.pointer, p.code) for p in answer["problems"]] == [("/payload", "too_large")]
    assert (answer["payload"], answer["request"]) == (None, None)
    assert answer["fields"].keys() == config.keys()
    assert answer_size(answer) < 100_000


def test_texts_that_go_beyond_a_runs_budget_are_told_not_shown(source: Source) -> None:
    config = {f"k{number}": {"@template": "{{properties.text}}"} for number in range(50)}

    answer = preview(source, config)

    assert [(p.pointer, p.code) for p in answer["problems"]] == [
        ("/config/k8/@template", "too_large")
    ]
    assert answer["fields"]["k8"]["outcome"] == "failed"
    assert answer["fields"]["k9"]["outcome"] == "kept"
    assert answer_size(answer) < 100_000


def test_many_templates_on_a_large_event_end_with_the_budget(source: Source) -> None:
    config = {"all": [{"@template": "{{properties.text}}"}] * 500}

    answer = preview(source, config)

    assert [(p.pointer, p.code) for p in answer["problems"]] == [
        ("/config/all/8/@template", "too_large")
    ]
    assert preview(source, config, event=TRACK_EVENT)["problems"] == []


def test_the_fields_that_compile_share_a_budget_beside_one_that_does_not(source: Source) -> None:
    config: Any = {f"k{number}": {"@template": "{{properties.text}}"} for number in range(50)}
    config["broken"] = {"@nothing": 1}

    answer = preview(source, config)

    assert [p.pointer for p in answer["problems"]] == ["/config/broken"]
    outcomes = [state["outcome"] for state in answer["fields"].values()]
    assert [outcomes.index(outcome) for outcome in ("kept", "failed")] == [0, 8]
    assert outcomes.count("kept") == 16  # eight, and eight of the budget after the first failure
    assert answer_size(answer) < 100_000


def test_fields_that_are_too_much_together_are_shown_without_values(source: Source) -> None:
    config = {f"k{number}": {"@path": "$.event"} for number in range(201)}

    answer = preview(source, config)

    assert [(p.pointer, p.code) for p in answer["problems"]] == [("/config", "too_many_fields")]
    assert {state["state"] for state in answer["fields"].values()} == {"mapped"}


def test_a_large_value_found_by_conditions_is_not_repeated(source: Source) -> None:
    condition = {"type": "event-property", "name": "text", "operator": "exists"}
    trigger = {"type": "group", "operator": "and", "children": [condition] * 100}

    answer = preview(source, {}, trigger=trigger)

    assert answer["trigger"]["matches"] is True
    assert answer["trigger"]["conditions"][0]["found"] is None
    assert answer["trigger"]["conditions"][0]["found_type"] == "text"
    assert answer_size(answer) < 100_000


@pytest.mark.parametrize(
    ("value", "size"),
    [("x" * 100, 102), ([1] * 50, 102), ({"a" * 46: ""}, 54), ([["x" * 10]] * 5, 72)],
)
def test_sizes_are_counted_as_written(value: Any, size: int) -> None:
    assert not is_larger_than(value, size)
    assert is_larger_than(value, size - 1)


def test_a_part_held_twice_counts_twice() -> None:
    part = ["x" * 1_000]

    assert is_larger_than([part, part], 1_500)


def test_the_largest_payload_holds_the_largest_event() -> None:
    assert conf.MAX_PAYLOAD_CHARS >= 1_000_000
