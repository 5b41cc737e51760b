"""Whether a value fits as it is: nothing to change, nothing to tell.

Most values do, so the check asks this first and walks only into the others.
"""

from collections.abc import Callable, Mapping, Sequence

from mappings.engine.json_types import Json
from mappings.engine.payload.conditions import Holds, compile_conditions
from mappings.engine.payload.json_kinds import has_type, is_number, is_same
from mappings.engine.payload.shapes import Members, Requirement, Shape

Fits = Callable[[Json], bool]


def compile_fits(shape: Shape) -> Fits:
    """A test of one value, quick where it can be."""
    if shape.members:
        return _fits_members(shape, shape.members)
    if shape.items:
        return _fits_items(compile_fits(shape.items))
    tests = _rule_tests(shape)
    if shape.types == ("string",):
        return _fits_text(tests)
    if shape.types == ("boolean",) and not tests:
        return lambda value: value is True or value is False
    return _fits_any_of(shape.types, tests)


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


def _fits_text(tests: Sequence[Fits]) -> Fits:
    if not tests:
        return lambda value: type(value) is str
    if len(tests) == 1:
        (test,) = tests
        return lambda value: type(value) is str and test(value)
    return lambda value: type(value) is str and all(test(value) for test in tests)


def _fits_any_of(types: tuple[str, ...], tests: Sequence[Fits]) -> Fits:
    def fits(value: Json) -> bool:
        is_right = any(has_type(value, name) for name in types)
        return is_right and all(test(value) for test in tests)

    return fits


def _rule_tests(shape: Shape) -> list[Fits]:
    tests: list[Fits] = []
    if shape.choices:
        tests.append(lambda value: any(is_same(value, choice) for choice in shape.choices))
    bounds = (shape.min_chars, shape.max_chars, shape.minimum, shape.maximum)
    if any(bound is not None for bound in bounds):
        tests.append(lambda value: is_out_of_bounds(value, shape) is None)
    if shape.format:
        accepts = shape.format.accepts
        tests.append(lambda value: not isinstance(value, str) or accepts(value))
    return tests


def _fits_items(fits_item: Fits) -> Fits:
    return lambda value: isinstance(value, list) and all(fits_item(item) for item in value)


def _fits_members(shape: Shape, members: Members) -> Fits:
    tests = {key: compile_fits(inner) for key, inner in members.properties.items()}
    required = members.required.keys()
    requirements = compile_requirements(members)
    others = _rule_tests(shape)

    def fits(value: Json) -> bool:
        if not isinstance(value, dict) or not required <= value.keys():
            return False
        for key, member in value.items():
            test = tests.get(key)
            if not (test(member) if test else members.keeps_unknown):
                return False
        if any(
            holds(value) and is_unmet(requirement, value) for requirement, holds in requirements
        ):
            return False
        return all(test(value) for test in others)

    return fits
