"""How much faster than the reference is the guide's trigger?"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import guide
from benchmarks.reference import start_reference
from benchmarks.rounds import events_of, measure, print_ratio, print_table, python_round
from mappings.engine.fql import compile_trigger, parse_trigger

EVENTS = events_of(1_000)
REPEATS = 2


def main() -> None:
    events = [json.loads(json.dumps(guide.EVENT)) for _ in range(EVENTS)]
    matches = compile_trigger(parse_trigger(guide.TRIGGER))
    assert all(map(matches, events))
    contenders = {
        "ours": python_round(
            lambda: [event for event in events if matches(event)], events=EVENTS, repeats=REPEATS
        ),
    }
    reference = start_reference()
    if reference:
        task = {
            "kind": "trigger",
            "fql": guide.TRIGGER,
            "event": guide.EVENT,
            "count": EVENTS,
            "repeats": REPEATS,
        }
        contenders["validate in node"] = reference.round(task, events=EVENTS)
    medians = measure(contenders)
    print_table("The guide's trigger on its Track event", medians)
    if reference:
        ratio = medians["validate in node"] / medians["ours"]
        print_ratio("times as fast as the reference", ratio, "5 or more")
        reference.close()


if __name__ == "__main__":
    main()
