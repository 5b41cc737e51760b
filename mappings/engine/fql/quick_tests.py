"""The tests of conditions that are written out in a compiled trigger, instead of called.

They give what the tests of the operator table give: events hold texts, numbers and lists as JSON
has them, so a type is compared and no subclass is looked for.
"""

import ast
from collections.abc import Callable, Mapping

from mappings.engine import codegen
from mappings.engine.codegen import Code, compare, constant
from mappings.engine.fql.tree import Condition, Value

_Write = Callable[[Code, str, Value], ast.expr]

# Below it every whole number is a double, so that comparing as Python does is comparing doubles.
_MAX_EXACT = 2**53


def write_quick_test(code: Code, condition: Condition, found: str) -> ast.expr | None:
    """The test as an expression over the variable `found`; None where it is not worth one."""
    value = condition.value
    write = _TESTS.get(condition.operator)
    is_rounded = isinstance(value, (int, float)) and abs(value) >= _MAX_EXACT
    if write is None or isinstance(value, tuple) or is_rounded:
        return None
    return write(code, found, value)


def _plain(operator: ast.cmpop) -> _Write:
    return lambda _, found, value: compare(found, operator, _constant(value))


def _is(value: bool) -> _Write:
    return lambda _, found, __: compare(found, ast.Is(), constant(value))


def _existence(_: Code, found: str, __: Value) -> ast.expr:
    is_no_null = compare(found, ast.IsNot(), constant(None))
    return codegen.both(is_no_null, codegen.is_there(found))


def _absence(code: Code, found: str, value: Value) -> ast.expr:
    return codegen.is_not(_existence(code, found, value))


def _on_number(operator: ast.cmpop) -> _Write:
    def write(code: Code, found: str, value: Value) -> ast.expr:
        is_number = codegen.either(_is_of(code, found, float), _is_of(code, found, int))
        return codegen.both(is_number, compare(found, operator, _constant(value)))

    return write


def _containing(operator: ast.cmpop) -> _Write:
    def write(code: Code, found: str, value: Value) -> ast.expr:
        return codegen.both(
            _is_of(code, found, str), codegen.inside(_constant(value), operator, found)
        )

    return write


def _calling(method: str, *, is_negated: bool = False) -> _Write:
    def write(code: Code, found: str, value: Value) -> ast.expr:
        answer = codegen.call_method(found, method, _constant(value))
        answer = codegen.is_not(answer) if is_negated else answer
        return codegen.both(_is_of(code, found, str), answer)

    return write


def _is_of(code: Code, found: str, kind: type) -> ast.expr:
    return codegen.is_of_type(found, code.object("kind", kind))


def _constant(value: Value) -> ast.expr:
    return constant(None if isinstance(value, tuple) else value)


_TESTS: Mapping[str, _Write] = {
    "=": _plain(ast.Eq()),
    "!=": _plain(ast.NotEq()),
    "exists": _existence,
    "not_exists": _absence,
    "is_true": _is(True),
    "is_false": _is(False),
    "number_equals": _on_number(ast.Eq()),
    "number_not_equals": _on_number(ast.NotEq()),
    "<": _on_number(ast.Lt()),
    "<=": _on_number(ast.LtE()),
    ">": _on_number(ast.Gt()),
    ">=": _on_number(ast.GtE()),
    "contains": _containing(ast.In()),
    "not_contains": _containing(ast.NotIn()),
    "starts_with": _calling("startswith"),
    "not_starts_with": _calling("startswith", is_negated=True),
    "ends_with": _calling("endswith"),
    "not_ends_with": _calling("endswith", is_negated=True),
}
