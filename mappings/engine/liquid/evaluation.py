"""Values of the tree, with their operators and filters, as functions of a run."""

from collections.abc import Callable
from functools import partial
from typing import Any

from mappings.engine.liquid.errors import LiquidError
from mappings.engine.liquid.filters.table import DISABLED_FILTERS, FILTERS, Filter
from mappings.engine.liquid.reading import Evaluate, compile_operand
from mappings.engine.liquid.run import ITEM_UNITS, Run, text_units
from mappings.engine.liquid.tree import FilterCall, Operator, Value
from mappings.engine.liquid.values import equal, is_less, is_true, plain, text_of
from mappings.engine.paths import MISSING

_CALL_UNITS = 20  # what a filter costs before it looks at anything


def compile_value(value: Value) -> Evaluate:
    """A function that gives what an expression is, through all its filters.

    A filter that does not exist changes nothing.
    """
    expression = _compile_steps(value)
    calls = [
        _compile_call(call)
        for call in value.filters
        if call.name in FILTERS or call.name in DISABLED_FILTERS
    ]
    return partial(_pipe, expression, calls) if calls else expression


def _pipe(expression: Evaluate, calls: "list[Call]", run: Run) -> Any:
    value = expression(run)
    for call in calls:
        value = call(run, value)
    return value


Call = Callable[[Run, Any], Any]


def _compile_call(call: FilterCall) -> Call:
    if call.name in DISABLED_FILTERS:
        return partial(_refuse_disabled, call)
    found = FILTERS[call.name]
    arguments = [
        _pair(argument) if isinstance(argument, tuple) else compile_operand(argument)
        for argument in call.arguments[: found.most_arguments]
    ]
    return partial(_run_filter, found, arguments, call.at)


def _pair(argument: Any) -> Evaluate:
    """A named argument is a list of its name and value to a filter."""
    name, operand = argument
    evaluate = compile_operand(operand)
    return lambda run: [name, evaluate(run)]


def _refuse_disabled(call: FilterCall, _run: Run, _value: Any) -> Any:
    message = f'The filter "{call.name}" is disabled, as in Segment.'
    raise LiquidError(message, "disabled_filter", call.at)


def _run_filter(found: Filter, arguments: list[Evaluate], at: int, run: Run, value: Any) -> Any:
    given = [argument(run) for argument in arguments]
    units = _size(value)
    for argument in given:
        units += _size(argument)
    try:
        run.spend(_CALL_UNITS + found.weight * units)
        return found.function(run, value, *given)
    except LiquidError as error:
        error.at = at
        raise


def _size(value: Any) -> int:
    if isinstance(value, str):
        return text_units(value)
    return ITEM_UNITS * len(value) if isinstance(value, (list, dict)) else 1


def _compile_steps(value: Value) -> Evaluate:
    steps = [
        step.name if isinstance(step, Operator) else compile_operand(step) for step in value.steps
    ]
    match steps:
        case [first] if not isinstance(first, str):
            return first
        case [left, right, str(name)] if not isinstance(left, str) and not isinstance(right, str):
            if name in _BINARY:
                return partial(_compare, _BINARY[name], left, right)
    return partial(_run_steps, steps)


def _compare(
    operate: Callable[[Any, Any], bool], left: Evaluate, right: Evaluate, run: Run
) -> bool:
    first, second = left(run), right(run)
    _spend_on(run, first, second)
    return operate(first, second)


def _run_steps(steps: "list[str | Evaluate]", run: Run) -> Any:
    """Values are put on a stack, operators take theirs from it; one that lacks takes MISSING."""
    stack: list[Any] = []
    for step in steps:
        if not isinstance(step, str):
            stack.append(step(run))
            continue
        right = stack.pop() if stack else MISSING
        if step == "not":
            stack.append(not is_true(right))
            continue
        left = stack.pop() if stack else MISSING
        _spend_on(run, left, right)
        stack.append(_BINARY[step](left, right))
    return stack[0]


def _spend_on(run: Run, left: Any, right: Any) -> None:
    run.spend(_CALL_UNITS)
    if isinstance(left, (str, list)):
        run.spend_on(left)
    if isinstance(right, (str, list)):
        run.spend_on(right)


def _contains(left: Any, right: Any) -> bool:
    """Whether a text has a text in it, or a list an item; objects contain nothing."""
    left = plain(left)
    if isinstance(left, list):
        return any(equal(item, right) for item in left)
    return isinstance(left, str) and text_of(right) in left


_BINARY: dict[str, Callable[[Any, Any], bool]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "<": partial(is_less, or_equal=False),
    "<=": partial(is_less, or_equal=True),
    ">": lambda left, right: is_less(right, left, or_equal=False),
    ">=": lambda left, right: is_less(right, left, or_equal=True),
    "contains": _contains,
    "and": lambda left, right: is_true(left) and is_true(right),
    "or": lambda left, right: is_true(left) or is_true(right),
}
