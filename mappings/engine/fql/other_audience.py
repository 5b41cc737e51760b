"""The same trigger for another audience: its flag and what names its key follow the key."""

from collections.abc import Iterator
from dataclasses import replace

from mappings.engine.errors import Problem, json_pointer
from mappings.engine.flag_paths import KEY_PLACES, other_flag
from mappings.engine.fql.audience import audience_flag_of, event_type_of
from mappings.engine.fql.names import condition_keys, name_of_keys
from mappings.engine.fql.operators import OPERATORS
from mappings.engine.fql.tree import Condition, Group, Node, Trigger, Value

_TYPES = ("identify", "track")
_FOLLOWING = ("=", "!=", "in", "not_in")


def audience_key_of(trigger: Trigger) -> str | None:
    """The key of the audience that a trigger is for: it demands Identify or Track, and its flag.

    Shape:
        ``type = "track" and properties.vip = false`` -> ``"vip"``
    """
    flag = audience_flag_of(trigger)
    if flag is None or event_type_of(trigger) not in _TYPES or len(flag[0]) != 1:
        return None
    return flag[0][0]


def other_trigger(trigger: Trigger, audience_key: str, other_key: str) -> Trigger:
    """The trigger with each condition on the audience's flag or key about the other audience.

    Shape:
        ``type = "track" and properties.vip = true``, ``"vip"``, ``"lapsed"``
        -> ``type = "track" and properties.lapsed = true``
    """
    children = (_other_node(child, audience_key, other_key) for child in trigger.children)
    return replace(trigger, children=tuple(children))


def key_condition_problems(trigger: Trigger) -> list[Problem]:
    """The conditions that look for a part of the audience's key, which no other key would have.

    Pointers are into the trigger's tree.
    """
    return list(_problems(trigger, ()))


def _other_node(node: Node, audience_key: str, other_key: str) -> Node:
    if isinstance(node, Group):
        return other_trigger(node, audience_key, other_key)
    keys = condition_keys(node)
    if keys in KEY_PLACES:
        return replace(node, value=_other_value(node, audience_key, other_key))
    others = other_flag(keys, audience_key, other_key)
    return replace(node, name=name_of_keys(others[1:])) if others else node


def _other_value(condition: Condition, audience_key: str, other_key: str) -> Value:
    value = condition.value
    if isinstance(value, tuple):
        return tuple(other_key if item == audience_key else item for item in value)
    return other_key if value == audience_key else value


def _problems(node: Node, place: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(node, Group):
        for index, child in enumerate(node.children):
            yield from _problems(child, (*place, "children", index))
    elif _looks_for_a_part(node):
        text = (
            f'A condition that the audience key "{OPERATORS[node.operator].label}" a text does '
            "not follow the key of each audience. Ask what the key is."
        )
        yield Problem(json_pointer(place), text, "cannot_follow")


def _looks_for_a_part(condition: Condition) -> bool:
    is_about_key = condition_keys(condition) in KEY_PLACES
    return is_about_key and condition.value is not None and condition.operator not in _FOLLOWING
