"""How a destination is sent to, where it differs from the usual."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, cast, get_args

from mappings.engine.errors import Problem, json_pointer

Order = Literal["window", "strict", "off"]


@dataclass(frozen=True, slots=True)
class DeliveryOptions:
    """Shape: ``{"order": "window", "max_concurrency": 4, "requests_per_s": 10}``.

    `order`: whether an event waits while an earlier one of its user for the same mapping waits:
    up to `order_window_s` seconds, or for as long as it takes, or not at all.
    `requests_per_s`: 0 for what the destination's definition says.
    `timeout_s`: how long one attempt may take; None for what the server's setting says.
    `batch_age_s`: how long an event waits for others to travel with.
    """

    order: Order = "window"
    order_window_s: float = 900
    max_concurrency: int = 4
    requests_per_s: float = 0
    timeout_s: float | None = None
    batch_age_s: float = 0


# The least and the most of each number.
RANGES: dict[str, tuple[float, float]] = {
    "order_window_s": (1, 86_400),
    "max_concurrency": (1, 64),
    "requests_per_s": (0, 10_000),
    "timeout_s": (1, 30),
    "batch_age_s": (0, 300),
}


def read_options(document: Mapping[str, Any]) -> DeliveryOptions:
    """The options of a stored document; what it does not hold, or holds wrongly, is as usual."""
    known = {name: value for name, value in document.items() if not _problems_of(name, value)}
    return DeliveryOptions(**known)


def option_problems(document: Any) -> list[Problem]:
    """All that is wrong with options; pointers are like ``/timeout_s``."""
    if not isinstance(document, dict):
        return [Problem("", "Delivery options are an object: each option with its value.", "type")]
    return [problem for name, value in document.items() for problem in _problems_of(name, value)]


def _problems_of(name: str, value: Any) -> list[Problem]:
    pointer = json_pointer([name])
    if name == "order":
        if value in get_args(Order):
            return []
        return [Problem(pointer, f"Choose one of: {', '.join(get_args(Order))}.", "choice")]
    if name not in RANGES:
        known = ", ".join(field.name for field in fields(DeliveryOptions))
        return [Problem(pointer, f"There is no such option. There are: {known}.", "unknown_field")]
    least, most = RANGES[name]
    wanted = int if name == "max_concurrency" else (int, float)
    if isinstance(value, bool) or not isinstance(value, cast(Any, wanted)):
        return [Problem(pointer, "Enter a number.", "type")]
    if not least <= value <= most:
        return [Problem(pointer, f"Enter a number from {least:g} to {most:,g}.", "range")]
    return []
