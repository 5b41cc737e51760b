"""Every directive of the mapping language."""

from collections.abc import Mapping
from typing import Final

from mappings.engine.directives.arrays import plan_array_path
from mappings.engine.directives.conditional import plan_if
from mappings.engine.directives.json_text import plan_json
from mappings.engine.directives.liquid import plan_liquid
from mappings.engine.directives.literal import plan_literal
from mappings.engine.directives.objects import plan_exclude_when_null, plan_flatten, plan_merge
from mappings.engine.directives.path import plan_path
from mappings.engine.directives.planner import PlanDirective
from mappings.engine.directives.template import plan_template
from mappings.engine.directives.text import plan_case, plan_replace
from mappings.engine.directives.transform import plan_transform

DIRECTIVES: Final[Mapping[str, PlanDirective]] = {
    "@path": plan_path,
    "@template": plan_template,
    "@literal": plan_literal,
    "@if": plan_if,
    "@arrayPath": plan_array_path,
    "@case": plan_case,
    "@replace": plan_replace,
    "@merge": plan_merge,
    "@transform": plan_transform,
    "@flatten": plan_flatten,
    "@json": plan_json,
    "@liquid": plan_liquid,
    "@excludeWhenNull": plan_exclude_when_null,
}
