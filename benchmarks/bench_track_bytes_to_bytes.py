"""How much does mapping add to reading an event's bytes and writing bytes again?"""

import sys
from pathlib import Path

import orjson

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import guide
from benchmarks.reference import start_reference
from benchmarks.rounds import events_of, in_python, measure, print_ratio, print_table
from mappings.engine.compiler import compile_mapping
from mappings.engine.fql import compile_trigger, parse_trigger

EVENTS = events_of(1_000)


def main() -> None:
    data = orjson.dumps(guide.EVENT)
    run = compile_mapping(guide.CONFIG).run
    matches = compile_trigger(parse_trigger(guide.TRIGGER))
    loads, dumps = orjson.loads, orjson.dumps

    def map_bytes() -> None:
        for _ in range(EVENTS):
            event = loads(data)
            if matches(event):
                dumps(run(event))

    def copy_bytes() -> None:
        for _ in range(EVENTS):
            dumps(loads(data))

    assert matches(loads(data))
    assert run(loads(data)) == guide.PAYLOAD
    contenders = {
        "loads, trigger, map, dumps": in_python(map_bytes, events=EVENTS),
        "loads, dumps": in_python(copy_bytes, events=EVENTS),
    }
    reference = start_reference()
    if reference:
        task = {
            "kind": "bytes",
            "fql": guide.TRIGGER,
            "config": guide.CONFIG,
            "event": guide.EVENT,
            "count": EVENTS,
        }
        contenders["the same in node"] = reference.contender(task, events=EVENTS)
    medians = measure(contenders)
    print_table(f"The guide's Track event of {len(data)} bytes, bytes to bytes", medians)
    ratio = medians["loads, trigger, map, dumps"] / medians["loads, dumps"]
    print_ratio("times loads + dumps alone", ratio, "1.4 or less")
    if reference:
        ratio = medians["the same in node"] / medians["loads, trigger, map, dumps"]
        print_ratio("times as fast as node", ratio, "no aim")
        reference.close()


if __name__ == "__main__":
    main()
