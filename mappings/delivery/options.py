"""How a destination is sent to, where it differs from the usual."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, cast, get_args

from mappings.delivery.retry import SCHEDULE_S
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
    `retry_waits_s`: the waits before the second attempt and each after it; there are no others.
    """

    order: Order = "window"
    order_window_s: float = 900
    max_concurrency: int = 4
    requests_per_s: float = 0
    timeout_s: float | None = None
    batch_age_s: float = 0
    retry_waits_s: tuple[float, ...] = SCHEDULE_S[1:]

    @property
    def schedule_s(self) -> tuple[float, ...]:
        """Waits before each attempt, as `next_attempt_at` takes them."""
        return (0, *self.retry_waits_s)


@dataclass(frozen=True, slots=True)
class OptionText:
    """What people are told of an option: its name, what it does, and what it is when not set."""

    label: str
    description: str
    usual: str


OPTION_TEXTS: dict[str, OptionText] = {
    "order": OptionText(
        "Order",
        "Whether an event waits while an earlier one of its user, for the same mapping, waits: "
        "`window`, for as long as the next option says; `strict`, for as long as it takes; "
        "`off`, not at all.",
        "window",
    ),
    "order_window_s": OptionText(
        "Order window",
        "Seconds that an event waits for an earlier one of its user. After that it goes, and is "
        "counted.",
        "900",
    ),
    "max_concurrency": OptionText(
        "Requests at once", "Requests that are on their way at the same time.", "4"
    ),
    "requests_per_s": OptionText(
        "Requests a second",
        "Requests that begin in a second, over all workers; less than 1 is fine.",
        "0: what its definition says",
    ),
    "timeout_s": OptionText(
        "Time for an attempt",
        "Seconds that one request may take, its answer included.",
        "the server's setting",
    ),
    "batch_age_s": OptionText(
        "Wait for a batch",
        "Seconds that an event waits for others to travel with, where the action takes several "
        "at once.",
        "0: not at all",
    ),
    "retry_waits_s": OptionText(
        "Waits between attempts",
        "Seconds before the second attempt and each one after it. After the last one the delivery "
        "is given up.",
        "5, 30, 120, 600, 1800, 3600, 7200, 14400, 28800, 28800",
    ),
}

# The least and the most of each number.
RANGES: dict[str, tuple[float, float]] = {
    "order_window_s": (1, 86_400),
    "max_concurrency": (1, 64),
    "requests_per_s": (0, 10_000),
    "timeout_s": (1, 30),
    "batch_age_s": (0, 300),
    "retry_waits_s": (1, 86_400),
}
MAX_RETRIES = 20


def read_options(document: Mapping[str, Any]) -> DeliveryOptions:
    """The options of a stored document; what it does not hold, or holds wrongly, is as usual."""
    known = {name: value for name, value in document.items() if not _problems_of(name, value)}
    if "retry_waits_s" in known:
        known["retry_waits_s"] = tuple(known["retry_waits_s"])
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
    if name == "retry_waits_s":
        return _waits_problems(pointer, value)
    if name not in RANGES:
        known = ", ".join(field.name for field in fields(DeliveryOptions))
        return [Problem(pointer, f"There is no such option. There are: {known}.", "unknown_field")]
    wanted = int if name == "max_concurrency" else (int, float)
    noun = "a whole number" if wanted is int else "a number"
    return _number_problems(pointer, value, RANGES[name], wanted, noun)


def _waits_problems(pointer: str, value: Any) -> list[Problem]:
    if not isinstance(value, list) or len(value) > MAX_RETRIES:
        text = f"Enter a list of up to {MAX_RETRIES} waits, in seconds."
        return [Problem(pointer, text, "type")]
    return [
        problem
        for index, wait in enumerate(value)
        for problem in _number_problems(f"{pointer}/{index}", wait, RANGES["retry_waits_s"])
    ]


def _number_problems(
    pointer: str,
    value: Any,
    limits: tuple[float, float],
    wanted: type | tuple[type, ...] = (int, float),
    noun: str = "a number",
) -> list[Problem]:
    least, most = limits
    if isinstance(value, bool) or not isinstance(value, cast(Any, wanted)):
        return [Problem(pointer, f"Enter {noun}.", "type")]
    if not least <= value <= most:
        return [Problem(pointer, f"Enter {noun} from {least:g} to {most:,g}.", "range")]
    return []
