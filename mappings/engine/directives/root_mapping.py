"""The reserved key that puts a whole mapping under one directive."""

from mappings.engine.directives.plan import Plan
from mappings.engine.directives.planner import NOTHING, Keys, Planner
from mappings.engine.json_types import Json

ROOT_DIRECTIVE = "__segment_internal_directive"


def plan_root(config: dict[str, Json], place: Keys, planner: Planner) -> Plan:
    """The plan of a config; of one with the reserved root directive, the plan of that.

    As in the reference, the other keys become the ``mapping`` of what the root directive holds.

    Shape:
        ``{"__segment_internal_directive": {"@transform": {"apply": A}}, "a": 1}`` is read as
        ``{"@transform": {"apply": A, "mapping": {"a": 1}}}``
    """
    if ROOT_DIRECTIVE not in config:
        return planner.plan(config, place)
    root = config[ROOT_DIRECTIVE]
    root_place = (*place, ROOT_DIRECTIVE)
    members = {key: value for key, value in config.items() if key != ROOT_DIRECTIVE}
    if place and not _is_sound_as_written(root, root_place, planner):
        return planner.plan(members, place)
    if message := _mistake_in(root):
        planner.refuse(root_place, message, "root_directive")
        return planner.plan(members, place) if place else NOTHING
    # The members stand beside the root directive.
    with planner.moving((*root_place, next(iter(root)), "mapping"), place):
        return planner.plan(as_directive(config), root_place)


def as_directive(config: dict[str, Json]) -> dict[str, Json]:
    """The directive that a sound config with the reserved key is read as."""
    members = {key: value for key, value in config.items() if key != ROOT_DIRECTIVE}
    name, argument = next(iter(config[ROOT_DIRECTIVE].items()))
    return {name: {**argument, "mapping": members} if isinstance(argument, dict) else argument}


def _mistake_in(root: Json) -> str | None:
    """The reference counts the keys of whatever is there, items and characters too."""
    if root is None or (isinstance(root, (dict, list, str)) and len(root) > 1):
        return "The root mapping must only have a single directive object."
    if isinstance(root, dict) and isinstance(next(iter(root.values()), None), (dict, list)):
        return None
    return "The root directive must be an object."


def _is_sound_as_written(root: Json, place: Keys, planner: Planner) -> bool:
    """Inside another directive, the reference checks it before the members become its mapping."""
    count = len(planner.problems)
    planner.plan(root, place)
    return len(planner.problems) == count
