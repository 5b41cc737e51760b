"""Writes the Python function of a plan.

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
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from mappings.engine import codegen
from mappings.engine.codegen import EVENT, Code, Keys, Scope, Statements, assign, call, name, when
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
from mappings.engine.fields import shown_value
from mappings.engine.json_types import Json

Use: TypeAlias = Callable[[ast.expr], Statements]  # what to do with a value that is there


def write_function(plan: Plan) -> Callable[[Json], Any]:
    """A function from event to what the plan gives, MISSING where that is nothing.

    It changes nothing it is given. Values are the event's own, not copies.

    Raises (the function):
        EventError: the event is no object, or a directive cannot use what it holds.
    """
    code = Code()
    check = codegen.do(call(code.object("check", check_event), name(EVENT)))
    body = [
        when(codegen.is_not(codegen.is_dict(EVENT)), [check]),
        *_Writer(code).write(plan, lambda value: [codegen.give(value)], {(): EVENT}),
        codegen.give(name("MISSING")),
    ]
    return code.load(body)


def check_event(event: Json) -> None:
    """Refuse what is not an object; a subclass of dict is one."""
    if not isinstance(event, dict):
        message = f"An event is one JSON object; this is {shown_value(event)}."
        raise EventError(Problem("", message, "type"))


class _Writer:
    """Writes plans as statements."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._holder_tests: dict[str, tuple[ast.expr, ast.expr]] = {}

    def write(self, plan: Plan, use: Use, scope: Scope) -> Statements:
        """Statements that work out a plan and use its value, if it has one."""
        match plan:
            case Constant(value):
                return use(codegen.constant(value))
            case Read(keys):
                return self._write_read(keys, use, scope)
            case Choose():
                return self._write_choice(plan, use, scope)
            case Compute():
                return self._write_call(plan, use, scope)
            case _:
                return self._write_built(plan, use, scope)

    def _write_read(self, keys: Keys, use: Use, scope: Scope) -> Statements:
        if keys in scope:
            return [_if_there(scope[keys], use)]
        statements, holder = self._code.read(keys[:-1], scope)
        key = keys[-1]
        found = when(codegen.has(holder, key), use(codegen.item(holder, key)))
        if holder == EVENT:
            return [*statements, found]
        is_dict, is_there = self._tests_of(holder)
        value = self._code.variable("value")
        slowly = [
            assign(value, call("step", name(holder), codegen.constant(key))),
            _if_there(value, use),
        ]
        return [*statements, when(is_dict, [found], [when(is_there, slowly)])]

    def _tests_of(self, holder: str) -> tuple[ast.expr, ast.expr]:
        """The same nodes each time: `_merged` knows by them that two ifs ask the same."""
        if holder not in self._holder_tests:
            self._holder_tests[holder] = codegen.is_dict(holder), codegen.is_there(holder)
        return self._holder_tests[holder]

    def _write_choice(self, plan: Choose, use: Use, scope: Scope) -> Statements:
        statements, tested = self._write_to_variable(plan.tested, name("MISSING"), scope)
        if plan.then == plan.tested:
            then = use(name(tested))
        else:
            then = self._write_branch(plan.then, use, scope)
        otherwise = self._write_branch(plan.otherwise, use, scope)
        if plan.test is exists:
            is_no_null = codegen.compare(tested, ast.IsNot(), codegen.constant(None))
            test = codegen.both(is_no_null, codegen.is_there(tested))
        else:
            test = call(self._code.object("test", plan.test), name(tested))
        return [*statements, when(test, then, otherwise)]

    def _write_branch(self, plan: Plan | None, use: Use, scope: Scope) -> Statements:
        # What a branch puts into variables is not there after it, or in the other branch.
        return self.write(plan, use, dict(scope)) if plan else []

    def _write_call(self, plan: Compute, use: Use, scope: Scope) -> Statements:
        statements: Statements = []
        arguments: list[ast.expr] = [name(EVENT)]
        for argument in plan.arguments:
            written, variable = self._write_to_variable(argument, name("MISSING"), scope)
            statements += written
            arguments.append(name(variable))
        value = self._code.variable("value")
        function = self._code.object("function", plan.function)
        return [*statements, assign(value, call(function, *arguments)), _if_there(value, use)]

    def _write_built(self, plan: BuildObject | BuildList, use: Use, scope: Scope) -> Statements:
        display = _as_constant(plan)
        if display:
            return use(display)
        if isinstance(plan, BuildObject):
            return self._write_object(plan.members, use, scope)
        return self._write_list(plan.items, use, scope)

    def _write_object(
        self, members: tuple[tuple[str, Plan], ...], use: Use, scope: Scope
    ) -> Statements:
        variable = self._code.variable("object")
        statements: Statements = [assign(variable, codegen.new_object())]
        for key, member in members:
            statements += self.write(member, _member_setter(variable, key), scope)
        return [*_merged(statements), *use(name(variable))]

    def _write_list(self, items: tuple[Plan, ...], use: Use, scope: Scope) -> Statements:
        statements: Statements = []
        values: list[ast.expr] = []
        for item in items:
            written, variable = self._write_to_variable(item, codegen.constant(None), scope)
            statements += written
            values.append(name(variable))
        return [*statements, *use(codegen.new_list(values))]

    def _write_to_variable(
        self, plan: Plan, nothing: ast.expr, scope: Scope
    ) -> tuple[Statements, str]:
        variable = self._code.variable("value")
        written = self.write(plan, lambda value: [assign(variable, value)], scope)
        return [assign(variable, nothing), *written], variable


def _as_constant(plan: Plan) -> ast.expr | None:
    """The display of a plan that reads nothing: a new object for each event."""
    match plan:
        case Constant(value):
            return codegen.constant(value)
        case BuildObject(members):
            values = _all_constants(member for _, member in members)
            keys = [key for key, _ in members]
            return None if values is None else codegen.new_object(keys, values)
        case BuildList(items):
            values = _all_constants(items)
            return None if values is None else codegen.new_list(values)
    return None


def _all_constants(plans: Iterable[Plan]) -> list[ast.expr] | None:
    values = []
    for plan in plans:
        value = _as_constant(plan)
        if value is None:
            return None
        values.append(value)
    return values


def _merged(statements: Statements) -> Statements:
    """The same, with neighbouring ifs made into one where they share their test.

    Nothing in them assigns the variable that such a test asks of.
    """
    merged: Statements = []
    for statement in statements:
        last = merged[-1] if merged else None
        if (
            isinstance(last, ast.If)
            and isinstance(statement, ast.If)
            and last.test is statement.test
        ):
            last.body = _merged([*last.body, *statement.body])
            last.orelse = _merged([*last.orelse, *statement.orelse])
        else:
            merged.append(statement)
    return merged


def _member_setter(variable: str, key: str) -> Use:
    return lambda value: [codegen.assign_item(variable, key, value)]


def _if_there(variable: str, use: Use) -> ast.stmt:
    return when(codegen.is_there(variable), use(name(variable)))
