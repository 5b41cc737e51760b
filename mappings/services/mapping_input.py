"""What can be stored in a mapping: each value read on its own, all problems told at once."""

from collections.abc import Callable
from typing import Any, TypedDict

from mappings.catalog.schema import DestinationDefinition
from mappings.engine import limits
from mappings.engine.compiler import compile_mapping
from mappings.engine.errors import MappingError, Problem
from mappings.services.documents import document_problems, problems_under
from mappings.services.errors import InvalidInput
from mappings.services.names import name_problem
from mappings.services.other_audiences import read_other_keys
from mappings.services.triggers import read_trigger_input


class MappingChanges(TypedDict, total=False):
    """What a save may change.

    Shape:
        ``{"name": "Entered", "action": "upsert_contact", "trigger": "<FQL or tree>",
        "config": {"email_address": {"@path": "$.traits.email"}}}``
    """

    name: str
    action: str
    trigger: Any
    config: Any
    other_audience_keys: Any


_Columns = dict[str, Any]


def read_changes(changes: MappingChanges, *, definition: DestinationDefinition | None) -> _Columns:
    """The columns to write.

    Raises:
        InvalidInput: something cannot be stored; pointers start with ``/name``, ``/action``,
            ``/trigger``, ``/config`` or ``/other_audience_keys``. A missing required field is no
            reason.
    """
    columns: _Columns = {}
    problems: list[Problem] = []
    for key, value in changes.items():
        try:
            columns |= _READERS[key](value, definition)
        except InvalidInput as err:
            problems.extend(err.problems)
    if problems:
        raise InvalidInput(problems)
    return columns


def _read_name(value: Any, _definition: DestinationDefinition | None) -> _Columns:
    if problem := name_problem(value):
        raise InvalidInput([problem])
    return {"name": value.strip()}


def _read_action(value: Any, definition: DestinationDefinition | None) -> _Columns:
    if definition is None or not isinstance(value, str) or definition.action(value) is None:
        known = ", ".join(action.slug for action in definition.actions) if definition else "none"
        text = f"This destination has no action of that name. It has: {known}."
        raise InvalidInput([Problem("/action", text, "not_found")])
    return {"action_slug": value}


def _read_trigger(value: Any, _definition: DestinationDefinition | None) -> _Columns:
    given = read_trigger_input(value)
    return {"trigger": given.tree, "event_type": given.event_type}


def _read_config(value: Any, _definition: DestinationDefinition | None) -> _Columns:
    if not isinstance(value, dict):
        text = "A config is an object: each destination field with its value."
        raise InvalidInput([Problem("/config", text, "type")])
    unstorable = document_problems(value, "/config", max_bytes=limits.MAX_CONFIG_BYTES)
    if unstorable:
        raise InvalidInput(unstorable)
    try:
        compile_mapping(value)
    except MappingError as err:
        raise InvalidInput(problems_under("/config", err.problems)) from err
    return {"config": value}


def _read_other_audience_keys(value: Any, _definition: DestinationDefinition | None) -> _Columns:
    return {"other_audience_keys": read_other_keys(value)}


_READERS: dict[str, Callable[[Any, DestinationDefinition | None], _Columns]] = {
    "name": _read_name,
    "action": _read_action,
    "trigger": _read_trigger,
    "config": _read_config,
    "other_audience_keys": _read_other_audience_keys,
}
