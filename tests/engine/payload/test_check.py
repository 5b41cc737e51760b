"""The check of payloads: cases, and what holds for all of them."""

from copy import deepcopy
from typing import Any

import pytest

from mappings.engine.payload import compile_payload_check
from mappings.engine.payload.check import CheckedPayload
from tests.engine.cases import cases, problems_as_json
from tests.engine.payload.fields import make_field


@pytest.mark.parametrize("case", cases("payloads/strict"))
def test_strict_mode_changes_nothing_and_tells_all(case: Any) -> None:
    checked = check(case, strict=True)

    assert problems_as_json(checked.problems) == case["problems"]
    assert checked.payload == case["payload"]
    assert checked.changes == ()


def check(case: Any, *, strict: bool = False, in_batch: bool = False) -> CheckedPayload:
    fields = [make_field(document) for document in case["fields"]]
    allow_extra = case.get("allow_extra", False)
    made = compile_payload_check(fields, allow_extra=allow_extra, strict=strict)
    before = deepcopy(case["payload"])
    checked = made.check_batch([case["payload"]])[0] if in_batch else made.check(case["payload"])
    assert case["payload"] == before
    return checked
