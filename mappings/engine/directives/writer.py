"""Writes the Python function of a plan.

Shape: the plan of ``{"email": {"@path": "$.traits.email"}, "plan": "free"}`` becomes

    def run(event):
        if type(event) is not dict: check_event(event)
        elif guess:
            try:
                value_1 = event["traits"]
                return {"email": value_1["email"], "plan": "free"}
            except (KeyError, TypeError): guess.clear()
        object_2 = {}
        value_3 = event["traits"] if "traits" in event else MISSING
        if type(value_3) is dict:
            if "email" in value_3: object_2["email"] = value_3["email"]
        elif value_3 is not MISSING:
            value_4 = step(value_3, "email")
            if value_4 is not MISSING: object_2["email"] = value_4
        object_2["plan"] = "free"
        return object_2

The guess is that an event has everything that the config reads. It takes half the time of looking
first, and a wrong one twice the time, so the first event that lacks something ends the guessing for
good: the list `guess` is empty from then on.
"""

import ast
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeAlias

from mappings.engine import codegen
from mappings.engine.codegen import (
    BUDGET,
    EVENT,
    Code,
    Keys,
    Scope,
    Statements,
    assign,
    call,
    name,
    when,
)
from mappings.engine.directives.budget import Budget
from mappings.engine.directives.plan import (
    Absent,
    BuildList,
    BuildObject,
    Choose,
    Compute,
    Constant,
    Placed,
    Plan,
    Read,
    bare,
)
from mappings.engine.errors import EventError, Problem
from mappings.engine.fields import shown_value
from mappings.engine.js_values import exists
from mappings.engine.json_types import Json

BatchFunction: TypeAlias = Callable[[Sequence[Json]], list[Any] | None]
Use: TypeAlias = Callable[[ast.expr], Statements]  # what to do with a value that is there


def write_function(plan: Plan) -> Callable[[Json], Any]:
    """A function from event to what the plan gives, MISSING where that is nothing.

    It changes nothing it is given. Values are the event's own, not copies.

    Raises (the function):
        EventError: the event is no object, or a directive cannot use what it holds.
    """
    code = Code()
    check = codegen.do(call(code.object("check", check_event), name(EVENT)))
    writer = _Writer(code)
    steps = writer.write(plan, lambda value: [codegen.give(value)], {(): EVENT})
    if writer.has_calls:
        steps.insert(0, assign(BUDGET, call(code.object("new_budget", Budget))))
    body = [
        when(codegen.is_not(codegen.is_dict(EVENT)), [check], _write_guess(plan, code)),
        *steps,
        codegen.give(name("MISSING")),
    ]
    return code.load(body)


def write_item_function(plan: Plan) -> Callable[[Json, Budget], Any]:
    """The same for any value, MISSING included: paths start at it, as at an item of a list.

    It spends from the budget of the run that it is part of.
    """
    code = Code()
    item = code.variable("item")
    body = [
        assign(item, name(EVENT)),
        *_Writer(code).write(plan, lambda value: [codegen.give(value)], {(): item}),
        codegen.give(name("MISSING")),
    ]
    return code.load(body, (EVENT, BUDGET))


def write_batch_function(plan: Plan) -> BatchFunction | None:
    """A function of many events: a loop around the guess, without a call for each event.

    It gives None once an event lacks something, and there is no such function where nothing is to
    be guessed.

        def run(events):
            if guess:
                payloads = []
                try:
                    for event in events:
                        if type(event) is not dict: break
                        value_1 = event["traits"]
                        payloads.append({"email": value_1["email"], "plan": "free"})
                    else: return payloads
                except (KeyError, TypeError): pass
                guess.clear()
            return None
    """
    code = Code()
    guessed = _guessed(plan, code)
    if guessed is None:
        return None
    reads, display = guessed
    payloads, guess = code.variable("payloads"), code.object("guess", [True])
    is_none = codegen.is_not(codegen.is_dict(EVENT))
    add = codegen.do(codegen.call_method(payloads, "append", display))
    body = [when(is_none, [codegen.stop_loop()]), *reads, add]
    loop = codegen.for_each(EVENT, "events", body, [codegen.give(name(payloads))])
    attempt = codegen.attempt([loop], [])
    stop = codegen.do(codegen.call_method(guess, "clear"))
    steps = [assign(payloads, codegen.new_list([])), attempt, stop]
    return code.load([when(name(guess), steps), codegen.give(codegen.constant(None))], ("events",))


def check_event(event: Json) -> None:
    """Refuse what is not an object; a subclass of dict is one."""
    if not isinstance(event, dict):
        message = f"An event is one JSON object; this is {shown_value(event)}."
        raise EventError(Problem("", message, "type"))


def _write_guess(plan: Plan, code: Code) -> Statements:
    """Statements that give what the plan builds, if it only reads and everything is there."""
    guessed = _guessed(plan, code)
    if guessed is None:
        return []
    reads, display = guessed
    guess = code.object("guess", [True])
    stop = codegen.do(codegen.call_method(guess, "clear"))
    return [when(name(guess), [codegen.attempt([*reads, codegen.give(display)], [stop])])]


def _guessed(plan: Plan, code: Code) -> tuple[Statements, ast.expr] | None:
    """What the plan gives where everything is there, after some reads; None if it does not read."""
    holders: dict[Keys, str] = {}

    def show_read(keys: Keys) -> ast.expr:
        if not keys:
            return name(EVENT)
        if keys[:-1] not in holders:
            holders[keys[:-1]] = code.variable("value")
        return codegen.item(holders[keys[:-1]], keys[-1])

    display = _display(plan, show_read)
    if display is None or not holders:
        return None
    reads = [assign(holder, codegen.item(EVENT, *keys)) for keys, holder in holders.items()]
    return reads, display


class _Writer:
    """Writes plans as statements."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self.has_calls = False  # so that a run needs a budget
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
        # Of constants, 1 equals true to Python.
        if isinstance(bare(plan.tested), Read) and plan.then == plan.tested:
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
        self.has_calls = True
        statements: Statements = []
        arguments: list[ast.expr] = [name(BUDGET), name(EVENT)]
        for argument in plan.arguments:
            written, variable = self._write_to_variable(argument, name("MISSING"), scope)
            statements += written
            arguments.append(name(variable))
        value = self._code.variable("value")
        inner = [write_item_function(part.plan) for part in plan.inner]
        function = self._code.object(
            "function", partial(plan.function, *inner) if inner else plan.function
        )
        return [*statements, assign(value, call(function, *arguments)), _if_there(value, use)]

    def _write_built(self, plan: BuildObject | BuildList, use: Use, scope: Scope) -> Statements:
        display = _display(plan, lambda _: None)
        if display:
            return use(display)
        if isinstance(plan, BuildObject):
            return self._write_object(plan, use, scope)
        return self._write_list(plan, use, scope)

    def _write_object(self, plan: BuildObject, use: Use, scope: Scope) -> Statements:
        variable = self._code.variable("object")
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
        variable = self._code.variable("value")
        written = self.write(plan, lambda value: [assign(variable, value)], scope)
        return [assign(variable, nothing), *written], variable


def _display(plan: Plan, show_read: Callable[[Keys], ast.expr | None]) -> ast.expr | None:
    """The plan as one expression; None where it cannot be one.

    Objects and lists are displays, so that each run makes new ones.
    """
    match bare(plan):
        case Constant(value):
            return codegen.constant(value)
        case Read(keys):
            return show_read(keys)
        case BuildObject(members):
            values = _displays((member for _, member in members), show_read)
            names = [key for key, _ in members]
            return None if values is None else codegen.new_object(names, values)
        case BuildList(items):
            values = _displays(items, show_read)
            return None if values is None else codegen.new_list(values)
    return None


def _displays(
    plans: Iterable[Plan], show_read: Callable[[Keys], ast.expr | None]
) -> list[ast.expr] | None:
    values = []
    for plan in plans:
        value = _display(plan, show_read)
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
