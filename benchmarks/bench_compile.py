"""How long does compiling take? It happens when a mapping is saved or loaded, not per event."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import guide, orders
from benchmarks.contests import Contest, hold_contests
from benchmarks.rounds import events_of
from mappings.engine.compiler import compile_mapping
from mappings.engine.fql import compile_trigger, parse_trigger

TIMES = events_of(2)


def main() -> None:
    mappings = {"the guide's mapping, 4 fields": guide.CONFIG, "an order, 25 fields": orders.CONFIG}
    contests = [
        Contest(
            name,
            TIMES,
            lambda config=config: [compile_mapping(config) for _ in range(TIMES)],  # type: ignore[misc]
            {"kind": "check", "config": config, "count": TIMES},
        )
        for name, config in mappings.items()
    ]
    contests.append(
        Contest(
            "the guide's trigger",
            TIMES,
            lambda: [compile_trigger(parse_trigger(guide.TRIGGER)) for _ in range(TIMES)],
            {"kind": "parse", "fql": guide.TRIGGER, "count": TIMES},
        )
    )
    hold_contests("Compiling", contests, aim="none", per="item")
    print(
        "  node compiles nothing: its figure is the check of the config, which it repeats for each"
    )
    print("  event or batch, and the parsing of the trigger.")


if __name__ == "__main__":
    main()
