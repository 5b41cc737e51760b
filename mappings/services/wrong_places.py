"""What each field of a mapping reads from the wrong part of the event, as messages with a fix."""

from typing import Any

from mappings.catalog.requirements import is_one_directive
from mappings.catalog.schema import ActionDefinition
from mappings.engine.fql import audience_flag_of
from mappings.engine.json_types import Json
from mappings.engine.paths import MISSING, Missing
from mappings.engine.places import Hint, Situation, Slot, field_hints
from mappings.models import Mapping
from mappings.services.errors import InvalidInput
from mappings.services.field_answers import FieldMessage, FieldState
from mappings.services.triggers import read_trigger_input


def with_place_hints(
    states: dict[str, FieldState],
    *,
    trigger: Any,
    config: Any,
    action: ActionDefinition,
    event: Json | Missing = MISSING,
) -> dict[str, FieldState]:
    """The states of a preview, each with what is read from the wrong place added to its messages.

    Args:
        trigger: a tree or FQL; one that cannot be read tells nothing.
        event: the test event, MISSING for what can be told without.
    """
    if not isinstance(config, dict) or is_one_directive(config):
        return states
    situation = _situation(trigger, event)
    fields = {field.key: field for field in action.fields}
    told = dict(states)
    for key, state in states.items():
        if key in config:
            hints = field_hints(Slot(key, config[key], fields.get(key)), situation)
            messages = [*state["messages"], *(_message(hint) for hint in hints)]
            told[key] = {**state, "messages": messages}
    return told


def lasting_hints(mapping: Mapping, action: ActionDefinition) -> list[str]:
    """What can be told of a stored mapping without an event, a sentence each, the field before it.

    Shape:
        ``["Email address: On Track, e-mail is at context.traits.email."]``
    """
    config = mapping.config
    if is_one_directive(config):
        return []
    situation = _situation(mapping.trigger, MISSING)
    fields = {field.key: field for field in action.fields}
    return [
        f"{fields[key].label if key in fields else key}: {hint.text}"
        for key in config
        for hint in field_hints(Slot(key, config[key], fields.get(key)), situation)
    ]


def _situation(trigger: Any, event: Json | Missing) -> Situation:
    try:
        given = read_trigger_input(trigger)
    except InvalidInput:
        return Situation("", event=event)
    flag = audience_flag_of(given.trigger)
    keys, is_entering = flag or ((), None)
    return Situation(given.event_type, keys, is_entering, event)


def _message(hint: Hint) -> FieldMessage:
    message: FieldMessage = {"code": hint.code, "severity": "amber", "text": hint.text}
    if hint.config is not MISSING:
        message["fix"] = {"label": hint.label, "config": hint.config}
    return message
