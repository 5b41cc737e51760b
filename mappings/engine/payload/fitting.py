"""Whether a value fits as it is: nothing to change, nothing to tell.

Most values do, so the check asks this first and walks only into the others. The test of a shape is
a generated function, see docs/decisions/0001. It knows JSON's own types and none derived from them;
what it refuses without need, the walk lets through.

Shape: an object with a required text of at most 9 characters and a number becomes

    def run(event):
        if not type(event) is dict: return False
        missing_1 = 0
        if "plan" not in event: return False
        value_2 = event["plan"]
        if not (type(value_2) is str and len(value_2) <= 9): return False
        if "seats" in event:
            value_3 = event["seats"]
            if not (type(value_3) is int or …): return False
        else: missing_1 += 1
        return len(event) + missing_1 == 2

The last line finds members that no field has.
"""

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from mappings.engine import codegen
from mappings.engine.codegen import EVENT, Code, Statements, assign, both, call, compare, name, when
from mappings.engine.json_types import Json
from mappings.engine.payload.conditions import Holds, compile_conditions
from mappings.engine.payload.json_kinds import has_type, is_number, is_same
from mappings.engine.payload.shapes import Members, Requirement, Shape

Fits = Callable[[Json], bool]


def compile_fits(shape: Shape) -> Fits:
    """A test of one value."""
    code = Code()
    writer = _Writer(code)
    if not shape.members or shape.choices:
        return code.load([codegen.give(writer.write(shape, EVENT))])
    is_none = codegen.is_not(codegen.is_dict(EVENT))
    members = writer.write_members(shape.members, keeps_unknown=shape.members.keeps_unknown)
    return code.load([when(is_none, [codegen.give(codegen.constant(False))]), *members])


def compile_fits_known(members: Members) -> Fits:
    """A test of an object that may have keys besides those of its fields."""
    code = Code()
    return code.load(_Writer(code).write_members(members, keeps_unknown=True))


def is_out_of_bounds(value: Json, shape: Shape) -> float | None:
    """The bound that a number, or the length of a text, goes beyond."""
    if isinstance(value, str):
        low, high, size = shape.min_chars, shape.max_chars, len(value)
    elif is_number(value):
        low, high, size = shape.minimum, shape.maximum, value
    else:
        return None
    if high is not None and size > high:
        return high
    return low if low is not None and size < low else None


def is_unmet(requirement: Requirement, members: Mapping[str, Json]) -> tuple[str, ...]:
    """The keys to what is missing of a requirement whose conditions hold; none if it is met."""
    key, *inner = requirement.keys
    if key not in members:
        return (key,)
    holder = members[key]
    is_missing = inner and isinstance(holder, dict) and inner[0] not in holder
    return requirement.keys if is_missing else ()


def compile_requirements(members: Members) -> list[tuple[Requirement, Holds]]:
    known = members.properties.keys()
    return [
        (requirement, compile_conditions(requirement.conditions, known))
        for requirement in members.requirements
    ]


class _Writer:
    """Writes the tests of shapes as expressions over a variable."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._kinds: dict[Any, str] = {}

    def write(self, shape: Shape, found: str) -> ast.expr:
        """The test whether what the variable `found` holds fits the shape."""
        if shape.members:
            test = self._write_object(shape, found)
        elif shape.items:
            test = both(self._is_of(found, list), self._call(_compile_items(shape.items), found))
        else:
            test = codegen.either(*(self._write_type(name, shape, found) for name in shape.types))
        return both(test, self._write_choice(shape, found)) if shape.choices else test

    def write_members(self, members: Members, *, keeps_unknown: bool) -> Statements:
        """Statements that say whether the event, which is an object, has fitting members."""
        no = [codegen.give(codegen.constant(False))]
        missing = self._code.variable("missing")
        count_one = codegen.add_to(missing, codegen.constant(1))
        statements: Statements = [assign(missing, codegen.constant(0))]
        for key, shape in members.properties.items():
            value = self._code.variable("value")
            test = when(codegen.is_not(self.write(shape, value)), no)
            tests = [assign(value, codegen.item(EVENT, key)), test]
            otherwise = no if key in members.required else [count_one]
            statements.append(when(codegen.has(EVENT, key), tests, otherwise))
        for requirement, holds in compile_requirements(members):
            statements.append(when(self._call(_is_broken(requirement, holds), EVENT), no))
        all_known = codegen.compare_values(
            codegen.total(call("len", name(EVENT)), name(missing)),
            ast.Eq(),
            codegen.constant(len(members.properties)),
        )
        return [*statements, codegen.give(codegen.constant(True) if keeps_unknown else all_known)]

    def _write_object(self, shape: Shape, found: str) -> ast.expr:
        return self._call(compile_fits(replace(shape, choices=())), found)

    def _write_type(self, type_name: str, shape: Shape, found: str) -> ast.expr:
        """The test whether it has one of JSON Schema's types, and follows the rules for that."""
        match type_name:
            case "string":
                return self._write_text(shape, found)
            case "number":
                lowest, highest = codegen.constant(-math.inf), codegen.constant(math.inf)
                is_finite = both(
                    compare(found, ast.Gt(), lowest), compare(found, ast.Lt(), highest)
                )
                is_double = both(self._is_of(found, float), is_finite)
                is_right = codegen.either(self._is_of(found, int), is_double)
                return both(is_right, *_within(name(found), shape.minimum, shape.maximum))
            case "integer":
                is_whole = codegen.call_method(found, "is_integer")
                is_double = both(self._is_of(found, float), is_whole)
                return codegen.either(self._is_of(found, int), is_double)
            case "null":
                return compare(found, ast.Is(), codegen.constant(None))
        return self._is_of(found, {"boolean": bool, "object": dict}[type_name])

    def _write_text(self, shape: Shape, found: str) -> ast.expr:
        size = call("len", name(found))
        tests = [self._is_of(found, str), *_within(size, shape.min_chars, shape.max_chars)]
        if shape.format:
            tests.append(self._call(shape.format.accepts, found))
        return both(*tests)

    def _write_choice(self, shape: Shape, found: str) -> ast.expr:
        """Comes after the type, because in a set true would be 1."""
        types, choices = shape.types, shape.choices
        if "object" in types:
            return self._call(lambda value: any(is_same(value, one) for one in choices), found)
        possible = frozenset(one for one in choices if any(has_type(one, kind) for kind in types))
        return compare(found, ast.In(), name(self._code.object("choices", possible)))

    def _is_of(self, found: str, kind: type) -> ast.expr:
        return codegen.is_of_type(found, self._named("kind", kind))

    def _call(self, function: Callable[[Any], bool], found: str) -> ast.expr:
        return call(self._code.object("fits", function), name(found))

    def _named(self, kind: str, value: Any) -> str:
        if value not in self._kinds:
            self._kinds[value] = self._code.object(kind, value)
        return self._kinds[value]


def _within(size: ast.expr, low: float | None, high: float | None) -> list[ast.expr]:
    bounds = ((ast.GtE(), low), (ast.LtE(), high))
    return [
        codegen.compare_values(size, operator, codegen.constant(bound))
        for operator, bound in bounds
        if bound is not None
    ]


def _compile_items(shape: Shape) -> Fits:
    code = Code()
    item = code.variable("item")
    is_wrong = codegen.is_not(_Writer(code).write(shape, item))
    body: Statements = [when(is_wrong, [codegen.give(codegen.constant(False))])]
    return code.load([codegen.for_each(item, EVENT, body, [codegen.give(codegen.constant(True))])])


def _is_broken(requirement: Requirement, holds: Holds) -> Callable[[Any], bool]:
    return lambda members: bool(is_unmet(requirement, members)) and holds(members)
