"""``@liquid``: a text with ``{{ outputs | filters }}`` and ``{% tags %}``."""

from collections.abc import Callable
from functools import partial

from mappings.engine.directives.arguments import fault_of_type
from mappings.engine.directives.budget import Budget
from mappings.engine.directives.plan import Compute, Constant, Plan
from mappings.engine.directives.planner import NOTHING, Keys, Planner
from mappings.engine.errors import EventError, Problem, json_pointer
from mappings.engine.json_types import Json
from mappings.engine.limits import MAX_LIQUID_UNITS, MAX_LIQUID_WORK
from mappings.engine.liquid.errors import LiquidError, line_and_column
from mappings.engine.liquid.template import LiquidTemplate, compile_template
from mappings.engine.liquid.units import unit_count


def plan_liquid(argument: Json, place: Keys, planner: Planner) -> Plan:
    """Shape: ``"Hello {{ traits.first_name | default: 'you' }}"``"""
    if not isinstance(argument, str):
        return planner.refuse(place, *fault_of_type("a string", argument))
    units = unit_count(argument)
    if units > MAX_LIQUID_UNITS:
        message = f"Has {units:,} characters; the limit is {MAX_LIQUID_UNITS:,}."
        return planner.refuse(place, message, "too_long")
    template, errors = compile_template(argument)
    if template is None:
        for error in errors:
            line, column = line_and_column(argument, error.at)
            message = f"Line {line}: {error.message}"
            planner.refuse(place, message, error.code, line=line, column=column)
        return NOTHING
    if template.text is not None:
        return Constant(template.text)
    render = partial(_render, template, argument, place, planner.clock)
    return Compute(render, paths=template.paths)


def _render(
    template: LiquidTemplate,
    text: str,
    place: Keys,
    clock: Callable[[], float],
    budget: Budget,
    event: Json,
) -> str:
    """Each template has its own limit, and all that run for an event have one together."""
    units = min(MAX_LIQUID_WORK, budget.liquid_units)
    try:
        written, spent = template.render(event, clock, units)
        budget.liquid_units -= spent
        budget.spend_chars(len(written), place)
        return written
    except LiquidError as err:
        # Where a trace goes on after this field, those after it have what is left.
        budget.liquid_units -= err.units
        budget.chars -= err.chars
        line, column = line_and_column(text, err.at) if err.at >= 0 else (None, None)
        message = err.message if line is None else f"Line {line}: {err.message}"
        problem = Problem(json_pointer(place), message, err.code, line, column)
        raise EventError(problem) from err
