"""How much faster than the reference is the guide's Track mapping, from event to payload?"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import guide
from benchmarks.reference import start_reference
from benchmarks.rounds import events_of, in_python, measure, print_ratio, print_table
from mappings.engine.compiler import compile_mapping

EVENTS = events_of(1_000)


def map_by_hand(event: dict[str, Any]) -> dict[str, Any]:
    """What a person would write for an event that has everything: the floor."""
    properties = event["properties"]
    return {
        "email_address": event["context"]["traits"]["email"],
        "audience_status": properties["browse_abandoners"],
        "first_name": properties["first_name"],
        "last_name": properties["last_name"],
    }


def main() -> None:
    events = [json.loads(json.dumps(guide.EVENT)) for _ in range(EVENTS)]
    compiled = compile_mapping(guide.CONFIG)
    assert compiled.run_batch(events)[-1] == map_by_hand(events[0]) == guide.PAYLOAD
    lacking = [json.loads(json.dumps(guide.EVENT)) for _ in range(EVENTS)]
    for event in lacking:
        del event["properties"]["last_name"]
    careful = compile_mapping(guide.CONFIG)
    contenders = {
        "ours": in_python(lambda: compiled.run_batch(events), events=EVENTS),
        "ours, no last name in the events": in_python(
            lambda: careful.run_batch(lacking), events=EVENTS
        ),
        "Python written by hand": in_python(
            lambda: [map_by_hand(event) for event in events], events=EVENTS
        ),
    }
    reference = start_reference()
    if reference:
        task = {
            "kind": "map",
            "config": guide.CONFIG,
            "event": guide.EVENT,
            "count": EVENTS,
        }
        contenders["transformBatch in node"] = reference.contender(task, events=EVENTS)
    medians = measure(contenders)
    print_table("The guide's Track mapping, event to payload, in memory", medians)
    if reference:
        ratio = medians["transformBatch in node"] / medians["ours"]
        print_ratio("times as fast as the reference", ratio, "8 or more")
        reference.close()


if __name__ == "__main__":
    main()
