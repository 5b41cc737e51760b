"""The tables of docs/triggers.md and docs/mapping-language.md, made from the engine."""

from collections.abc import Callable, Iterator

from mappings.engine.directives.table import DIRECTIVES
from mappings.engine.fql import format_trigger
from mappings.engine.fql.operators import OPERATORS, Operator
from mappings.engine.fql.tree import (
    CONTAINER_OF_TYPE,
    FIELD_OF_TYPE,
    Condition,
    Group,
    Value,
)

Table = Callable[[tuple[str, ...], Iterator[tuple[str, ...]]], str]
_EXAMPLES: dict[str, Value] = {"text": "gold", "number": 5, "nothing": None}


def language_tables(markdown_table: Table) -> dict[str, Callable[[], str]]:
    return {
        "operators": lambda: markdown_table(("Operator", "In FQL", "In words"), _operator_rows()),
        "conditions": lambda: markdown_table(("Condition", "Reads", "In FQL"), _condition_rows()),
        "unsupported-directives": lambda: markdown_table(("Directive",), _unsupported_rows()),
    }


def _operator_rows() -> Iterator[tuple[str, str, str]]:
    for name, operator in OPERATORS.items():
        condition = Condition("event-property", name, _EXAMPLES[operator.takes], "plan")
        yield f"`{name}`", f"`{_fql(condition)}`", f"plan {_words(operator, condition)}"


def _words(operator: Operator, condition: Condition) -> str:
    value = f'"{condition.value}"' if isinstance(condition.value, str) else f"{condition.value}"
    return operator.words.format(value)


def _condition_rows() -> Iterator[tuple[str, str, str]]:
    for kind, field in FIELD_OF_TYPE.items():
        yield f"`{kind}`", f"`{field}`", f"`{_fql(Condition(kind, '=', 'x'))}`"
    for kind, container in CONTAINER_OF_TYPE.items():
        condition = Condition(kind, "is_true", None, "vip")
        yield f"`{kind}`", f"`{container}.<name>`", f"`{_fql(condition)}`"


def _unsupported_rows() -> Iterator[tuple[str]]:
    return ((f"`{name}`",) for name, plan in DIRECTIVES.items() if plan is None)


def _fql(condition: Condition) -> str:
    return format_trigger(Group("and", (condition,)))
