"""Tree to function: does an event match? The answers are those of Segment's ``validate()``.

Shape: ``type = "track" and properties.vip = true`` becomes

    def run(event):
        if type(event) is not dict: return False
        if guess:
            try:
                value_1 = event["type"]
                if value_1 == "track":
                    value_2 = event["properties"]
                    value_3 = …
                    if value_3 is True: return True
                return False
            except (KeyError, TypeError): guess.clear()
        value_4 = event["type"] if "type" in event else MISSING
        …
        return False

The guess is that an event has the fields at its top that the trigger asks for, mostly the type and
the object of properties. As in mappings, the first event without one ends the guessing for good.
"""

import ast
from collections.abc import Callable

from mappings.engine import codegen
from mappings.engine.codegen import EVENT, Code, Scope, Statements, assign, call, name, when
from mappings.engine.fql.names import condition_keys, condition_reader, reference_keys
from mappings.engine.fql.operators import condition_test
from mappings.engine.fql.quick_tests import write_quick_test
from mappings.engine.fql.tree import Condition, Group, Node, Trigger
from mappings.engine.json_types import Json


def compile_trigger(trigger: Trigger) -> Callable[[Json], bool]:
    """A function that says whether an event matches. It never raises; threads may share it."""
    code = Code()
    yes = [codegen.give(codegen.constant(True))]
    no = [codegen.give(codegen.constant(False))]
    guess = code.object("guess", [True])
    stop = codegen.do(codegen.call_method(guess, "clear"))
    guessed = [*_Writer(code, guesses=True).write(trigger, yes, {(): EVENT}), *no]
    body = [
        when(codegen.is_not(codegen.is_dict(EVENT)), no),
        when(name(guess), [codegen.attempt(guessed, [stop])]),
        *_Writer(code, guesses=False).write(trigger, yes, {(): EVENT}),
        *no,
    ]
    return code.load(body)


class _Writer:
    """Writes nodes as statements that do something where the node matches."""

    def __init__(self, code: Code, *, guesses: bool) -> None:
        self._code = code
        self._guesses = guesses

    def write(self, group: Group, then: Statements, scope: Scope) -> Statements:
        """Statements that run `then` where a group matches, and stop looking once that is sure."""
        tests = []
        for child in group.children:
            # What one child reads into variables is there for those after it, which run inside it.
            scope = dict(scope)
            tests.append(self._write_test(child, scope))
        statements = then if group.operator == "and" else []
        for before, test in reversed(tests):
            branches = (statements,) if group.operator == "and" else (then, statements)
            statements = [*before, when(test, *branches)]
        return statements

    def _write_test(self, node: Node, scope: Scope) -> tuple[Statements, ast.expr]:
        """Statements to run first, and the test whether a node matches."""
        if isinstance(node, Condition):
            before, found = self._write_reading(node, scope)
            return before, self._write_comparison(node, found)
        matches = self._code.variable("matches")
        yes = [assign(matches, codegen.constant(True))]
        inside = self.write(node, yes, dict(scope))
        return [assign(matches, codegen.constant(False)), *inside], name(matches)

    def _write_reading(self, condition: Condition, scope: Scope) -> tuple[Statements, str]:
        keys = condition_keys(condition)
        if keys == reference_keys(condition):
            before: Statements = []
            if self._guesses and keys[:1] not in scope:
                scope[keys[:1]] = self._code.variable("value")
                before = [assign(scope[keys[:1]], codegen.item(EVENT, keys[0]))]
            statements, found = self._code.read(keys, scope)
            return [*before, *statements], found
        found = self._code.variable("value")
        reader = self._code.object("reader", condition_reader(condition))
        return [assign(found, call(reader, name(EVENT)))], found

    def _write_comparison(self, condition: Condition, found: str) -> ast.expr:
        test = write_quick_test(self._code, condition, found)
        if test is not None:
            return test
        return call(self._code.object("test", condition_test(condition)), name(found))
