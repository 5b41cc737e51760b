"""The reserved key that puts a whole mapping under one directive."""

from mappings.engine.directives.plan import Plan
from mappings.engine.directives.planner import Keys, Planner
from mappings.engine.json_types import Json

_ROOT_DIRECTIVE = "__segment_internal_directive"


def plan_root(config: dict[str, Json], place: Keys, planner: Planner) -> Plan:
    """The plan of a config; of one with the reserved root directive, the plan of that.

    As in the reference, the other keys become the ``mapping`` of what the root directive holds.

    Shape:
        ``{"__segment_internal_directive": {"@transform": {"apply": A}}, "a": 1}`` is read as
        ``{"@transform": {"apply": A, "mapping": {"a": 1}}}``
    """
    if _ROOT_DIRECTIVE not in config:
        return planner.plan(config, place)
    root = config[_ROOT_DIRECTIVE]
    root_place = (*place, _ROOT_DIRECTIVE)
    if not isinstance(root, dict) or len(root) > 1:
        message = "The root mapping must only have a single directive object."
        return planner.refuse(root_place, message, "root_directive")
    name, argument = next(iter(root.items()), ("", None))
    if not isinstance(argument, (dict, list)):
        message = "The root directive must be an object."
        return planner.refuse(root_place, message, "root_directive")
    if isinstance(argument, dict):
        members = {key: value for key, value in config.items() if key != _ROOT_DIRECTIVE}
        root = {name: {**argument, "mapping": members}}
    # The members stand beside the root directive.
    with planner.moving((*root_place, name, "mapping"), place):
        return planner.plan(root, root_place)
