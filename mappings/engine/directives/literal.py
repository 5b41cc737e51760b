"""``@literal``: the value given; directives inside it run, texts stay as they are."""

from mappings.engine.directives.plan import Plan
from mappings.engine.directives.planner import Keys, Planner
from mappings.engine.json_types import Json


def plan_literal(argument: Json, place: Keys, planner: Planner) -> Plan:
    """Shape: ``"free"``, ``{"a": [1, 2]}``"""
    return planner.plan(argument, place)
