"""What a preview tells of the check of a payload: its changes, and what a batch makes of it."""

from collections.abc import Iterable
from typing import Any, TypedDict

from mappings.catalog.requirements import check_action_payload
from mappings.catalog.schema import ActionDefinition
from mappings.engine.json_types import Json
from mappings.engine.payload import Change, compare_paths
from mappings.services.documents import problems_under
from mappings.services.representation import JSONObject, problem_json


class ChangeAnswer(TypedDict):
    """Shape: ``{"kind": "converted", "pointer": "/age", "text": 'Age: the text "5" became …'}``"""

    kind: str
    pointer: str
    text: str


class BatchAnswer(TypedDict):
    """The same payload as one of a batch; `differences` say in words what is not the same."""

    payload: Any
    changes: list[ChangeAnswer]
    problems: list[JSONObject]
    differences: list[str]


def change_answers(changes: Iterable[Change]) -> list[ChangeAnswer]:
    return [
        {"kind": change.kind, "pointer": change.pointer, "text": change.sentence}
        for change in changes
    ]


def batch_answer(action: ActionDefinition, payload: Json) -> BatchAnswer | None:
    """What a batch makes of a mapped payload; None where that is the same as on its own."""
    differences = compare_paths(action.payload_check, payload)
    if not differences:
        return None
    checked = check_action_payload(action, payload, in_batch=True)
    problems = problems_under("/payload", checked.problems)
    return {
        "payload": checked.payload,
        "changes": change_answers(checked.changes),
        "problems": [problem_json(problem) for problem in problems],
        "differences": [difference.sentence for difference in differences],
    }
