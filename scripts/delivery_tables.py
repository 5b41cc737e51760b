"""The tables of docs/delivery.md."""

from collections.abc import Callable, Iterable

from mappings.delivery.curl_failures import FAILURE_TEXTS
from mappings.delivery.options import OPTION_TEXTS, RANGES
from mappings.delivery.outcomes import FAILURE_RULES, OTHER_STATUS, STATUS_RULES
from mappings.delivery.retry import SCHEDULE_S

MarkdownTable = Callable[[Iterable[str], Iterable[Iterable[str]]], str]


def delivery_tables(markdown_table: MarkdownTable) -> dict[str, Callable[[], str]]:
    return {
        "answers": lambda: markdown_table(("Answer", "Verdict", "What happens"), _answer_rows()),
        "failures": lambda: markdown_table(
            ("No answer", "Verdict", "What happens", "Said to people"), _failure_rows()
        ),
        "options": lambda: markdown_table(
            ("Option", "Usually", "From … to", "What it does"), _option_rows()
        ),
        "schedule": lambda: markdown_table(
            ("Attempt", "Wait before it", "Since the first"), _schedule_rows()
        ),
    }


def _answer_rows() -> list[tuple[str, ...]]:
    return [
        (rule.covers, f"`{rule.verdict}`", rule.explanation)
        for rule in (*STATUS_RULES, OTHER_STATUS)
    ]


def _option_rows() -> list[tuple[str, ...]]:
    return [
        (
            f"`{name}`",
            text.usual,
            "{:g} … {:,g}".format(*RANGES[name]) if name in RANGES else "",
            text.description,
        )
        for name, text in OPTION_TEXTS.items()
    ]


def _failure_rows() -> list[tuple[str, ...]]:
    return [
        (f"`{kind}`", f"`{rule.verdict}`", rule.explanation, FAILURE_TEXTS[kind])
        for kind, rule in FAILURE_RULES.items()
    ]


def _schedule_rows() -> list[tuple[str, ...]]:
    return [
        (str(number), _duration(wait_s), _duration(sum(SCHEDULE_S[:number])))
        for number, wait_s in enumerate(SCHEDULE_S, start=1)
    ]


def _duration(seconds: float) -> str:
    """Shape: 0 -> "at once"; 5_435 -> "1 h 30 min 35 s"."""
    minutes, left_s = divmod(int(seconds), 60)
    hours, left_min = divmod(minutes, 60)
    parts = ((hours, "h"), (left_min, "min"), (left_s, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count) or "at once"
