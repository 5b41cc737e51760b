"""The tables of docs/triggers.md and docs/liquid.md, made from the engine."""

from collections.abc import Callable, Iterator

from mappings.engine.fql import DIFFERENCE_TEXTS, describe_trigger, format_trigger
from mappings.engine.fql.operators import OPERATORS
from mappings.engine.fql.tree import (
    CONTAINER_OF_TYPE,
    FIELD_OF_TYPE,
    Condition,
    Group,
    Value,
)
from mappings.engine.liquid.filters.table import DISABLED_FILTERS, FILTERS
from mappings.engine.liquid.parser import DISABLED_TAGS
from mappings.engine.liquid.tag_summaries import TAG_SUMMARIES
from mappings.engine.places.flag_rules import FLAG_RULES
from mappings.engine.places.path_rules import PATH_RULES

Table = Callable[[tuple[str, ...], Iterator[tuple[str, ...]]], str]
_OPERATOR_HEAD = ("Operator", "In FQL", "In words")
_EXAMPLES: dict[str, Value] = {
    "text": "gold",
    "number": 5,
    "nothing": None,
    "list": ("gold", 5),
    "item": "gold",
    "date": "2026-01-31",
    "dates": ("2026-01-01", "2026-01-31"),
    "regex": "^gold",
}


def language_tables(markdown_table: Table) -> dict[str, Callable[[], str]]:
    return {
        "operators": lambda: markdown_table(_OPERATOR_HEAD, _operator_rows(is_segments=True)),
        "operators-beyond-segment": lambda: markdown_table(
            _OPERATOR_HEAD, _operator_rows(is_segments=False)
        ),
        "trigger-differences": lambda: markdown_table(
            ("Code", "Segment", "Here", "Instead"), _difference_rows()
        ),
        "conditions": lambda: markdown_table(("Condition", "Reads", "In FQL"), _condition_rows()),
        "hints": lambda: markdown_table(("Code", "What it is about"), _hint_rows()),
        "liquid-tags": lambda: markdown_table(("Tag", "What it does"), _tag_rows()),
        "liquid-filters": lambda: markdown_table(("Filter", "What it gives"), _filter_rows()),
        "liquid-disabled": lambda: markdown_table(("Disabled", "Names"), _disabled_rows()),
    }


def _operator_rows(*, is_segments: bool) -> Iterator[tuple[str, str, str]]:
    for name, operator in OPERATORS.items():
        if operator.is_segments is is_segments:
            condition = Condition("event-property", name, _EXAMPLES[operator.takes], "plan")
            trigger = Group("and", (condition,))
            yield f"`{name}`", f"`{format_trigger(trigger)}`", describe_trigger(trigger)


def _difference_rows() -> Iterator[tuple[str, str, str, str]]:
    for code, texts in DIFFERENCE_TEXTS.items():
        yield f"`{code}`", texts.segment, texts.ours, texts.instead


def _condition_rows() -> Iterator[tuple[str, str, str]]:
    for kind, field in FIELD_OF_TYPE.items():
        yield f"`{kind}`", f"`{field}`", f"`{_fql(Condition(kind, '=', 'x'))}`"
    for kind, container in CONTAINER_OF_TYPE.items():
        condition = Condition(kind, "is_true", None, "vip")
        yield f"`{kind}`", f"`{container}.<name>`", f"`{_fql(condition)}`"


def _hint_rows() -> Iterator[tuple[str, str]]:
    for code, rule in (*PATH_RULES.items(), *FLAG_RULES.items()):
        yield f"`{code}`", (rule.__doc__ or "").splitlines()[0]


def _tag_rows() -> Iterator[tuple[str, str]]:
    return ((f"`{example}`", summary) for example, summary in TAG_SUMMARIES.values())


def _filter_rows() -> Iterator[tuple[str, str]]:
    return ((f"`{name}`", known.summary) for name, known in FILTERS.items())


def _disabled_rows() -> Iterator[tuple[str, str]]:
    for what, names in (("Tags", DISABLED_TAGS), ("Filters", DISABLED_FILTERS)):
        yield what, ", ".join(f"`{name}`" for name in names)


def _fql(condition: Condition) -> str:
    return format_trigger(Group("and", (condition,)))
