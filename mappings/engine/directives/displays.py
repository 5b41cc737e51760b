"""What a plan gives as one expression, where it can be written as one."""

import ast
from collections.abc import Callable, Iterable

from mappings.engine import codegen
from mappings.engine.codegen import Keys
from mappings.engine.directives.plan import BuildList, BuildObject, Constant, Plan, Read, bare


def display(plan: Plan, show_read: Callable[[Keys], ast.expr | None]) -> ast.expr | None:
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
        value = display(plan, show_read)
        if value is None:
            return None
        values.append(value)
    return values
