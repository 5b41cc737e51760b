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
from typing import TypeAlias

from mappings.engine import codegen
from mappings.engine.codegen import EVENT, Code, Scope, Statements, assign, call, name, when
from mappings.engine.fql.names import condition_keys, condition_reader, reference_keys
from mappings.engine.fql.operators import condition_test
from mappings.engine.fql.tree import Condition, Node, Trigger
from mappings.engine.json_types import Json

Then: TypeAlias = Callable[[Scope], Statements]  # what to do where a node matches


def compile_trigger(trigger: Trigger) -> Callable[[Json], bool]:
    """A function that says whether an event matches. It never raises; threads may share it."""
    code = Code()
    no: Statements = [ast.Return(ast.Constant(False))]
    body = [
        when(codegen.is_no_dict(EVENT), no),
        *_Writer(code).write(trigger, _say_yes, {(): EVENT}),
        *no,
    ]
    return code.load(body)


def _say_yes(_: Scope) -> Statements:
    return [ast.Return(ast.Constant(True))]


class _Writer:
    """Writes nodes as statements that do something where the node matches."""

    def __init__(self, code: Code) -> None:
        self._code = code

    def write(self, node: Node, then: Then, scope: Scope) -> Statements:
        if isinstance(node, Condition):
            return self._write_condition(node, then, scope)
        if node.operator == "and":
            return self._write_all(node.children, then, scope)
        return self._write_any(node.children, then, scope)

    def _write_all(self, nodes: tuple[Node, ...], then: Then, scope: Scope) -> Statements:
        """Each node inside the one before it."""
        if not nodes:
            return then(scope)
        first, rest = nodes[0], nodes[1:]
        return self.write(first, lambda inner: self._write_all(rest, then, inner), scope)

    def _write_any(self, nodes: tuple[Node, ...], then: Then, scope: Scope) -> Statements:
        """One node after the other; one that matches is the last that runs."""
        if then is _say_yes:
            return [line for node in nodes for line in self.write(node, then, scope)]
        matches = self._code.variable("matches")
        is_found = assign(matches, ast.Constant(True))
        statements = [assign(matches, ast.Constant(False))]
        for node in nodes:
            tried = self.write(node, lambda _: [is_found], dict(scope))
            statements.append(when(codegen.is_(matches, ast.Constant(False)), tried))
        return [*statements, when(name(matches), then(dict(scope)))]

    def _write_condition(self, condition: Condition, then: Then, scope: Scope) -> Statements:
        keys = condition_keys(condition)
        if keys == reference_keys(condition):
            statements, found = self._code.read(keys, scope)
        else:
            found = self._code.variable("value")
            reader = self._code.object("reader", condition_reader(condition))
            statements = [assign(found, call(reader, name(EVENT)))]
        test = self._write_test(condition, found)
        return [*statements, when(test, then(dict(scope)))]

    def _write_test(self, condition: Condition, found: str) -> ast.expr:
        write_test = _TESTS.get(condition.operator)
        if write_test:
            return write_test(found, ast.Constant(condition.value))
        return call(self._code.object("test", condition_test(condition)), name(found))


def _test_existence(found: str, _: ast.expr) -> ast.expr:
    return codegen.both(codegen.is_not(found, ast.Constant(None)), codegen.is_there(found))


def _test_absence(found: str, _: ast.expr) -> ast.expr:
    return codegen.either(
        codegen.is_(found, ast.Constant(None)), codegen.is_(found, name("MISSING"))
    )


# The quick ones, written out; the others call the test of the operator table.
_TESTS: Mapping[str, Callable[[str, ast.expr], ast.expr]] = {
    "=": codegen.equals,
    "!=": codegen.differs,
    "exists": _test_existence,
    "not_exists": _test_absence,
    "is_true": lambda found, _: codegen.is_(found, ast.Constant(True)),
    "is_false": lambda found, _: codegen.is_(found, ast.Constant(False)),
}
