"""Writes what plans give as the statements of a function."""

import ast
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeAlias

from mappings.engine import codegen
from mappings.engine.codegen import (
    BUDGET,
    EVENT,
    NO_OBJECT,
    Code,
    Keys,
    Scope,
    Statements,
    assign,
    call,
    compare,
    name,
    when,
)
from mappings.engine.directives.budget import Budget
from mappings.engine.directives.displays import display
from mappings.engine.directives.plan import (
    Absent,
    BuildList,
    BuildObject,
    Choose,
    Compute,
    Constant,
    Joined,
    Placed,
    Plan,
    Read,
    Shaped,
    bare,
)
from mappings.engine.js_values import exists
from mappings.engine.json_types import Json

Use: TypeAlias = Callable[[ast.expr], Statements]  # what to do with a value that is there


class StatementWriter:
    """Writes plans as statements.

    `objects` are the variables that hold objects.
    """

    def __init__(self, code: Code, objects: Iterable[str]) -> None:
        self.code = code
        self._objects = set(objects)
        self.has_calls = False  # so that a run needs a budget
        self._is_in_loop = False  # Python nests 20 loops at most
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
            case Absent():
                return []
            case Placed(inner):
                return self.write(inner, use, scope)
            case _:
                return self._write_built(plan, use, scope)

    def _write_read(self, keys: Keys, use: Use, scope: Scope) -> Statements:
        if keys in scope:
            nothing = NO_OBJECT if scope[keys] in self._objects else "MISSING"
            return [_if_there(scope[keys], use, nothing)]
        statements, holder = self.code.read(keys[:-1], scope)
        key = keys[-1]
        found = when(codegen.has(holder, key), use(codegen.item(holder, key)))
        if holder in self._objects:
            return [*statements, found]
        is_dict, is_there = self._tests_of(holder)
        value = self.code.variable("value")
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
        is_by_existence = plan.test is exists
        # What exists is neither: asked of one of them, the test is half as long.
        nothing = codegen.constant(None) if is_by_existence else name("MISSING")
        statements, tested = self._write_to_variable(plan.tested, nothing, scope)
        # Of constants, 1 equals true to Python.
        if isinstance(bare(plan.tested), Read) and plan.then == plan.tested:
            then = use(name(tested))
        else:
            then = self._write_branch(plan.then, use, scope)
        otherwise = self._write_branch(plan.otherwise, use, scope)
        if is_by_existence:
            test = compare(tested, ast.IsNot(), codegen.constant(None))
        else:
            test = call(self.code.object("test", plan.test), name(tested))
        return [*statements, when(test, then, otherwise)]

    def _write_branch(self, plan: Plan | None, use: Use, scope: Scope) -> Statements:
        # What a branch puts into variables is not there after it, or in the other branch.
        return self.write(plan, use, dict(scope)) if plan else []

    def _write_call(self, plan: Compute, use: Use, scope: Scope) -> Statements:
        self.has_calls = True
        statements: Statements = []
        arguments: list[str] = []
        for argument in plan.arguments:
            written, variable = self._write_to_variable(argument, name("MISSING"), scope)
            statements += written
            arguments.append(variable)
        value = self.code.variable("value")
        match plan.shortcut:
            case Joined():
                run = self._call(plan.function, scope, arguments)
                statements += self._write_joined(plan.shortcut, arguments, value, run)
            case Shaped() if not self._is_in_loop:
                statements += self._write_loop(plan, scope, arguments[0], value)
            case _:
                inner = [write_item_function(part.plan) for part in plan.inner]
                function = partial(plan.function, *inner) if inner else plan.function
                statements.append(assign(value, self._call(function, scope, arguments)))
        return [*statements, _if_there(value, use)]

    def _call(
        self, function: Callable[..., Any], scope: Scope, arguments: Sequence[str]
    ) -> ast.expr:
        known_as = self.code.object("function", function)
        return call(known_as, *map(name, (BUDGET, scope[()], *arguments)))

    def _write_joined(
        self, joined: Joined, arguments: Sequence[str], value: str, run: ast.expr
    ) -> Statements:
        """A text, if all arguments are texts. What is too long for the budget the function refuses.

        if type(value_1) is str and type(value_2) is str:
            value_3 = f"{value_1} {value_2}"
            budget.chars -= len(value_3)
            if len(value_3) > 1000000 or budget.chars < 0: function_4(budget, event, …)
        else: value_3 = function_4(budget, event, value_1, value_2)
        """
        are_texts = [codegen.is_of_type(argument, "str") for argument in arguments]
        size = call("len", name(value))
        is_long = codegen.compare_values(size, ast.Gt(), codegen.constant(joined.limit))
        join = [
            assign(value, codegen.join(joined.texts, arguments)),
            codegen.take_from(BUDGET, "chars", size),
            when(codegen.either(is_long, _is_spent("chars")), [codegen.do(run)]),
        ]
        return [when(codegen.both(*are_texts), join, [assign(value, run)])]

    def _write_loop(self, plan: Compute, scope: Scope, argument: str, value: str) -> Statements:
        """A list's items in another shape, without a call for each that is an object.

        if type(value_1) is list:
            budget.values -= len(value_1) * 3
            if budget.values < 0: function_2(budget, event, value_1)
            value_3 = []
            for item_4 in value_1: …
        else: value_3 = function_2(budget, event, value_1)
        """
        assert isinstance(plan.shortcut, Shaped)  # noqa: S101 (its one caller looked)
        shape, item = plan.inner[0].plan, self.code.variable("item")
        run_item = partial(_run_item, shape, [])
        run = self._call(partial(plan.function, run_item), scope, [argument])
        cost = codegen.constant(plan.shortcut.values)
        loop = [
            codegen.take_from(BUDGET, "values", codegen.times(call("len", name(argument)), cost)),
            when(_is_spent("values"), [codegen.do(run)]),
            assign(value, codegen.new_list([])),
            codegen.for_each(item, argument, self._write_item(shape, item, value, run_item)),
        ]
        return [when(codegen.is_of_type(argument, "list"), loop, [assign(value, run)])]

    def _write_item(
        self, shape: Plan, item: str, items: str, run_item: Callable[[Json, Budget], Any]
    ) -> Statements:
        """An item in its new shape, null if it has none, as another item of a list.

        if type(item_1) is dict: …
        else:
            value_2 = shape_3(item_1, budget)
            if value_2 is MISSING: value_2 = None
        items_4.append(value_2)
        """
        nothing = codegen.constant(None)
        self._objects.add(item)
        self._is_in_loop = True
        written, shaped = self._write_to_variable(shape, nothing, {(): item})
        self._is_in_loop = False
        found = call(self.code.object("shape", run_item), name(item), name(BUDGET))
        is_nothing = compare(shaped, ast.Is(), name("MISSING"))
        carefully = [assign(shaped, found), when(is_nothing, [assign(shaped, nothing)])]
        return [
            when(codegen.is_dict(item), written, carefully),
            codegen.do(codegen.call_method(items, "append", name(shaped))),
        ]

    def _write_built(self, plan: BuildObject | BuildList, use: Use, scope: Scope) -> Statements:
        shown = display(plan, lambda _: None)
        if shown:
            return use(shown)
        if isinstance(plan, BuildObject):
            return self._write_object(plan, use, scope)
        return self._write_list(plan, use, scope)

    def _write_object(self, plan: BuildObject, use: Use, scope: Scope) -> Statements:
        variable = self.code.variable("object")
        statements: Statements = [assign(variable, codegen.new_object())]
        for key, member in plan.members:
            if plan.keeps_missing:
                statements.append(codegen.assign_item(variable, key, name("MISSING")))
            statements += self.write(member, _member_setter(variable, key), scope)
        return [*_merged(statements), *use(name(variable))]

    def _write_list(self, plan: BuildList, use: Use, scope: Scope) -> Statements:
        statements: Statements = []
        values: list[ast.expr] = []
        for item in plan.items:
            nothing = name("MISSING") if plan.keeps_missing else codegen.constant(None)
            written, variable = self._write_to_variable(item, nothing, scope)
            statements += written
            values.append(name(variable))
        return [*statements, *use(codegen.new_list(values))]

    def _write_to_variable(
        self, plan: Plan, nothing: ast.expr, scope: Scope
    ) -> tuple[Statements, str]:
        variable = self.code.variable("value")
        written = self.write(plan, lambda value: [assign(variable, value)], scope)
        return [assign(variable, nothing), *written], variable


def write_item_function(plan: Plan) -> Callable[[Json, Budget], Any]:
    """The same for any value, MISSING included: paths start at it, as at an item of a list.

    It spends from the budget of the run that it is part of.
    """
    code = Code()
    item = code.variable("item")
    body = [
        assign(item, name(EVENT)),
        *StatementWriter(code, []).write(plan, lambda value: [codegen.give(value)], {(): item}),
        codegen.give(name("MISSING")),
    ]
    return code.load(body, (EVENT, BUDGET))


def _run_item(
    plan: Plan, written: list[Callable[[Json, Budget], Any]], item: Json, budget: Budget
) -> Any:
    """The same for an item of a list, or what stands in a list's place."""
    if not written:
        written.append(write_item_function(plan))
    return written[0](item, budget)


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


def _is_spent(what: str) -> ast.expr:
    left = codegen.member(BUDGET, what)
    return codegen.compare_values(left, ast.Lt(), codegen.constant(0))


def _member_setter(variable: str, key: str) -> Use:
    return lambda value: [codegen.assign_item(variable, key, value)]


def _if_there(variable: str, use: Use, nothing: str = "MISSING") -> ast.stmt:
    return when(compare(variable, ast.IsNot(), name(nothing)), use(name(variable)))
