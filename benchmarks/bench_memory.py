"""How much memory do 1,000 compiled mappings take?"""

import gc
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import guide, orders
from benchmarks.reference import start_reference
from benchmarks.rounds import IS_QUICK
from mappings.engine.compiler import compile_mapping
from mappings.engine.fql import compile_trigger, parse_trigger

COUNT = 10 if IS_QUICK else 200


def main() -> None:
    mappings = {"the guide's mapping, 4 fields": guide.CONFIG, "an order, 25 fields": orders.CONFIG}
    reference = start_reference()
    print(f"MB per 1,000 of each, by {COUNT} of them")
    for name, config in mappings.items():
        used = _allocated(lambda config=config: compile_mapping(config))  # type: ignore[misc]
        line = f"  {name:<30}  {used / 1e3:7.2f} compiled"
        if reference:
            heap = reference.figure({"kind": "heap", "config": config, "count": COUNT})
            line += f"  {heap / COUNT / 1e3:7.2f} in node, which keeps the config as it is"
        print(line)
    used = _allocated(lambda: compile_trigger(parse_trigger(guide.TRIGGER)))
    print(f"  {'the guide’s trigger':<30}  {used / 1e3:7.2f} compiled")
    if reference:
        reference.close()


def _allocated(make: Callable[[], object]) -> float:
    """Bytes that Python holds for one of what `make` gives: kB for 1,000 of them."""
    make()  # what is made once, for all of them, does not count
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    kept = [make() for _ in range(COUNT)]
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(kept) == COUNT
    return (after - before) / COUNT


if __name__ == "__main__":
    main()
