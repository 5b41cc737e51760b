"""What does each directive cost, beside the reference?"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import orders
from benchmarks.contests import Contest, hold_contests
from benchmarks.rounds import events_of
from mappings.engine.compiler import compile_mapping
from mappings.engine.directives.table import DIRECTIVES

EVENTS = events_of(300)
EMAIL = {"@path": "$.context.traits.email"}
ARGUMENTS: dict[str, Any] = {
    "@path": "$.context.traits.email",
    "@template": "Hello {{context.traits.first_name}} {{context.traits.last_name}}",
    "@literal": "segment",
    "@if": {"exists": {"@path": "$.properties.email"}, "then": 1, "else": EMAIL},
    "@arrayPath": [
        "$.properties.products",
        {"id": {"@path": "$.sku"}, "price": {"@path": "$.price"}},
    ],
    "@case": {"operator": "lower", "value": EMAIL},
    "@replace": {"pattern": "@", "replacement": " at ", "value": EMAIL},
    "@merge": {
        "direction": "right",
        "objects": [{"@path": "$.context.traits"}, {"@path": "$.properties"}],
    },
    "@transform": {
        "apply": {"traits": {"@path": "$.context.traits"}},
        "mapping": {"email": {"@path": "$.traits.email"}},
    },
    "@flatten": {"separator": ".", "value": {"@path": "$.context"}},
    "@json": {"mode": "encode", "value": {"@path": "$.properties"}},
    "@liquid": "{{ context.traits.email | downcase }}",
    "@excludeWhenNull": {"@path": "$.context.traits"},
}


def main() -> None:
    events = [json.loads(json.dumps(orders.EVENT)) for _ in range(EVENTS)]
    hold_contests("One field with one directive", _contests(events), aim="more than 1")


def _contests(events: list[Any]) -> Iterator[Contest]:
    for name in DIRECTIVES:
        config = {"a": {name: ARGUMENTS[name]}}
        mapping = compile_mapping(config)
        yield Contest(
            name,
            EVENTS,
            lambda mapping=mapping: mapping.run_batch(events),  # type: ignore[misc]
            {"kind": "map", "config": config, "event": orders.EVENT, "count": EVENTS},
        )


if __name__ == "__main__":
    main()
