"""How much faster than the reference is all of it: trigger, mapping, payload check?"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import orders
from benchmarks.contests import Contest, hold_contests
from benchmarks.rounds import events_of
from mappings.engine.compiler import compile_mapping
from mappings.engine.fields import Field, FieldType
from mappings.engine.fql import compile_trigger, parse_trigger
from mappings.engine.payload import compile_payload_check

EVENTS = events_of(200)
TYPES: dict[str, FieldType] = {
    **dict.fromkeys(orders.CONFIG, "string"),
    "event_time": "datetime",
    "value": "number",
    "tax": "number",
    "contents": "object",
    "audience": "boolean",
    "enable_batching": "boolean",
}
REQUIRED = ("event_name", "external_id", "order_id")


def main() -> None:
    events = [json.loads(json.dumps(orders.EVENT)) for _ in range(EVENTS)]
    matches = compile_trigger(parse_trigger(orders.TRIGGER))
    run = compile_mapping(orders.CONFIG).run
    check = compile_payload_check([_field(key) for key in TYPES]).check_batch

    def pipeline() -> list[Any]:
        return check([run(event) for event in events if matches(event)])

    assert len(pipeline()) == EVENTS
    assert not any(checked.problems for checked in pipeline())
    fields = {key: _segment_field(key) for key in TYPES}
    task = {"kind": "pipeline", "fql": orders.TRIGGER, "config": orders.CONFIG, "fields": fields}
    contest = Contest(
        "an order, 25 fields",
        EVENTS,
        pipeline,
        {**task, "event": orders.EVENT, "count": EVENTS},
        lambda: [orders.map_by_hand(event) for event in events],
    )
    hold_contests("Trigger, mapping and payload check", [contest], aim="8 or more")


def _field(key: str) -> Field:
    return Field(key, key, TYPES[key], required=key in REQUIRED, multiple=key == "contents")


def _segment_field(key: str) -> dict[str, Any]:
    told = {"label": key, "description": key, "type": TYPES[key]}
    return {**told, "required": key in REQUIRED, "multiple": key == "contents"}


if __name__ == "__main__":
    main()
