"""Writes the Python function of a plan.

Shape: the plan of ``{"email": {"@path": "$.traits.email"}, "plan": "free"}`` becomes

    def run(event):
        if type(event) is not dict: check_event(event)
        elif guess:
            try:
                value_1 = event["traits"]
                return {"email": value_1["email"], "plan": "free"}
            except (KeyError, TypeError): guess.clear()
        value_2 = event["traits"] if "traits" in event else no_object
        if type(value_2) is not dict: return run_carefully(event)
        object_3 = {}
        if "email" in value_2: object_3["email"] = value_2["email"]
        object_3["plan"] = "free"
        return object_3

The guess is that an event has everything that the config reads. It takes half the time of looking
first, and a wrong one twice the time, so the first event that lacks something ends the guessing for
good: the list `guess` is empty from then on.

What holds the values that the config reads is an object, or missing, in nearly every event.
Another function runs those in which it is null, a text or a list; it is written when the first of
them comes:

    def run_carefully(event):
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
from collections.abc import Callable, Iterable, Iterator, Sequence
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
    name,
    when,
)
from mappings.engine.directives.budget import Budget
from mappings.engine.directives.displays import display
from mappings.engine.directives.plan import (
    BuildList,
    BuildObject,
    Choose,
    Compute,
    Placed,
    Plan,
    Read,
)
from mappings.engine.directives.statements import StatementWriter
from mappings.engine.errors import EventError, Problem
from mappings.engine.fields import shown_value
from mappings.engine.json_types import Json

BatchFunction: TypeAlias = Callable[[Sequence[Json]], list[Any] | None]


def write_function(plan: Plan) -> Callable[[Json], Any]:
    """A function from event to what the plan gives, MISSING where that is nothing.

    It changes nothing it is given. Values are the event's own, not copies.

    Raises (the function):
        EventError: the event is no object, or a directive cannot use what it holds.
    """
    code = Code()
    check = codegen.do(call(code.object("check", check_event), name(EVENT)))
    careful = code.object("run_carefully", partial(_run_carefully, plan, []))
    give_up = codegen.give(call(careful, name(EVENT)))
    scope: Scope = {(): EVENT}
    reads = _write_holders(_holders(plan), scope, code, give_up)
    body = [
        when(codegen.is_not(codegen.is_dict(EVENT)), [check], _write_guess(plan, code)),
        *reads,
        *_write_body(StatementWriter(code, scope.values()), plan, scope),
    ]
    return code.load(body)


def _run_carefully(plan: Plan, written: list[Callable[[Json], Any]], event: Json) -> Any:
    """Run a plan on an event in which a value stands where an object is expected.

    Threads may write the function twice, which is as good.
    """
    if not written:
        code = Code()
        written.append(code.load(_write_body(StatementWriter(code, [EVENT]), plan, {(): EVENT})))
    return written[0](event)


def _write_body(writer: StatementWriter, plan: Plan, scope: Scope) -> Statements:
    steps = writer.write(plan, lambda value: [codegen.give(value)], scope)
    if writer.has_calls:
        steps.insert(0, assign(BUDGET, call(writer.code.object("new_budget", Budget))))
    return [*steps, codegen.give(name("MISSING"))]


def _write_holders(
    holders: Iterable[Keys], scope: Scope, code: Code, give_up: ast.stmt
) -> Statements:
    """Statements that put what holds values into variables: an empty object for what is missing."""
    statements: Statements = []
    for keys in holders:
        holder, found = scope[keys[:-1]], code.variable("value")
        value = codegen.pick(
            codegen.has(holder, keys[-1]), codegen.item(holder, keys[-1]), name(NO_OBJECT)
        )
        is_none = codegen.is_not(codegen.is_dict(found))
        statements += [assign(found, value), when(is_none, [give_up])]
        scope[keys] = found
    return statements


def _holders(plan: Plan) -> Iterable[Keys]:
    """What holds the values that a plan reads itself, each once and after what holds it."""
    found: dict[Keys, None] = {}
    for keys in _keys_read(plan):
        found.update(dict.fromkeys(keys[:length] for length in range(1, len(keys))))
    return found


def _keys_read(plan: Plan | None) -> Iterator[Keys]:
    """Without what the functions read that a plan calls: they walk through the event themselves."""
    match plan:
        case Placed(inner):
            yield from _keys_read(inner)
        case Read(keys):
            yield keys
        case Choose(tested, _, then, otherwise):
            for part in (tested, then, otherwise):
                yield from _keys_read(part)
        case Compute(arguments=parts) | BuildList(items=parts):
            for part in parts:
                yield from _keys_read(part)
        case BuildObject(members):
            for _, part in members:
                yield from _keys_read(part)


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
    reads, shown = guessed
    payloads, guess = code.variable("payloads"), code.object("guess", [True])
    is_none = codegen.is_not(codegen.is_dict(EVENT))
    add = codegen.do(codegen.call_method(payloads, "append", shown))
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
    reads, shown = guessed
    guess = code.object("guess", [True])
    stop = codegen.do(codegen.call_method(guess, "clear"))
    return [when(name(guess), [codegen.attempt([*reads, codegen.give(shown)], [stop])])]


def _guessed(plan: Plan, code: Code) -> tuple[Statements, ast.expr] | None:
    """What the plan gives where everything is there, after some reads; None if it does not read."""
    holders: dict[Keys, str] = {}

    def show_read(keys: Keys) -> ast.expr:
        if not keys:
            return name(EVENT)
        if keys[:-1] not in holders:
            holders[keys[:-1]] = code.variable("value")
        return codegen.item(holders[keys[:-1]], keys[-1])

    shown = display(plan, show_read)
    if shown is None or not holders:
        return None
    reads = [assign(holder, codegen.item(EVENT, *keys)) for keys, holder in holders.items()]
    return reads, shown
