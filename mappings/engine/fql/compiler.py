"""Tree to function: does an event match? The answers are those of Segment's ``validate()``.

Shape: ``type = "track" and properties.vip = true`` becomes

    def run(event):
        if type(event) is not dict: return False
        value_1 = event["type"] if "type" in event else MISSING
        if value_1 == "track":
            value_2 = event["properties"] if "properties" in event else MISSING
            value_3 = …
            if value_3 is True: return True
        return False
"""

import ast
from collections.abc import Callable, Mapping

from mappings.engine import codegen
from mappings.engine.codegen import EVENT, Code, Scope, Statements, assign, call, name, when
from mappings.engine.fql.names import condition_keys, condition_reader, reference_keys
from mappings.engine.fql.operators import condition_test
from mappings.engine.fql.tree import Condition, Group, Node, Trigger
from mappings.engine.json_types import Json


def compile_trigger(trigger: Trigger) -> Callable[[Json], bool]:
    """A function that says whether an event matches. It never raises; threads may share it."""
    code = Code()
    yes = [codegen.give(codegen.constant(True))]
    no = [codegen.give(codegen.constant(False))]
    body = [
        when(codegen.is_not(codegen.is_dict(EVENT)), no),
        *_Writer(code).write(trigger, yes, {(): EVENT}),
        *no,
    ]
    return code.load(body)


class _Writer:
    """Writes nodes as statements that do something where the node matches."""

    def __init__(self, code: Code) -> None:
        self._code = code

    def write(self, group: Group, then: Statements, scope: Scope) -> Statements:
        """Statements that run `then`, which has to be harmless twice, where a group matches."""
        if group.operator == "or":
            tried = [self._write_test(child, dict(scope)) for child in group.children]
            return [line for before, test in tried for line in (*before, when(test, then))]
        tests = []
        for child in group.children:
            # What one child reads into variables is there for those after it, which run inside it.
            scope = dict(scope)
            tests.append(self._write_test(child, scope))
        statements = then
        for before, test in reversed(tests):
            statements = [*before, when(test, statements)]
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
            return self._code.read(keys, scope)
        found = self._code.variable("value")
        reader = self._code.object("reader", condition_reader(condition))
        return [assign(found, call(reader, name(EVENT)))], found

    def _write_comparison(self, condition: Condition, found: str) -> ast.expr:
        write_test = _TESTS.get(condition.operator)
        if write_test and not isinstance(condition.value, tuple):
            return write_test(found, codegen.constant(condition.value))
        return call(self._code.object("test", condition_test(condition)), name(found))


def _test_existence(found: str, _: ast.expr) -> ast.expr:
    is_no_null = codegen.compare(found, ast.IsNot(), codegen.constant(None))
    return codegen.both(is_no_null, codegen.is_there(found))


# The quick ones, written out; the others call the test of the operator table.
_TESTS: Mapping[str, Callable[[str, ast.expr], ast.expr]] = {
    "=": lambda found, value: codegen.compare(found, ast.Eq(), value),
    "!=": lambda found, value: codegen.compare(found, ast.NotEq(), value),
    "exists": _test_existence,
    "not_exists": lambda found, value: codegen.is_not(_test_existence(found, value)),
    "is_true": lambda found, _: codegen.compare(found, ast.Is(), codegen.constant(True)),
    "is_false": lambda found, _: codegen.compare(found, ast.Is(), codegen.constant(False)),
}
