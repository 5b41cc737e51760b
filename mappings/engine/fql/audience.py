"""Triggers of audiences: one event type, and the audience's flag where that type keeps it."""

from mappings.engine.errors import Problem, TriggerError
from mappings.engine.fql.names import condition_keys, name_of_key
from mappings.engine.fql.tree import Condition, Group, Node, Trigger

_TYPE_OF_FLAG = {"identify": "event-trait", "track": "event-property"}
_FLAG_OPERATORS = {"is_true": True, "is_false": False}


def event_trait_trigger(*, event_type: str, audience_key: str, is_entering: bool) -> Trigger:
    """The guide's trigger "Event Trait, audience key, is true / is false".

    Shape:
        ``type = "identify" and traits.<key> = true``,
        ``type = "track" and properties.<key> = true``: Segment's code reads an event trait from
        ``event.traits`` only, and a Track event has none.

    Raises:
        TriggerError: the event type is neither, or the key is empty.
    """
    if event_type not in _TYPE_OF_FLAG:
        raise TriggerError(Problem("/event_type", "Choose identify or track.", "choice"))
    if not audience_key:
        raise TriggerError(Problem("/audience_key", "Enter the audience key.", "required"))
    operator = "is_true" if is_entering else "is_false"
    name = name_of_key(audience_key)
    flag = Condition(_TYPE_OF_FLAG[event_type], operator, name=name)
    return Group("and", (Condition("event-type", "=", event_type), flag))


def event_type_of(trigger: Trigger) -> str | None:
    """The one event type that a trigger demands; None where it takes any or several."""
    return _demanded_type(trigger)


def audience_flag_of(trigger: Trigger) -> tuple[tuple[str, ...], bool] | None:
    """The flag that a trigger demands: its keys inside the container, and whether it is to be true.

    Shape:
        ``type = "track" and properties.vip = false`` -> ``(("vip",), False)``
    """
    return _demanded_flag(trigger)


def _demanded_flag(node: Node) -> tuple[tuple[str, ...], bool] | None:
    if isinstance(node, Condition):
        is_flag = node.type in _TYPE_OF_FLAG.values() and node.operator in _FLAG_OPERATORS
        return (condition_keys(node)[1:], _FLAG_OPERATORS[node.operator]) if is_flag else None
    if node.operator == "or" and len(node.children) > 1:
        return None
    return next((flag for child in node.children if (flag := _demanded_flag(child))), None)


def _demanded_type(node: Node) -> str | None:
    if isinstance(node, Condition):
        is_demand = node.type == "event-type" and node.operator == "="
        return str(node.value) if is_demand else None
    types = [_demanded_type(child) for child in node.children]
    if node.operator == "and":
        return next((demanded for demanded in types if demanded), None)
    return types[0] if len(set(types)) == 1 else None
