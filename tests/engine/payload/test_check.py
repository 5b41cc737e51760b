"""The check of payloads: cases, and what holds for all of them."""

from copy import deepcopy
from typing import Any

import pytest

from mappings.engine.fields import Choice, Field, FieldCondition, FieldConditions
from mappings.engine.payload import (
    CheckedPayload,
    check_payload,
    compare_paths,
    compile_payload_check,
    reference_text,
)
from tests.engine.cases import cases, problems_as_json
from tests.engine.payload.fields import make_field


@pytest.mark.parametrize("case", cases("payloads/single"))
def test_the_payload_of_a_single_event_is_checked(case: Any) -> None:
    assert told(check(case)) == expected(case)


@pytest.mark.parametrize("case", cases("payloads/batch"))
def test_the_payload_of_a_batch_is_checked(case: Any) -> None:
    assert told(check(case, in_batch=True)) == expected(case)


@pytest.mark.parametrize("case", cases("payloads/strict"))
def test_strict_mode_changes_nothing_and_tells_all(case: Any) -> None:
    checked = check(case, strict=True)

    assert problems_as_json(checked.problems) == case["problems"]
    assert checked.payload == case["payload"]
    assert checked.changes == ()


@pytest.mark.parametrize("case", cases("payloads/single"))
def test_a_checked_payload_without_problems_stays_as_it_is(case: Any) -> None:
    checked = check(case)
    if checked.problems:
        return
    again = check({**case, "payload": checked.payload})
    kept = [change for change in again.changes if change.kind == "converted"]
    assert kept == []


def test_a_payload_that_fits_is_given_back_itself() -> None:
    payload = {"a": "x"}

    assert check_payload(payload, [Field("a", "A", "string")]).payload is payload


def test_a_field_is_checked_alone() -> None:
    fields = [Field("plan", "Plan", "string", required=True), Field("seats", "Seats", "number")]
    check = compile_payload_check(fields)

    assert check.check_alone("seats", "5").payload == {"seats": 5}
    assert [one.pointer for one in check.check_alone("seats", "x").problems] == ["/seats"]
    assert [one.code for one in check.check_alone("plan", "").problems] == ["required"]
    assert check.check_alone("other", "") == CheckedPayload({"other": ""})


def test_an_object_is_one_of_the_choices() -> None:
    choices = (Choice({"a": 1}), Choice("x"))
    check = compile_payload_check([Field("o", "O", "object", choices=choices)])

    assert check.check({"o": {"a": 1.0}}) == CheckedPayload({"o": {"a": 1}})
    assert [problem.code for problem in check.check({"o": {"a": True}}).problems] == ["choice"]


def test_what_differs_in_a_batch_is_told_in_words() -> None:
    fields = [
        Field("city", "City", "string"),
        Field("email", "Email", "string", format="email"),
        Field("plan", "Plan", "string", required=True),
        Field("seats", "Seats", "number"),
    ]
    payload = {"city": "", "email": "", "plan": "", "seats": "5"}

    told = compare_paths(compile_payload_check(fields), payload)

    assert [(one.pointer, one.sentence) for one in told] == [
        ("/city", "City: on its own it is left out; in a batch it is sent as the empty text."),
        (
            "/email",
            "Email: on its own it is left out; in a batch it is refused "
            '("" does not look like an e-mail address).',
        ),
        (
            "/plan",
            "Plan: on its own it is refused (Plan is required. Pick an event field or type a "
            "value); in a batch it is sent as the empty text.",
        ),
    ]


@pytest.mark.parametrize("payload", [{"seats": "5"}, {}, ["x"], None])
def test_mostly_nothing_differs_in_a_batch(payload: Any) -> None:
    check = compile_payload_check([Field("seats", "Seats", "number")])

    assert compare_paths(check, payload) == ()


def test_requirements_are_left_open_where_a_value_is_not_known_yet() -> None:
    conditions = FieldConditions((FieldCondition("channel", "is", "sms"),))
    fields = [Field("phone", "Phone", "string", required=conditions), Field("channel", "C", "text")]
    check = compile_payload_check(fields)

    [problem] = check.unmet_requirements({"channel": "sms"}, unknown=frozenset())

    assert (problem.pointer, problem.code) == ("/phone", "required")
    assert check.unmet_requirements({"channel": "sms"}, unknown={"channel"}) == ()


def test_strict_mode_keeps_the_reference_quiet_on_what_it_mends() -> None:
    checked = check_payload({"x": 1}, [Field("a", "A", "string")], strict=True)

    assert [problem.code for problem in checked.problems] == ["unknown_field"]
    assert reference_text(checked.problems) == ""


def check(case: Any, *, strict: bool = False, in_batch: bool = False) -> CheckedPayload:
    fields = [make_field(document) for document in case["fields"]]
    allow_extra = case.get("allow_extra", False)
    made = compile_payload_check(fields, allow_extra=allow_extra, strict=strict)
    before = deepcopy(case["payload"])
    checked = made.check_batch([case["payload"]])[0] if in_batch else made.check(case["payload"])
    assert case["payload"] == before
    return checked


def told(checked: CheckedPayload) -> dict[str, Any]:
    return {
        "checked": checked.payload,
        "changes": [
            {"kind": one.kind, "pointer": one.pointer, "text": one.sentence}
            for one in checked.changes
        ],
        "problems": problems_as_json(checked.problems),
        "reference": reference_text(checked.problems),
    }


def expected(case: Any) -> dict[str, Any]:
    return {key: case[key] for key in ("checked", "changes", "problems", "reference")}
