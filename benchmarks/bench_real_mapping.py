"""How much faster than the reference is a mapping as presets have them, 25 fields with defaults?"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import orders
from benchmarks.contests import Contest, hold_contests
from benchmarks.rounds import events_of
from mappings.engine.compiler import compile_mapping

EVENTS = events_of(200)


def main() -> None:
    events = [json.loads(json.dumps(orders.EVENT)) for _ in range(EVENTS)]
    mapping = compile_mapping(orders.CONFIG)
    assert mapping.run(events[0]) == orders.map_by_hand(events[0])
    contest = Contest(
        "an order, 25 fields",
        EVENTS,
        lambda: mapping.run_batch(events),
        {"kind": "map", "config": orders.CONFIG, "event": orders.EVENT, "count": EVENTS},
        lambda: [orders.map_by_hand(event) for event in events],
    )
    hold_contests("Event to payload, in memory", [contest], aim="8 or more")


if __name__ == "__main__":
    main()
