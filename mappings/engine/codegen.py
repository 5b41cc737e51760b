"""Writes the Python function of a plan, as syntax tree nodes; see docs/decisions/0001.

Names in the function are ours. What users wrote enters only as constants.

Shape: the plan of ``{"email": {"@path": "$.traits.email"}, "plan": "free"}`` becomes

    def run(event):
        if type(event) is not dict: check_event(event)
        object_1 = {}
        value_2 = event["traits"] if "traits" in event else MISSING
        if type(value_2) is dict:
            if "email" in value_2: object_1["email"] = value_2["email"]
        elif value_2 is not MISSING:
            value_3 = step(value_2, "email")
            if value_3 is not MISSING: object_1["email"] = value_3
        object_1["plan"] = "free"
        return object_1
"""

import ast
from collections.abc import Callable
from typing import Any, TypeAlias

from mappings.engine.directives.js_values import exists
from mappings.engine.directives.plan import (
    BuildList,
    BuildObject,
    Choose,
    Compute,
    Constant,
    Plan,
    Read,
)
from mappings.engine.errors import EventError, Problem
from mappings.engine.fields import json_type_name
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, step

Keys: TypeAlias = tuple[str, ...]
Statements: TypeAlias = list[ast.stmt]
Use: TypeAlias = Callable[[ast.expr], Statements]  # what to do with a value that is there
Scope: TypeAlias = dict[Keys, str]  # event paths whose value a variable holds already

_EVENT = "event"


def generate_function(plan: Plan) -> Callable[[Json], Any]:
    """A function from event to what the plan gives, MISSING where that is nothing.

    It changes nothing it is given. Values are the event's own, not copies.

    Raises (the function):
        EventError: the event is no object, or a directive cannot use what it holds.
    """
    writer = _Writer()
    check = ast.Expr(_call("check_event", _name(_EVENT)))
    body = [
        ast.If(_is_no_dict(_EVENT), [check], []),
        *writer.write(plan, lambda value: [ast.Return(value)], {(): _EVENT}),
        ast.Return(_name("MISSING")),
    ]
    return _load(body, writer.names)


def check_event(event: Json) -> None:
    """Refuse what is not an object; a subclass of dict is one."""
    if not isinstance(event, dict):
        message = f"An event is one JSON object; this is {json_type_name(event)}."
        raise EventError(Problem("", message, "type"))


class _Writer:
    """Writes plans as statements. `names` are the objects that the statements use by name."""

    def __init__(self) -> None:
        self.names: dict[str, Any] = {
            "__builtins__": {"dict": dict, "type": type},
            "MISSING": MISSING,
            "check_event": check_event,
            "step": step,
        }
        self._count = 0

    def write(self, plan: Plan, use: Use, scope: Scope) -> Statements:
        """Statements that work out a plan and use its value, if it has one."""
        constant = _as_constant(plan)
        if constant:
            return use(constant)
        match plan:
            case Read(keys):
                return self._write_read(keys, use, scope)
            case Choose():
                return self._write_choice(plan, use, scope)
            case Compute():
                return self._write_call(plan, use, scope)
            case BuildObject(members):
                return self._write_object(members, use, scope)
            case BuildList(items):
                return self._write_list(items, use, scope)
        raise AssertionError(plan)

    def _write_read(self, keys: Keys, use: Use, scope: Scope) -> Statements:
        if keys in scope:
            return [*_if_there(scope[keys], use(_name(scope[keys])))]
        statements, holder = self._write_holder(keys[:-1], scope)
        key = ast.Constant(keys[-1])
        found = ast.If(_has(holder, key), use(_item(holder, key)), [])
        if holder == _EVENT:
            return [*statements, found]
        value = self._variable("value")
        slowly = [
            _assign(value, _call("step", _name(holder), key)),
            *_if_there(value, use(_name(value))),
        ]
        branch = ast.If(_is_dict(holder), [found], _if_there(holder, slowly))
        return [*statements, branch]

    def _write_holder(self, keys: Keys, scope: Scope) -> tuple[Statements, str]:
        """Statements that put what a path leads to into a variable, MISSING where nothing is."""
        if keys in scope:
            return [], scope[keys]
        statements, holder = self._write_holder(keys[:-1], scope)
        key = ast.Constant(keys[-1])
        value: ast.expr = ast.IfExp(_has(holder, key), _item(holder, key), _name("MISSING"))
        if holder != _EVENT:
            otherwise = ast.IfExp(
                _is_there(holder), _call("step", _name(holder), key), _name("MISSING")
            )
            value = ast.IfExp(_is_dict(holder), value, otherwise)
        scope[keys] = self._variable("value")
        return [*statements, _assign(scope[keys], value)], scope[keys]

    def _write_choice(self, plan: Choose, use: Use, scope: Scope) -> Statements:
        statements, tested = self._write_to_variable(plan.tested, "MISSING", scope)
        if plan.then == plan.tested:
            then = use(_name(tested))
        else:
            then = self._write_branch(plan.then, use, scope)
        otherwise = self._write_branch(plan.otherwise, use, scope)
        if plan.test is exists:
            test: ast.expr = ast.BoolOp(
                ast.And(), [_is_not(tested, ast.Constant(None)), _is_there(tested)]
            )
        else:
            test = _call(self._object("test", plan.test), _name(tested))
        return [*statements, ast.If(test, then or [ast.Pass()], otherwise)]

    def _write_branch(self, plan: Plan | None, use: Use, scope: Scope) -> Statements:
        # What a branch puts into variables is not there after it, or in the other branch.
        return self.write(plan, use, dict(scope)) if plan else []

    def _write_call(self, plan: Compute, use: Use, scope: Scope) -> Statements:
        statements: Statements = []
        arguments: list[ast.expr] = [_name(_EVENT)]
        for argument in plan.arguments:
            written, variable = self._write_to_variable(argument, "MISSING", scope)
            statements += written
            arguments.append(_name(variable))
        value = self._variable("value")
        call = _call(self._object("function", plan.function), *arguments)
        return [*statements, _assign(value, call), *_if_there(value, use(_name(value)))]

    def _write_object(
        self, members: tuple[tuple[str, Plan], ...], use: Use, scope: Scope
    ) -> Statements:
        variable = self._variable("object")
        statements: Statements = [_assign(variable, ast.Dict([], []))]
        for key, member in members:
            statements += self.write(member, _member_setter(variable, key), scope)
        return [*_merged(statements), *use(_name(variable))]

    def _write_list(self, items: tuple[Plan, ...], use: Use, scope: Scope) -> Statements:
        statements: Statements = []
        values: list[ast.expr] = []
        for item in items:
            written, variable = self._write_to_variable(item, "None", scope)
            statements += written
            values.append(_name(variable))
        return [*statements, *use(ast.List(values, ast.Load()))]

    def _write_to_variable(self, plan: Plan, nothing: str, scope: Scope) -> tuple[Statements, str]:
        variable = self._variable("value")
        start = ast.Constant(None) if nothing == "None" else _name(nothing)
        written = self.write(plan, lambda value: [_assign(variable, value)], scope)
        return [_assign(variable, start), *written], variable

    def _variable(self, kind: str) -> str:
        self._count += 1
        return f"{kind}_{self._count}"

    def _object(self, kind: str, value: Any) -> str:
        name = self._variable(kind)
        self.names[name] = value
        return name


def _load(body: Statements, names: dict[str, Any]) -> Callable[[Json], Any]:
    arguments = ast.arguments([], [ast.arg(_EVENT)], None, [], [], None, [])
    function = ast.FunctionDef("run", arguments, body, [], None)
    module = ast.fix_missing_locations(ast.Module([function], []))
    # The nodes are ours, user text is in constants only, and no builtin but type and dict is there.
    exec(compile(module, "<mapping>", "exec"), names)  # noqa: S102
    run: Callable[[Json], Any] = names.pop("run")
    return run


def _as_constant(plan: Plan) -> ast.expr | None:
    """The display of a plan that reads nothing: a new object for each event."""
    match plan:
        case Constant(value):
            return ast.Constant(value)
        case BuildObject(members):
            values = [_as_constant(member) for _, member in members]
            keys: list[ast.expr | None] = [ast.Constant(key) for key, _ in members]
            there = [value for value in values if value]
            return ast.Dict(keys, there) if len(there) == len(values) else None
        case BuildList(items):
            values = [_as_constant(item) for item in items]
            there = [value for value in values if value]
            return ast.List(there, ast.Load()) if len(there) == len(values) else None
    return None


def _merged(statements: Statements) -> Statements:
    """The same, with neighbouring ifs that ask the same made into one."""
    merged: Statements = []
    for statement in statements:
        last = merged[-1] if merged else None
        if (
            isinstance(last, ast.If)
            and isinstance(statement, ast.If)
            and _same_test(last, statement)
        ):
            last.body = _merged([*last.body, *statement.body])
            last.orelse = _merged([*last.orelse, *statement.orelse])
        else:
            merged.append(statement)
    return merged


def _same_test(one: ast.If, other: ast.If) -> bool:
    """Whether both ask one thing of one variable, which no statement in them assigns."""
    return ast.dump(one.test) == ast.dump(other.test)


def _member_setter(variable: str, key: str) -> Use:
    def use(value: ast.expr) -> Statements:
        target = ast.Subscript(_name(variable), ast.Constant(key), ast.Store())
        return [ast.Assign([target], value)]

    return use


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _assign(name: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _call(function: str, *arguments: ast.expr) -> ast.expr:
    return ast.Call(_name(function), list(arguments), [])


def _item(holder: str, key: ast.expr) -> ast.expr:
    return ast.Subscript(_name(holder), key, ast.Load())


def _has(holder: str, key: ast.expr) -> ast.expr:
    return ast.Compare(key, [ast.In()], [_name(holder)])


def _is_dict(name: str) -> ast.expr:
    return ast.Compare(_call("type", _name(name)), [ast.Is()], [_name("dict")])


def _is_no_dict(name: str) -> ast.expr:
    return ast.Compare(_call("type", _name(name)), [ast.IsNot()], [_name("dict")])


def _is_not(name: str, value: ast.expr) -> ast.expr:
    return ast.Compare(_name(name), [ast.IsNot()], [value])


def _is_there(name: str) -> ast.expr:
    return _is_not(name, _name("MISSING"))


def _if_there(name: str, statements: Statements) -> Statements:
    return [ast.If(_is_there(name), statements, [])]
