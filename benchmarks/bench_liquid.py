"""How fast are Liquid templates beside LiquidJS, as Segment calls it?

Segment reads a template again for each event; here it is compiled once. The floor is the same text
written by hand in Python.
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import orders
from benchmarks.contests import Contest, hold_contests
from benchmarks.rounds import events_of
from mappings.engine.compiler import compile_mapping

EVENTS = events_of(200)

Write = Callable[[Any], str]
TEMPLATES: dict[str, tuple[str, Write]] = {
    "an output": (
        "{{ context.traits.email }}",
        lambda event: event["context"]["traits"]["email"],
    ),
    "a greeting": (
        "Hello {{ context.traits.first_name | capitalize | default: 'you' }}!",
        lambda event: f"Hello {event['context']['traits']['first_name'].capitalize() or 'you'}!",
    ),
    "a condition": (
        "{% if event == 'Nothing' %}a{% elsif type == 'track' and userId != blank %}b{% endif %}",
        lambda event: "b" if event["type"] == "track" and event["userId"].strip() else "",
    ),
    "numbers": (
        "{{ n | default: 19.9 | times: 100 | round | divided_by: 100 }}",
        lambda event: f"{round((event.get('n') or 19.9) * 100) / 100}",
    ),
    "variables": (
        "{% assign p = context.traits.email | split: '@' %}{{ p[0] }} at {{ p | last }}",
        lambda event: " at ".join(event["context"]["traits"]["email"].split("@")),
    ),
    "a date": (
        "{{ '2023-01-15T10:30:00Z' | date: '%Y-%m-%d %H:%M' }}",
        lambda _event: "2023-01-15T10:30:00Z"[:16].replace("T", " "),
    ),
}


def main() -> None:
    events = [json.loads(json.dumps(orders.EVENT)) for _ in range(EVENTS)]
    hold_contests("Liquid templates", _contests(events), aim="0.5 or more")


def _contests(events: list[Any]) -> Iterator[Contest]:
    for name, (template, write) in TEMPLATES.items():
        config = {"a": {"@liquid": template}}
        mapping = compile_mapping(config)
        assert mapping.run(orders.EVENT) == {"a": write(orders.EVENT)}, name
        yield Contest(
            name,
            EVENTS,
            lambda mapping=mapping: mapping.run_batch(events),  # type: ignore[misc]
            {"kind": "map", "config": config, "event": orders.EVENT, "count": EVENTS},
            lambda write=write: [{"a": write(event)} for event in events],  # type: ignore[misc]
        )


if __name__ == "__main__":
    main()
