"""Templates that want much time or memory: each ends with a reason, neighbours hardly wait."""

import statistics
import time
from collections import Counter
from typing import Any

from tests.chaos.books import add_deliveries, make_destination
from tests.chaos.hung_destination import delays
from tests.chaos.world import World, memory_bytes, wait_until
from tests.engine.liquid.attacks import ATTACKS

MAX_ITEMS = 4_000
TEXT_CHARS = 28_000  # an event has 32 KB at most
MAX_TEMPLATE_CHARS = 1_000
MAX_BOMBS = 24
MAX_EACH_S = 1.0
MAX_DELAY_MS = 100
MAX_GROWTH_BYTES = 20_000_000
ROUNDS = 20


def run(world: World, *, is_long: bool) -> dict[str, Any]:
    from mappings.models import Delivery

    port = world.start_receiver()
    neighbour = make_destination(port, name="Neighbour", order="off", max_concurrency=8)
    bombs = _bombs(port)
    worker = world.start_worker()
    _delays_ms(world, neighbour, 5)
    without_ms = _delays_ms(world, neighbour, ROUNDS)
    _let_off(bombs)
    _wait_for(bombs)
    before, beside_ms = memory_bytes(worker), []
    took_s = []
    for _ in range(20 if is_long else 3):
        started_s = time.monotonic()
        _let_off(bombs)
        beside_ms += _delays_ms(world, neighbour, ROUNDS // 2)
        _wait_for(bombs)
        took_s.append(time.monotonic() - started_s)
    growth = memory_bytes(worker) - before
    ends = Counter(
        Delivery.objects.exclude(destination=neighbour.destination).values_list("state", "reason")
    )
    delay_ms = statistics.median(beside_ms) - statistics.median(without_ms)
    each_s = max(took_s) / len(bombs)
    return {
        "passed": {state for state, _ in ends} <= {"dead", "delivered"}
        and ends["dead", "mapping_error"] > 0
        and each_s <= MAX_EACH_S
        and delay_ms < MAX_DELAY_MS
        and growth < MAX_GROWTH_BYTES,
        "bombs": len(bombs),
        "ends": {" ".join(end).strip(): count for end, count in ends.items()},
        "each_s": round(each_s, 3),
        "neighbour_ms": round(statistics.median(without_ms)),
        "neighbour_delayed_ms": round(delay_ms),
        "memory_growth_mb": round(growth / 1e6, 1),
    }


def _bombs(port: int) -> list[tuple[Any, dict[str, Any]]]:
    """Enabled mappings, each with the properties of the event that lets it off."""
    from mappings.services.errors import ServiceError
    from mappings.services.mappings import create_mapping, enable_mapping

    destination = make_destination(port, name="Bombs", order="off").destination
    made = []
    for name, (template, event) in ATTACKS.items():
        properties = {key: _shortened(value) for key, value in event.items()}
        source = "".join(f"{{% assign {key} = properties.{key} %}}" for key in event) + template
        if len(source) > MAX_TEMPLATE_CHARS or len(made) == MAX_BOMBS:
            continue
        try:
            mapping = create_mapping(
                destination=destination,
                name=name,
                action_slug="send_event",
                trigger=f'type = "track" and event = "{name}"',
                config={"out": {"@liquid": source}},
            )
            made.append((enable_mapping(mapping=mapping), properties))
        except ServiceError:
            continue  # refused when it was saved: it never runs
    return made


def _shortened(value: Any) -> Any:
    if isinstance(value, list):
        return value[:MAX_ITEMS]
    return value[:TEXT_CHARS] if isinstance(value, str) else value


def _let_off(bombs: list[tuple[Any, dict[str, Any]]]) -> None:
    for mapping, properties in bombs:
        add_deliveries(mapping, 1, properties=properties)


def _wait_for(bombs: list[tuple[Any, dict[str, Any]]]) -> None:
    from mappings.models import Delivery

    left = Delivery.objects.filter(mapping__in=[mapping.pk for mapping, _ in bombs]).waiting()
    wait_until(lambda: not left.exists(), timeout_s=120, poll_s=0.2)


def _delays_ms(world: World, mapping: Any, rounds: int) -> list[float]:
    return [seconds * 1_000 for seconds in delays(world, mapping, rounds)]
