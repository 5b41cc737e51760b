"""Writes Python functions of an event, as syntax tree nodes; see docs/decisions/0001.

Names in a function are ours. What users wrote enters only as constants, and as objects that the
function knows by a name of ours.
"""

import ast
from collections.abc import Callable
from typing import Any, TypeAlias

from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, step

Keys: TypeAlias = tuple[str, ...]
Statements: TypeAlias = list[ast.stmt]
Scope: TypeAlias = dict[Keys, str]  # event paths whose value a variable holds already

EVENT = "event"


class Code:
    """What one function is made of: variables, and the objects that it uses by name."""

    def __init__(self) -> None:
        self._names: dict[str, Any] = {
            "__builtins__": {"dict": dict, "type": type},
            "MISSING": MISSING,
            "step": step,
        }
        self._count = 0

    def variable(self, kind: str) -> str:
        """A name that is not used yet."""
        self._count += 1
        return f"{kind}_{self._count}"

    def object(self, kind: str, value: Any) -> str:
        """A name by which the function knows an object."""
        name = self.variable(kind)
        self._names[name] = value
        return name

    def read(self, keys: Keys, scope: Scope) -> tuple[Statements, str]:
        """Statements that put what a path leads to into a variable, MISSING where nothing is.

        The variables are noted in the scope, so that no path is read twice.
        """
        if keys in scope:
            return [], scope[keys]
        statements, holder = self.read(keys[:-1], scope)
        key = ast.Constant(keys[-1])
        value: ast.expr = ast.IfExp(has(holder, key), item(holder, key), name("MISSING"))
        if holder != EVENT:
            slowly = ast.IfExp(is_there(holder), call("step", name(holder), key), name("MISSING"))
            value = ast.IfExp(is_dict(holder), value, slowly)
        scope[keys] = self.variable("value")
        return [*statements, assign(scope[keys], value)], scope[keys]

    def load(self, body: Statements) -> Callable[[Json], Any]:
        """The function with this body; its argument is the event."""
        arguments = ast.arguments([], [ast.arg(EVENT)], None, [], [], None, [])
        function = ast.FunctionDef("run", arguments, body, [], None)
        module = ast.fix_missing_locations(ast.Module([function], []))
        # The nodes are ours, user text is in constants only, and the only builtins are two types.
        exec(compile(module, "<mapping>", "exec"), self._names)  # noqa: S102
        run: Callable[[Json], Any] = self._names.pop("run")
        return run


def name(text: str) -> ast.expr:
    return ast.Name(text, ast.Load())


def assign(variable: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(variable, ast.Store())], value)


def call(function: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(name(function), list(arguments), [])


def item(holder: str, key: ast.expr) -> ast.expr:
    return ast.Subscript(name(holder), key, ast.Load())


def has(holder: str, key: ast.expr) -> ast.expr:
    return ast.Compare(key, [ast.In()], [name(holder)])


def equals(variable: str, value: ast.expr) -> ast.expr:
    return ast.Compare(name(variable), [ast.Eq()], [value])


def differs(variable: str, value: ast.expr) -> ast.expr:
    return ast.Compare(name(variable), [ast.NotEq()], [value])


def is_(variable: str, value: ast.expr) -> ast.expr:
    return ast.Compare(name(variable), [ast.Is()], [value])


def is_not(variable: str, value: ast.expr) -> ast.expr:
    return ast.Compare(name(variable), [ast.IsNot()], [value])


def is_dict(variable: str) -> ast.expr:
    return ast.Compare(call("type", name(variable)), [ast.Is()], [name("dict")])


def is_no_dict(variable: str) -> ast.expr:
    return ast.Compare(call("type", name(variable)), [ast.IsNot()], [name("dict")])


def is_there(variable: str) -> ast.expr:
    return is_not(variable, name("MISSING"))


def either(*tests: ast.expr) -> ast.expr:
    return ast.BoolOp(ast.Or(), list(tests))


def both(*tests: ast.expr) -> ast.expr:
    return ast.BoolOp(ast.And(), list(tests))


def when(test: ast.expr, then: Statements, otherwise: Statements | None = None) -> ast.stmt:
    return ast.If(test, then or [ast.Pass()], otherwise or [])
