"""What a preview tells of a payload: what the check changed, on its own and as one of a batch."""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from mappings.catalog.authentication import PREVIEW_ACCESS
from mappings.catalog.requests import compile_batch_request
from mappings.catalog.requirements import check_action_payload
from mappings.catalog.schema import (
    ActionDefinition,
    BatchDefinition,
    DestinationDefinition,
    Request,
)
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING
from mappings.engine.payload import Change, compare_paths
from mappings.models import Destination
from mappings.services.documents import problems_under
from mappings.services.representation import JSONObject, problem_json
from mappings.services.shown_requests import shown_request


class ChangeAnswer(TypedDict):
    """Shape: ``{"kind": "converted", "pointer": "/age", "text": 'Age: the text "5" became …'}``"""

    kind: str
    pointer: str
    text: str


class BatchAnswer(TypedDict):
    """The same payload as the only one of a batch; `differences` say what is not the same."""

    payload: Any
    changes: list[ChangeAnswer]
    problems: list[JSONObject]
    differences: list[str]
    request: JSONObject | None
    max_items: int
    max_bytes: int
    key: list[str]


def change_answers(changes: Iterable[Change]) -> list[ChangeAnswer]:
    return [
        {"kind": change.kind, "pointer": change.pointer, "text": change.sentence}
        for change in changes
    ]


def batch_answer(
    destination: Destination,
    definition: DestinationDefinition,
    action: ActionDefinition,
    payload: Json,
) -> BatchAnswer | None:
    """What a batch makes of a mapped payload; None for an action that has no batch.

    Args:
        payload: MISSING for none; then the answer has only what a batch may hold.
    """
    if action.batch is None:
        return None
    if payload is MISSING:
        return _without_payload(action.batch)
    batch = action.batch
    checked = check_action_payload(action, payload, in_batch=True)

    def build(settings: Mapping[str, Json]) -> Request:
        make_request = compile_batch_request(
            definition, batch, settings=settings, access_token=PREVIEW_ACCESS
        )
        return make_request([checked.payload])

    request, request_problems = shown_request(destination, build)
    problems = [*problems_under("/payload", checked.problems), *request_problems]
    differences = compare_paths(action.payload_check, payload)
    answer = _without_payload(batch)
    answer["payload"] = checked.payload
    answer["changes"] = change_answers(checked.changes)
    answer["problems"] = [problem_json(problem) for problem in problems]
    answer["differences"] = [difference.sentence for difference in differences]
    answer["request"] = request
    return answer


def _without_payload(batch: BatchDefinition) -> BatchAnswer:
    return {
        "payload": None,
        "changes": [],
        "problems": [],
        "differences": [],
        "request": None,
        "max_items": batch.max_items,
        "max_bytes": batch.max_bytes,
        "key": list(batch.key),
    }
