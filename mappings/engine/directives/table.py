"""Every directive of the mapping language; one without a function is not supported yet."""

from collections.abc import Mapping
from typing import Final

from mappings.engine.directives.conditional import plan_if
from mappings.engine.directives.literal import plan_literal
from mappings.engine.directives.path import plan_path
from mappings.engine.directives.planner import PlanDirective
from mappings.engine.directives.template import plan_template

DIRECTIVES: Final[Mapping[str, PlanDirective | None]] = {
    "@path": plan_path,
    "@template": plan_template,
    "@literal": plan_literal,
    "@if": plan_if,
    "@arrayPath": None,
    "@case": None,
    "@replace": None,
    "@merge": None,
    "@transform": None,
    "@flatten": None,
    "@json": None,
    "@liquid": None,
    "@excludeWhenNull": None,
}
