"""Writes Python functions of an event, as syntax tree nodes; see docs/decisions/0001.

Names in a function are ours. What users wrote enters only as constants, and as objects that the
function knows by a name of ours.
"""

import ast
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from mappings.engine.paths import MISSING, step

Keys: TypeAlias = tuple[str, ...]
Statements: TypeAlias = list[ast.stmt]
Scope: TypeAlias = dict[Keys, str]  # event paths whose value a variable holds already

EVENT = "event"
BUDGET = "budget"
NO_OBJECT = "no_object"  # stands for an object that is missing; it holds nothing
_LOAD = ast.Load()
_Node = TypeVar("_Node", ast.expr, ast.stmt, ast.arg, ast.If, ast.ExceptHandler)


class Code:
    """What one function is made of: variables, and the objects that it uses by name."""

    def __init__(self) -> None:
        self._names: dict[str, Any] = {
            "__builtins__": {
                "dict": dict,
                "len": len,
                "list": list,
                "str": str,
                "type": type,
                "KeyError": KeyError,
                "TypeError": TypeError,
            },
            "MISSING": MISSING,
            NO_OBJECT: {},
            "step": step,
        }
        self._count = 0

    def variable(self, kind: str) -> str:
        """A name that is not used yet."""
        self._count += 1
        return f"{kind}_{self._count}"

    def object(self, kind: str, value: Any) -> str:
        """A name by which the function knows an object."""
        known_as = self.variable(kind)
        self._names[known_as] = value
        return known_as

    def read(self, keys: Keys, scope: Scope) -> tuple[Statements, str]:
        """Statements that put what a path leads to into a variable, MISSING where nothing is.

        The variables are noted in the scope, so that no path is read twice.
        """
        if keys in scope:
            return [], scope[keys]
        statements, holder = self.read(keys[:-1], scope)
        key, nothing = keys[-1], name("MISSING")
        value = pick(has(holder, key), item(holder, key), nothing)
        if holder != EVENT:
            slowly = call("step", name(holder), constant(key))
            value = pick(is_dict(holder), value, pick(is_there(holder), slowly, nothing))
        scope[keys] = self.variable("value")
        return [*statements, assign(scope[keys], value)], scope[keys]

    def load(self, body: Statements, names: Sequence[str] = (EVENT,)) -> Callable[..., Any]:
        """The function with this body; its argument is the event, or those named."""
        positional = [_placed(ast.arg(argument)) for argument in names]
        arguments = ast.arguments([], positional, None, [], [], None, [])
        function = _placed(ast.FunctionDef("run", arguments, body, [], None))
        # The nodes are ours, user text is in constants only, builtins are types and `len`.
        exec(compile(ast.Module([function], []), "<mapping>", "exec"), self._names)  # noqa: S102
        run: Callable[..., Any] = self._names.pop("run")
        return run


def name(text: str) -> ast.expr:
    return _placed(ast.Name(text, _LOAD))


def constant(value: str | float | bool | None) -> ast.expr:
    return _placed(ast.Constant(value))


def new_object(keys: Sequence[str] = (), values: Sequence[ast.expr] = ()) -> ast.expr:
    return _placed(ast.Dict([constant(key) for key in keys], list(values)))


def new_list(values: Sequence[ast.expr]) -> ast.expr:
    return _placed(ast.List(list(values), _LOAD))


def call(function: str, *arguments: ast.expr) -> ast.expr:
    return _placed(ast.Call(name(function), list(arguments), []))


def join(texts: Sequence[str], variables: Sequence[str]) -> ast.expr:
    """The texts with a variable's text between each two of them."""
    parts: list[ast.expr] = []
    for text, variable in zip(texts, [*variables, None], strict=True):
        parts += [constant(text)] if text else []
        if variable:
            parts.append(_placed(ast.FormattedValue(name(variable), -1)))
    return _placed(ast.JoinedStr(parts))


def member(owner: str, attribute: str) -> ast.expr:
    return _placed(ast.Attribute(name(owner), attribute, _LOAD))


def total(left: ast.expr, right: ast.expr) -> ast.expr:
    return _placed(ast.BinOp(left, ast.Add(), right))


def times(left: ast.expr, right: ast.expr) -> ast.expr:
    return _placed(ast.BinOp(left, ast.Mult(), right))


def add_to(variable: str, amount: ast.expr) -> ast.stmt:
    target = ast.Name(variable, ast.Store(), lineno=1, col_offset=0)
    return _placed(ast.AugAssign(target, ast.Add(), amount))


def take_from(owner: str, attribute: str, amount: ast.expr) -> ast.stmt:
    target = ast.Attribute(name(owner), attribute, ast.Store(), lineno=1, col_offset=0)
    return _placed(ast.AugAssign(target, ast.Sub(), amount))


def call_method(owner: str, method: str, *arguments: ast.expr) -> ast.expr:
    return _placed(ast.Call(member(owner, method), list(arguments), []))


def item(holder: str, *keys: str) -> ast.expr:
    found = name(holder)
    for key in keys:
        found = _placed(ast.Subscript(found, constant(key), _LOAD))
    return found


def has(holder: str, key: str) -> ast.expr:
    return _placed(ast.Compare(constant(key), [ast.In()], [name(holder)]))


def compare(variable: str, operator: ast.cmpop, value: ast.expr) -> ast.expr:
    return compare_values(name(variable), operator, value)


def inside(value: ast.expr, operator: ast.cmpop, variable: str) -> ast.expr:
    return compare_values(value, operator, name(variable))


def compare_values(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.expr:
    return _placed(ast.Compare(left, [operator], [right]))


def is_dict(variable: str) -> ast.expr:
    return is_of_type(variable, "dict")


def is_of_type(variable: str, kind: str) -> ast.expr:
    return _placed(ast.Compare(call("type", name(variable)), [ast.Is()], [name(kind)]))


def is_there(variable: str) -> ast.expr:
    return compare(variable, ast.IsNot(), name("MISSING"))


def is_not(test: ast.expr) -> ast.expr:
    return _placed(ast.UnaryOp(ast.Not(), test))


def both(*tests: ast.expr) -> ast.expr:
    """All of the tests; one stands for itself."""
    return tests[0] if len(tests) == 1 else _placed(ast.BoolOp(ast.And(), list(tests)))


def either(*tests: ast.expr) -> ast.expr:
    return tests[0] if len(tests) == 1 else _placed(ast.BoolOp(ast.Or(), list(tests)))


def pick(test: ast.expr, value: ast.expr, otherwise: ast.expr) -> ast.expr:
    return _placed(ast.IfExp(test, value, otherwise))


def assign(variable: str, value: ast.expr) -> ast.stmt:
    return _placed(ast.Assign([_placed(ast.Name(variable, ast.Store()))], value))


def assign_item(holder: str, key: str, value: ast.expr) -> ast.stmt:
    target = _placed(ast.Subscript(name(holder), constant(key), ast.Store()))
    return _placed(ast.Assign([target], value))


def when(test: ast.expr, then: Statements, otherwise: Statements | None = None) -> ast.If:
    return _placed(ast.If(test, then or [_placed(ast.Pass())], otherwise or []))


def attempt(body: Statements, rescue: Statements) -> ast.stmt:
    """Try the body; a key that is not there, or a value that has none, leads to the rescue."""
    errors = _placed(ast.Tuple([name("KeyError"), name("TypeError")], _LOAD))
    handler = _placed(ast.ExceptHandler(errors, None, rescue or [_placed(ast.Pass())]))
    return _placed(ast.Try(body, [handler], [], []))


def for_each(
    variable: str, items: str, body: Statements, at_end: Statements | None = None
) -> ast.stmt:
    """A loop; `at_end` runs where no `stop_loop` ended it."""
    target = _placed(ast.Name(variable, ast.Store()))
    return _placed(ast.For(target, name(items), body, at_end or []))


def stop_loop() -> ast.stmt:
    return _placed(ast.Break())


def do(expression: ast.expr) -> ast.stmt:
    return _placed(ast.Expr(expression))


def give(value: ast.expr) -> ast.stmt:
    return _placed(ast.Return(value))


def _placed(node: _Node) -> _Node:
    """The node with a place in a text, which each must have; ours come from none."""
    node.lineno, node.col_offset = 1, 0
    return node
